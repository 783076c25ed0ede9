#include "pages/inspect/score_text_view.hpp"

#include "jobs/job_text.hpp"
#include "models/run_index.hpp"
#include "records/found_checkpoint.hpp"
#include "scoring/checkpoint_folders.hpp"
#include "scoring/find_checkpoints.hpp"
#include "scoring/reward_label.hpp"
#include "widgets/card.hpp"
#include "widgets/device_chooser.hpp"
#include "widgets/label_choices.hpp"
#include "widgets/notice.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/report_table_card.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace dpl::ui {

namespace {

constexpr int leastResponses = 2;
constexpr int mostResponses = 8;

QPlainTextEdit* editor(const QString& name, const QString& placeholder)
{
    auto* edit = new QPlainTextEdit;
    edit->setAccessibleName(name);
    edit->setPlaceholderText(placeholder);
    edit->setTabChangesFocus(true);
    edit->setMinimumHeight(56);
    return edit;
}

/// What a job that has not ended does, or waits for.
QString scoringText(const JobStatus& job)
{
    if (job.state == JobState::running) {
        return job.message.isEmpty() ? progressText(job.progress) : job.message;
    }
    return waitingText(job.state);
}

} // namespace

ScoreTextView::ScoreTextView(RunIndex& index, const Settings& settings, DeviceModel& devices, QWidget* parent)
    : QWidget(parent), m_index(index)
{
    auto* textCard = new Card(tr("Text"));
    textCard->setNote(tr("· a prompt, and responses to compare"));
    m_prompt = editor(tr("Prompt"),
        tr("What the human asks; or a whole dialogue with \u201cHuman:\u201d and \u201cAssistant:\u201d"));
    m_responseColumn = new QVBoxLayout;
    m_responseColumn->setSpacing(8);
    m_add = new QPushButton(tr("Add response"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_add);
    buttons->addStretch(1);
    m_form = new SegmentedControl({tr("Text"), tr("Messages")});
    m_form->setAccessibleName(tr("How the models read it"));
    m_form->setToolTip(tr("Text: as it is written. Messages: as the chat template renders them, for models that were "
                          "trained on messages"));
    m_template = new QToolButton;
    m_template->setAccessibleName(tr("Chat template"));
    m_template->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_template->setPopupMode(QToolButton::InstantPopup);
    auto* templates = new QMenu(m_template);
    templates->addAction(tr("The models\u2019 own"), this, [this] { setTemplate({}); });
    templates->addAction(tr("From a file…"), this, &ScoreTextView::chooseTemplate);
    m_template->setMenu(templates);
    auto* promptRow = new QHBoxLayout;
    promptRow->setSpacing(8);
    promptRow->addWidget(new SecondaryLabel(tr("Prompt")));
    promptRow->addStretch(1);
    promptRow->addWidget(m_template);
    promptRow->addWidget(m_form);
    textCard->body()->addLayout(promptRow);
    textCard->body()->addWidget(m_prompt, 1);
    textCard->body()->addLayout(m_responseColumn, 2);
    textCard->body()->addLayout(buttons);

    auto* modelCard = new Card(tr("Models"));
    m_where = new SecondaryLabel;
    m_where->setWordWrap(true);
    m_checkpoints = new QListWidget;
    m_checkpoints->setAccessibleName(tr("Models to score with"));
    m_checkpoints->setFrameShape(QFrame::NoFrame);
    m_checkpoints->setTextElideMode(Qt::ElideMiddle);
    m_other = new QPushButton(tr("Other…"));
    m_other->setToolTip(
        tr("Choose the folder of a reward model: an adapter, a classifier, or a model with a value head (dpl score "
           "--reward_model_checkpoints)"));
    m_labels = new LabelChoices;
    m_notice = new Notice(Tone::bad);
    m_notice->hide();
    m_score = new PrimaryButton(tr("Score"));
    m_score->setToolTip(tr("Score the responses in the background and add them to the list (Ctrl+Return)"));
    m_waiting = new SecondaryLabel;
    m_waiting->setWordWrap(true);
    m_waiting->hide();
    m_stop = new QPushButton(tr("Stop"));
    m_stop->setToolTip(tr("Do not score this text"));
    m_stop->hide();
    auto* deviceLabel = new SecondaryLabel(tr("Device"), modelCard);
    m_device = new DeviceChooser(settings, devices, modelCard);
    m_device->setLabel(deviceLabel);
    auto* deviceRow = new QHBoxLayout;
    deviceRow->setSpacing(8);
    deviceRow->addWidget(deviceLabel, 1);
    deviceRow->addWidget(m_device);
    auto* modelButtons = new QHBoxLayout;
    modelButtons->addWidget(m_other);
    modelButtons->addStretch(1);
    modelButtons->addWidget(m_stop);
    modelButtons->addWidget(m_score);
    modelCard->body()->addWidget(m_where);
    modelCard->body()->addWidget(m_checkpoints, 1);
    modelCard->body()->addWidget(m_labels);
    modelCard->body()->addLayout(deviceRow);
    modelCard->body()->addWidget(m_notice);
    modelCard->body()->addWidget(m_waiting);
    modelCard->body()->addLayout(modelButtons);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(textCard, 3);
    row->addWidget(modelCard, 2);
    for (int i = 0; i < leastResponses; ++i) {
        addResponse();
    }
    setTemplate({});
    connect(m_form, &SegmentedControl::currentChanged, this, &ScoreTextView::formChanged);
    connect(m_prompt, &QPlainTextEdit::textChanged, this, &ScoreTextView::changed);
    connect(m_add, &QPushButton::clicked, this, [this] {
        addResponse();
        m_responses.last().edit->setFocus();
    });
    connect(m_other, &QPushButton::clicked, this, &ScoreTextView::chooseCheckpoint);
    connect(m_score, &QPushButton::clicked, this, &ScoreTextView::scoreRequested);
    connect(m_stop, &QPushButton::clicked, this, &ScoreTextView::stopRequested);
    connect(m_device, &DeviceChooser::changed, this, &ScoreTextView::changed);
    connect(m_checkpoints, &QListWidget::itemChanged, this, &ScoreTextView::followLabels);
    connect(m_checkpoints, &QListWidget::itemChanged, this, &ScoreTextView::suggestForm);
    connect(m_checkpoints, &QListWidget::itemChanged, this, &ScoreTextView::changed);
    connect(m_labels, &LabelChoices::chosen, this, [this](const QString& folder, const QString& label) {
        m_chosenLabels[folder] = label;
        followLabels();
        Q_EMIT changed();
    });
    m_where->setText(tr("Looking for trained models in %1 …").arg(QString::fromStdString(m_index.root().string())));
    m_index.follow<records::FoundCheckpoint>(this, [this] { takeCheckpoints(); });
    connect(&m_index, &RunIndex::failed, m_where, &QLabel::setText);
}

void ScoreTextView::addResponse()
{
    Response response{new QWidget, editor({}, {}), cardButton(QStringLiteral("remove"), {}, {})};
    auto* row = new QHBoxLayout(response.row);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(response.edit, 1);
    row->addWidget(response.remove, 0, Qt::AlignTop);
    m_responseColumn->addWidget(response.row, 1);
    m_responses << response;
    connect(response.edit, &QPlainTextEdit::textChanged, this, &ScoreTextView::changed);
    connect(response.remove, &QToolButton::clicked, this, [this, row = response.row] { removeResponse(row); });
    nameResponses();
}

void ScoreTextView::removeResponse(const QWidget* row)
{
    const auto found = std::find_if(
        m_responses.begin(), m_responses.end(), [row](const Response& response) { return response.row == row; });
    if (found == m_responses.end() || m_responses.size() <= leastResponses) {
        return;
    }
    const qsizetype index = found - m_responses.begin();
    found->row->hide();
    found->row->deleteLater(); // its button is at work
    m_responses.erase(found);
    nameResponses();
    m_responses[std::min(index, m_responses.size() - 1)].edit->setFocus();
    Q_EMIT changed();
}

void ScoreTextView::nameResponses()
{
    QWidget* before = m_prompt;
    const auto next = [&before](QWidget* widget) {
        setTabOrder(before, widget);
        before = widget;
    };
    for (qsizetype i = 0; i < m_responses.size(); ++i) {
        const QString name = tr("Response %1").arg(i + 1);
        const Response& response = m_responses[i];
        response.edit->setAccessibleName(name);
        response.edit->setPlaceholderText(name);
        response.remove->setAccessibleName(tr("Remove %1").arg(name));
        response.remove->setToolTip(tr("Remove this response"));
        response.remove->setEnabled(m_responses.size() > leastResponses);
        next(response.edit);
    }
    for (const Response& response : std::as_const(m_responses)) {
        next(response.remove);
    }
    m_add->setEnabled(m_responses.size() < mostResponses);
    for (QWidget* widget :
        {static_cast<QWidget*>(m_add), static_cast<QWidget*>(m_checkpoints), static_cast<QWidget*>(m_device),
            static_cast<QWidget*>(m_other), static_cast<QWidget*>(m_stop), static_cast<QWidget*>(m_score)}) {
        next(widget);
    }
}

evaluation::ScoredText ScoreTextView::text() const
{
    evaluation::ScoredText text;
    text.prompt = m_prompt->toPlainText().toStdString();
    for (const Response& response : m_responses) {
        text.responses.push_back(response.edit->toPlainText().toStdString());
    }
    for (int i = 0; i < m_checkpoints->count(); ++i) {
        if (m_checkpoints->item(i)->checkState() == Qt::Checked) {
            const QString folder = m_checkpoints->item(i)->data(Qt::UserRole).toString();
            text.checkpoints.emplace_back(folder.toStdString());
            text.rewardLabels.push_back(m_labelsOf.contains(folder) ? m_chosenLabels.value(folder).toStdString()
                                                                    : std::string(scoring::allLabels));
        }
    }
    if (std::all_of(text.rewardLabels.begin(), text.rewardLabels.end(),
            [](const std::string& label) { return label == scoring::allLabels; })) {
        text.rewardLabels.clear();
    }
    text.asMessages = m_form->currentIndex() == 1;
    text.chatTemplate = m_templateFile.toStdString();
    return text;
}

void ScoreTextView::setText(const evaluation::ScoredText& text)
{
    m_prompt->setPlainText(QString::fromStdString(text.prompt));
    while (m_responses.size() < qsizetype(text.responses.size()) && m_responses.size() < mostResponses) {
        addResponse();
    }
    for (std::size_t i = 0; i < text.responses.size() && i < std::size_t(m_responses.size()); ++i) {
        m_responses[qsizetype(i)].edit->setPlainText(QString::fromStdString(text.responses[i]));
    }
    for (std::size_t i = 0; i < text.checkpoints.size(); ++i) {
        const QString folder = QString::fromStdString(text.checkpoints[i].string());
        if (i < text.rewardLabels.size() && text.rewardLabels[i] != scoring::allLabels) {
            m_chosenLabels[folder] = QString::fromStdString(text.rewardLabels[i]);
            setLabels(folder, {text.rewardLabels[i]}); // until the model itself tells them
            inBackground(
                this, [path = text.checkpoints[i]] { return scoring::describeCheckpoint(path).labels; },
                [this, folder](const std::vector<std::string>& labels) {
                    setLabels(folder, labels);
                    followLabels();
                },
                [](const QString&) {});
        }
        addCheckpoint(folder, true);
    }
    m_form->setCurrentIndex(text.asMessages ? 1 : 0);
    setTemplate(QString::fromStdString(text.chatTemplate));
}

void ScoreTextView::formChanged()
{
    m_isFormChosen = m_isFormChosen || !m_suggests;
    m_template->setVisible(m_form->currentIndex() == 1);
    Q_EMIT changed();
}

/// Models that were trained on messages read messages, unless the user said otherwise.
void ScoreTextView::suggestForm()
{
    const evaluation::ScoredText now = text();
    if (m_isFormChosen || now.checkpoints.empty()) {
        return;
    }
    m_suggests = true;
    m_form->setCurrentIndex(
        std::all_of(now.checkpoints.begin(), now.checkpoints.end(), evaluation::keepsChatTemplate) ? 1 : 0);
    m_suggests = false;
}

void ScoreTextView::setTemplate(const QString& file)
{
    m_templateFile = file;
    m_template->setText(file.isEmpty() ? tr("Chat template: own") : tr("Chat template: file"));
    m_template->setToolTip(file.isEmpty()
            ? tr("Render messages by the chat template that each model was trained by, or else its tokenizer\u2019s")
            : tr("Render messages by the chat template in %1 (--chat_template)").arg(file));
    m_template->setVisible(m_form->currentIndex() == 1);
    Q_EMIT changed();
}

void ScoreTextView::chooseTemplate()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Chat template"),
        m_templateFile.isEmpty() ? QString() : QFileInfo(m_templateFile).absolutePath(),
        tr("Chat templates (*.jinja *.json *.txt);;All files (*)"));
    if (!file.isEmpty()) {
        setTemplate(file);
    }
}

