#include "pages/inspect/scatter_card.hpp"

#include "charts/clickable_figure.hpp"
#include "widgets/report_table_card.hpp"

#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

ScatterCard::ScatterCard(QWidget* parent) : Card(tr("Mean against \u03c3"), parent)
{
    m_view = new ClickableFigure;
    m_view->setMinimumHeight(150);
    m_view->setAccessibleName(tr("Mean against standard deviation; a click selects the nearest response"));
    QToolButton* button = cardButton(
        QStringLiteral("export"), tr("Export the scatter"), tr("Export the scatter and the table's numbers…"));
    addBesideTitle(button);
    body()->addWidget(m_view, 1);
    connect(button, &QToolButton::clicked, this, &ScatterCard::exportRequested);
    connect(m_view, &ClickableFigure::clicked, this, [this](int, double x, double y) {
        if (const auto item = inspection::nearestItem(m_shown, x, y)) {
            Q_EMIT clicked(*item);
        }
    });
}

void ScatterCard::setItems(const inspection::InspectionColumns& columns, std::size_t place,
    std::span<const std::uint32_t> items, std::optional<std::size_t> selected)
{
    m_shown = inspection::scatterFigure(columns, place, items, selected);
    m_view->setFigure(m_shown.figure);
    setTitle(columns.model(place).head->isPoint() ? tr("Both utilities") : tr("Mean against \u03c3"));
    setNote(m_shown.itemsDrawn < m_shown.itemsThere
            ? tr("· %L1 of %L2 items drawn").arg(m_shown.itemsDrawn).arg(m_shown.itemsThere)
            : QString());
}

void ScatterCard::setSelected(
    const inspection::InspectionColumns& columns, std::size_t place, std::optional<std::size_t> selected)
{
    if (!m_shown.figure.panels.empty()) {
        m_shown.figure = inspection::withRing(m_shown.figure, columns, place, selected);
        m_view->setFigure(m_shown.figure);
    }
}

void ScatterCard::clear()
{
    m_shown = {};
    m_view->setFigure(std::shared_ptr<const report::Figure>());
    setNote({});
}

} // namespace dpl::ui
