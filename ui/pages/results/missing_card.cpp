#include "pages/results/missing_card.hpp"

#include "widgets/secondary_label.hpp"

#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

using evaluation::MissingWork;
using summary::MissingPart;

namespace {

QString what(const MissingWork& remedy)
{
    const QString file = QString::fromStdString(remedy.part.file);
    const QString model = QString::fromStdString(records::label(remedy.part.model));
    if (!remedy.part.remark.empty()) {
        return MissingCard::tr("%1: %2").arg(file, QString::fromStdString(remedy.part.remark));
    }
    if (!remedy.checkpoint) {
        return MissingCard::tr("No run of %1 yet; expected file: %2").arg(model, file);
    }
    const QString checkpoint = QString::fromStdString(remedy.checkpoint->title());
    return remedy.part.kind == MissingPart::Kind::responses
        ? MissingCard::tr("%1 has not scored the responses yet").arg(checkpoint)
        : MissingCard::tr("eval_results_both.jsonl of %1").arg(checkpoint);
}

} // namespace

namespace {

bool canBeQueued(const MissingWork& remedy)
{
    return remedy.checkpoint && (remedy.evaluate || remedy.score);
}

} // namespace

MissingCard::MissingCard(QWidget* parent) : Card(tr("Missing"), parent), m_all(new QPushButton)
{
    m_all->setToolTip(tr("Queue every evaluation that is missing here and whose model is there"));
    m_all->hide();
    addBesideTitle(m_all);
    connect(m_all, &QPushButton::clicked, this, &MissingCard::queueAll);
}

void MissingCard::queueAll()
{
    const std::vector<MissingWork> all = m_missing; // which may change meanwhile
    for (const MissingWork& remedy : all) {
        if (canBeQueued(remedy)) {
            Q_EMIT evaluationWanted(remedy);
        }
    }
}

void MissingCard::setMissing(std::vector<MissingWork> missing)
{
    m_missing = std::move(missing);
    setNote(tr("· %1").arg(m_missing.size()));
    const auto queueable = std::count_if(m_missing.begin(), m_missing.end(), canBeQueued);
    m_all->setVisible(queueable > 1);
    m_all->setText(tr("Queue all %1 evaluations").arg(queueable));
    lay();
}

void MissingCard::setColumns(int columns)
{
    if (columns != m_columns) {
        m_columns = columns;
        lay();
    }
}

void MissingCard::lay()
{
    if (m_rows) { // perhaps in the middle of a click on one of its buttons
        m_rows->setParent(nullptr);
        m_rows->deleteLater();
    }
    m_rows = new QWidget;
    auto* grid = new QGridLayout(m_rows);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    const int rows = (int(m_missing.size()) + m_columns - 1) / m_columns;
    for (int i = 0; i < int(m_missing.size()); ++i) {
        const MissingWork& remedy = m_missing[std::size_t(i)];
        auto* texts = new QVBoxLayout;
        texts->setSpacing(0);
        auto* cell = new WrappingLabel(QString::fromStdString(remedy.part.fills));
        cell->setWordWrap(true);
        auto* file = new SecondaryLabel(what(remedy));
        file->setWordWrap(true);
        texts->addWidget(cell);
        texts->addWidget(file);
        texts->addStretch(1);
        const int column = 3 * (i / rows); // texts, buttons, a gap
        grid->setColumnStretch(column, 1);
        if (i / rows > 0) {
            grid->setColumnMinimumWidth(column - 1, 16);
        }
        grid->addLayout(texts, i % rows, column);
        grid->addWidget(makeButton(remedy), i % rows, column + 1, Qt::AlignTop); // as wide as the widest
    }
    body()->addWidget(m_rows);
}

QPushButton* MissingCard::makeButton(const MissingWork& remedy)
{
    auto* button = new QPushButton;
    if (remedy.checkpoint) {
        const bool queued = canBeQueued(remedy);
        button->setText(queued ? tr("Queue the evaluation") : tr("Evaluate…"));
        button->setToolTip(queued
                ? tr("Queue the evaluation of %1").arg(QString::fromStdString(remedy.checkpoint->folder.string()))
                : tr("Open the model on the Evaluate page, to choose what to evaluate it on"));
        connect(button, &QPushButton::clicked, this, [this, remedy] { Q_EMIT evaluationWanted(remedy); });
    } else {
        button->setText(tr("Train…"));
        button->setToolTip(remedy.sibling.empty()
                ? tr("Open the Train page")
                : tr("Open the Train page with the parameters of %1, ready to change")
                      .arg(QString::fromStdString(remedy.sibling.filename().string())));
        connect(button, &QPushButton::clicked, this, [this, remedy] { Q_EMIT trainingWanted(remedy); });
    }
    button->setAccessibleName(tr("%1: %2").arg(button->text(), QString::fromStdString(remedy.part.fills)));
    return button;
}

} // namespace dpl::ui
