#include "pages/results/missing_card.hpp"

#include "widgets/secondary_label.hpp"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace dpl::ui {

using evaluation::MissingPart;
using evaluation::Remedy;

namespace {

QString what(const Remedy& remedy)
{
    const QString file = QString::fromStdString(remedy.part.file);
    const QString model = QString::fromStdString(evaluation::paperName(remedy.part.model));
    if (!remedy.part.remark.empty()) {
        return MissingCard::tr("%1: %2").arg(file, QString::fromStdString(remedy.part.remark));
    }
    if (!remedy.checkpoint) {
        return MissingCard::tr("No run of %1 is there; it would write %2").arg(model, file);
    }
    const QString checkpoint = QString::fromStdString(remedy.checkpoint->folder.filename().string());
    return remedy.part.kind == MissingPart::Kind::responses ? MissingCard::tr("%1 has not scored the responses yet").arg(checkpoint)
                                                            : MissingCard::tr("eval_results_both.jsonl of %1").arg(checkpoint);
}

} // namespace

MissingCard::MissingCard(QWidget* parent) : Card(tr("Missing"), parent) {}

void MissingCard::setMissing(const std::vector<Remedy>& missing)
{
    delete m_rows;
    m_rows = new QWidget;
    auto* grid = new QGridLayout(m_rows);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(0, 1);
    int row = 0;
    for (const Remedy& remedy : missing) {
        auto* texts = new QVBoxLayout;
        texts->setSpacing(0);
        auto* cell = new QLabel(QString::fromStdString(remedy.part.fills));
        cell->setWordWrap(true);
        auto* file = new SecondaryLabel(what(remedy));
        file->setWordWrap(true);
        file->setTextInteractionFlags(Qt::TextSelectableByMouse);
        texts->addWidget(cell);
        texts->addWidget(file);
        grid->addLayout(texts, row, 0);
        auto* button = new QPushButton;
        const QString fills = QString::fromStdString(remedy.part.fills);
        if (remedy.checkpoint) {
            const bool queued = remedy.evaluate || remedy.score;
            button->setText(queued ? tr("Queue the evaluation") : tr("Evaluate…"));
            button->setToolTip(queued ? tr("Puts the evaluation of %1 into the queue").arg(QString::fromStdString(remedy.checkpoint->folder.string()))
                                      : tr("Opens the model on the page Evaluate, to choose what it is evaluated on"));
            connect(button, &QPushButton::clicked, this, [this, remedy] { Q_EMIT evaluationWanted(remedy); });
        } else {
            button->setText(tr("Train…"));
            button->setToolTip(remedy.sibling.empty() ? tr("Opens the page Train")
                                                      : tr("Opens the page Train with the parameters of %1, ready to be changed").arg(QString::fromStdString(remedy.sibling.filename().string())));
            connect(button, &QPushButton::clicked, this, [this, remedy] { Q_EMIT trainingWanted(remedy); });
        }
        button->setAccessibleName(tr("%1: %2").arg(button->text(), fills));
        grid->addWidget(button, row, 1, Qt::AlignTop | Qt::AlignRight);
        ++row;
    }
    setNote(tr("· %1").arg(missing.size()));
    body()->addWidget(m_rows);
}

} // namespace dpl::ui
