#include "widgets/figure_card.hpp"

#include "charts/figure_view.hpp"
#include "widgets/figure_theme.hpp"
#include "widgets/report_table_card.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/theme.hpp"

#include <QEvent>
#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

FigureCard::FigureCard(const QString& title, const QString& shows, const QString& exportText, int minimumHeight, QWidget* parent) : Card(title, parent)
{
    m_export = cardButton(QStringLiteral("export"), exportText, tr("Export the figure as PDF, SVG, PNG or PGF…"));
    addBesideTitle(m_export);
    m_view = new FigureView;
    m_view->setMinimumHeight(minimumHeight);
    m_view->setAccessibleName(shows);
    m_nothing = new SecondaryLabel;
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setMinimumHeight(120);
    body()->addWidget(m_view, 1);
    body()->addWidget(m_nothing, 1);
    connect(m_export, &QToolButton::clicked, this, &FigureCard::exportRequested);
    setFigure(std::nullopt);
    followTheme();
}

void FigureCard::setNothingText(const QString& text)
{
    m_nothing->setText(text);
}

void FigureCard::setFigure(const std::optional<report::Figure>& figure)
{
    m_view->setVisible(figure.has_value());
    m_nothing->setVisible(!figure);
    m_export->setEnabled(figure.has_value());
    if (figure) {
        m_view->setFigure(*figure);
    }
}

void FigureCard::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        followTheme();
    }
}

void FigureCard::followTheme()
{
    if (m_view) {
        ui::followTheme(*m_view, Theme::of(*this));
    }
}

} // namespace dpl::ui
