#include "widgets/figure_preview.hpp"

#include "base/error.hpp"
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
    if (m_figure == figure && !m_picture.isNull()) {
        return;
    }
    m_figure = figure;
    m_picture = {};
    m_problem.clear();
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

void FigurePreview::paintEvent(QPaintEvent*)
{
    const QRect area = sheet();
    QPainter painter(this);
    const QSize pixels = area.size() * devicePixelRatioF();
    if (m_problem.isEmpty() && m_picture.size() != pixels) {
        try {
            m_picture = figureImage(m_figure, pixels.width() / m_figure.widthInches);
        } catch (const Error& error) {
            m_problem = QString::fromUtf8(error.what());
        }
    }
    if (!m_problem.isEmpty()) {
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_problem);
        return;
    }
    constexpr int edge = 6;
    painter.fillRect(area.adjusted(-edge, -edge, edge, edge), Qt::white);
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawRect(area.adjusted(-edge, -edge, edge - 1, edge - 1));
    painter.drawImage(area, m_picture);
}

} // namespace dpl::ui
