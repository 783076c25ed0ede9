#include "pages/train/length_card.hpp"

#include "base/quantity_text.hpp"
#include "charts/figure_view.hpp"
#include "training/dataset_figures.hpp"

#include <QVBoxLayout>

namespace dpl::ui {

LengthCard::LengthCard(QWidget* parent) : Card(tr("Length"), parent), m_view(new FigureView)
{
    m_view->setMinimumHeight(84);
    m_view->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    body()->addWidget(m_view, 1);
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
    const bool isContext = preview->longest < maxLength;
    const bool isSample = preview->measuredRows < preview->rows;
    const QString rows = groupedText(preview->rows);
    const QString left = groupedText(preview->rows - preview->comparisons());
    if (preview->tooLong > preview->leftOut) {
        const QString count =
            tr("%1 of %2 measured").arg(groupedText(preview->tooLong), groupedText(preview->measuredRows));
        setNote(isContext ? tr("%1 are longer than the context and cut").arg(count)
                          : tr("%1 are longer and cut").arg(count));
    } else if (preview->tooLong > 0) {
        const QString count = isSample ? tr("about %1 of %2").arg(left, rows) : tr("%1 of %2").arg(left, rows);
        setNote(isContext ? tr("%1 are longer than the context and left out").arg(count)
                          : tr("%1 are longer and left out").arg(count));
    } else {
        setNote(isSample ? tr("none of the %1 measured is too long").arg(groupedText(preview->measuredRows))
                         : tr("all %1 comparisons fit").arg(rows));
    }
    QStringList sentences;
    if (isContext && preview->tooLong > 0) {
        sentences << tr("The backbone's context is %1 tokens, fewer than “Max. tokens per response”: it is the limit")
                         .arg(groupedText(preview->longest));
    }
    if (isSample) {
        sentences
            << tr("Based on %1 of the %2 comparisons, evenly spread").arg(groupedText(preview->measuredRows), rows);
    }
    setToolTip(sentences.join(u'\n'));
}

std::shared_ptr<const report::Figure> LengthCard::figure() const
{
    return m_view->figure();
}

} // namespace dpl::ui