void ScoreTextView::setLabels(const QString& folder, const std::vector<std::string>& labels)
{
    QStringList names;
    for (const std::string& label : labels) {
        names << QString::fromStdString(label);
    }
    if (!names.isEmpty()) {
        m_labelsOf[folder] = names;
    }
}

void ScoreTextView::followLabels()
{
    QList<LabelChoices::Model> several;
    for (int i = 0; i < m_checkpoints->count(); ++i) {
        const QListWidgetItem* item = m_checkpoints->item(i);
        const QString folder = item->data(Qt::UserRole).toString();
        if (item->checkState() == Qt::Checked && m_labelsOf.contains(folder)) {
            several << LabelChoices::Model{
                folder, item->text(), m_labelsOf.value(folder), m_chosenLabels.value(folder)};
        }
    }
    m_labels->setModels(several);
}

QListWidgetItem* ScoreTextView::itemOf(const QString& folder) const
{
    for (int i = 0; i < m_checkpoints->count(); ++i) {
        if (m_checkpoints->item(i)->data(Qt::UserRole).toString() == folder) {
            return m_checkpoints->item(i);
        }
    }
    return nullptr;
}

void ScoreTextView::addCheckpoint(const QString& folder, bool checked)
{
    QListWidgetItem* item = itemOf(folder);
    if (!item) {
        item = addItem(folder, QString::fromStdString(scoring::describeCheckpoint(folder.toStdString()).title()));
    }
    if (checked) {
        item->setCheckState(Qt::Checked);
    }
}

