#include "pages/results/figure_card.hpp"

#include "charts/clickable_figure.hpp"
#include "widgets/report_table_card.hpp"
#include "widgets/secondary_label.hpp"

#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

FigureCard::FigureCard(const QString& title, const QString& meaning, const QString& exportText, QWidget* parent)
    : Card(title, parent)
{
    m_export = cardButton(QStringLiteral("export"), exportText, tr("Export the figure as PDF, SVG, PNG or PGF…"));
    QSizePolicy policy = m_export->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // the title stays on a line with those of the cards beside it
    m_export->setSizePolicy(policy);
    addBesideTitle(m_export);
    m_view = new ClickableFigure;
    m_view->setMinimumHeight(320);
    m_view->setAccessibleName(meaning);
    body()->addWidget(m_view, 1);
    m_needs = new SecondaryLabel;
    m_needs->setWordWrap(true);
    m_needs->setAlignment(Qt::AlignCenter);
    m_needs->setMinimumHeight(120);
    body()->addWidget(m_needs, 1);
    connect(m_export, &QToolButton::clicked, this, &FigureCard::exportRequested);
    connect(m_view, &ClickableFigure::clicked, this, &FigureCard::clicked);
    setFigure({});
}

void FigureCard::setHint(const QString& hint)
{
    m_view->setToolTip(hint);
}

void FigureCard::setNeeds(const QString& sentence)
{
    m_needs->setText(sentence);
}

void FigureCard::setFigure(const std::optional<report::Figure>& figure)
{
    m_view->setVisible(figure.has_value());
    m_needs->setVisible(!figure);
    m_export->setVisible(figure.has_value());
    if (figure) {
        m_view->setFigure(*figure);
    }
}

} // namespace dpl::ui
