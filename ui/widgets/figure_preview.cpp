#include "widgets/figure_preview.hpp"

#include "base/background.hpp"
#include "figures/figure_export.hpp"

#include <QPainter>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int margin = 16;

/// How much larger than on paper a figure is shown where there is room: screens are read from farther away.
constexpr double largestScale = 1.5;

} // namespace

FigurePreview::FigurePreview(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Preview"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void FigurePreview::setFigure(const report::Figure& figure)
{
    if (m_figure == figure) {
        return;
    }
    m_figure = figure;
    m_drawnPixels = {};
    m_changed = true;
    setAccessibleDescription(QString::fromStdString(figure.title));
    update();
}

QRect FigurePreview::sheet() const
{
    const QSizeF inches(std::max(0.1, m_figure.widthInches), std::max(0.1, m_figure.heightInches));
    const QSizeF room = QSizeF(size()) - QSizeF(2 * margin, 2 * margin);
    const double dpi = std::max(
        1.0, std::min({room.width() / inches.width(), room.height() / inches.height(), largestScale * logicalDpiX()}));
    QRect result(QPoint(), (inches * dpi).toSize());
    result.moveCenter(rect().center());
    return result;
}

QSize FigurePreview::pixels() const
{
    return sheet().size() * devicePixelRatioF();
}

bool FigurePreview::isUpToDate() const
{
    return m_drawnPixels == pixels();
}

void FigurePreview::draw()
{
    if (m_drawing) {
        return; // the painting after it asks again
    }
    m_drawing = true;
    m_changed = false;
    const QSize wanted = pixels();
    const auto finish = [this, wanted](const QImage& picture, const QString& problem) {
        m_drawing = false;
        if (!m_changed) {
            m_picture = picture;
            m_problem = problem;
            m_drawnPixels = wanted;
        }
        update();
    };
    inBackground(
        this, [figure = m_figure, wanted] { return figureImage(figure, wanted.width() / figure.widthInches); },
        [finish](const QImage& picture) { finish(picture, {}); },
        [finish](const QString& problem) { finish({}, problem); });
}

void FigurePreview::paintEvent(QPaintEvent*)
{
    if (!isUpToDate()) {
        draw();
    }
    QPainter painter(this);
    if (!m_problem.isEmpty()) {
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_problem);
        return;
    }
    const QRect area = sheet();
    constexpr int edge = 6;
    painter.fillRect(area.adjusted(-edge, -edge, edge, edge), Qt::white);
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawRect(area.adjusted(-edge, -edge, edge - 1, edge - 1));
    if (!m_picture.isNull()) {
        painter.drawImage(area, m_picture);
    }
}

} // namespace dpl::ui