QListWidgetItem* ScoreTextView::addItem(const QString& folder, const QString& name)
{
    auto* item = new QListWidgetItem(m_checkpoints);
    item->setData(Qt::UserRole, folder);
    item->setToolTip(folder);
    item->setCheckState(Qt::Unchecked);
    nameItem(item, name);
    return item;
}

/// As lists of runs have it, with the experiment.
void ScoreTextView::nameItem(QListWidgetItem* item, const QString& name)
{
    const QString folder = item->data(Qt::UserRole).toString();
    const QString within = QDir(QString::fromStdString(m_index.root().string())).relativeFilePath(folder);
    const bool isElsewhere = within.startsWith(QStringLiteral("..")) || !within.contains(u'/');
    const QString experiment = isElsewhere ? QFileInfo(folder).dir().dirName() : within.section(u'/', 0, 0);
    item->setText(experiment.isEmpty() ? name : tr("%1 (%2)").arg(name, experiment));
}

void ScoreTextView::takeCheckpoints()
{
    const QString folder = QString::fromStdString(m_index.root().string());
    bool any = false;
    for (const auto& found : m_index.all<records::FoundCheckpoint>()) {
        if (runs::liesIn(found->folder, m_index.root())) {
            const QString path = QString::fromStdString(found->folder.string());
            setLabels(path, found->labels);
            const QString name = QString::fromStdString(found->title());
            if (QListWidgetItem* item = itemOf(path)) {
                nameItem(item, name); // which may have got another one
            } else {
                addItem(path, name);
            }
            any = true;
        }
    }
    followLabels();
    m_where->setText(any
            ? tr("Trained models in %1").arg(folder)
            : tr("No trained model in %1. Train one, or choose a checkpoint with \u201cOther…\u201d.").arg(folder));
}

void ScoreTextView::chooseCheckpoint()
{
    if (const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of a reward model"));
        !folder.isEmpty()) {
        addFrom(folder);
    }
}

void ScoreTextView::addFrom(const QString& folder)
{
    m_looking.start(
        this, [path = std::filesystem::path(folder.toStdString())] { return scoring::describeCheckpoint(path); },
        [this, folder](const records::FoundCheckpoint& found) {
            if (!found.error.empty()) {
                say(tr("%1 cannot be used: %2").arg(folder, QString::fromStdString(found.error)));
                return;
            }
            say({});
            setLabels(folder, found.labels);
            addCheckpoint(folder, true);
        },
        [this](const QString& message) { say(message); });
}

void ScoreTextView::say(const QString& problem)
{
    m_notice->setText(problem);
}

void ScoreTextView::showJob(const JobStatus& job)
{
    m_score->setText(job.state == JobState::running ? tr("Scoring…") : tr("Score"));
    m_score->setEnabled(!job.isActive());
    m_stop->setVisible(job.isActive());
    m_waiting->setText(scoringText(job));
    m_waiting->setVisible(!m_waiting->text().isEmpty());
}

} // namespace dpl::ui
