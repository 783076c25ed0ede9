#include "pages/train/length_card.hpp"

#include "charts/figure_view.hpp"
#include "jobs/job_text.hpp"
#include "widgets/figure_theme.hpp"
#include "widgets/theme.hpp"

#include <QEvent>
#include <QVBoxLayout>

namespace dpl::ui {

LengthCard::LengthCard(QWidget* parent) : Card(tr("Length"), parent), m_view(new FigureView)
{
    m_view->setMinimumHeight(104);
    m_view->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    body()->addWidget(m_view, 1);
    ui::followTheme(*m_view, Theme::of(*this));
    hide();
}

void LengthCard::setPreview(const std::shared_ptr<const training::DatasetPreview>& preview, std::int64_t maxLength)
{
    setVisible(preview != nullptr);
    if (!preview) {
        m_view->setFigure(nullptr);
        return;
    }
    m_view->setFigure(training::lengthFigure(*preview, maxLength));
    QString note = preview->tooLong > 0
        ? tr("%1 of %2 comparisons are longer and left out").arg(groupedText(preview->rows - preview->comparisons()), groupedText(preview->rows))
        : tr("all %1 comparisons are short enough").arg(groupedText(preview->rows));
    if (preview->measuredRows < preview->rows) {
        note += tr(", judged by %1 of them").arg(groupedText(preview->measuredRows));
    }
    setNote(note);
}

std::shared_ptr<const report::Figure> LengthCard::figure() const
{
    return m_view->figure();
}

void LengthCard::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        ui::followTheme(*m_view, Theme::of(*this));
    }
}

} // namespace dpl::ui
