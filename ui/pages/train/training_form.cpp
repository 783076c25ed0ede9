#include "pages/train/training_form.hpp"

#include "base/error.hpp"
#include "base/font_scale.hpp"
#include "pages/train/backbone_summary.hpp"
#include "pages/train/choice_field.hpp"
#include "pages/train/form_section.hpp"
#include "pages/train/overrides_note.hpp"
#include "pages/train/parameter_field.hpp"
#include "preference/reward_head.hpp"
#include "widgets/problem_label.hpp"
#include "widgets/secondary_label.hpp"

#include <QCheckBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cctype>

namespace dpl::ui {

namespace {

constexpr int columnWidth = 290;

/// Where a message names a parameter, rather than says in which run ("seed[0] 0") or folder ("seed-0") it is wrong.
std::size_t mention(const std::string& message, const std::string& name)
{
    const auto isPartOfWord = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    for (std::size_t at = message.find(name); at != std::string::npos; at = message.find(name, at + 1)) {
        const char after = at + name.size() < message.size() ? message[at + name.size()] : ' ';
        if ((at == 0 || !isPartOfWord(message[at - 1])) && !isPartOfWord(after) && after != '[' && after != '-') {
            return at;
        }
    }
    return std::string::npos;
}

} // namespace

TrainingForm::TrainingForm(QWidget* parent) : QWidget(parent)
{
    m_columns = new QBoxLayout(QBoxLayout::LeftToRight, this);
    m_columns->setContentsMargins(0, 0, 0, 0);
    m_columns->setSpacing(12);
    auto* left = new QVBoxLayout;
    auto* right = new QVBoxLayout;
    for (QVBoxLayout* column : {left, right}) {
        column->setSpacing(12);
        m_columns->addLayout(column, 1);
    }
    fillData(*addSection(left, tr("Data")));
    fillBackbone(*addSection(left, tr("Backbone")));
    fillOutput(*addSection(left, tr("Output")));
    fillRewardModel(*addSection(right, tr("Reward model")));
    fillOptimisation(*addSection(right, tr("Optimisation")));
    fillCompute(*addSection(right, tr("Compute")));
    for (QVBoxLayout* column : {left, right}) {
        column->addStretch(1);
    }
    setParams({});
}

int TrainingForm::widthOf(int columns) const
{
    int width = forFont(*this, columnWidth);
    for (const FormSection* section : m_sections) {
        width = std::max(width, section->minimumSizeHint().width());
    }
    const QMargins margins = m_columns->contentsMargins();
    return columns * width + (columns - 1) * m_columns->spacing() + margins.left() + margins.right();
}

QSize TrainingForm::minimumSizeHint() const
{
    return {widthOf(1), QWidget::minimumSizeHint().height()};
}

void TrainingForm::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_columns->setDirection(width() < widthOf(2) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

FormSection* TrainingForm::addSection(QVBoxLayout* column, const QString& title)
{
    auto* section = new FormSection(title);
    column->addWidget(section);
    m_sections.push_back(section);
    return section;
}

ParameterField* TrainingForm::addField(QVBoxLayout* rows, const std::string& name, const QString& label)
{
    training::TrainingParams defaults;
    const Json values = defaults.toJson();
    QString help;
    training::visitParameters(defaults, [&](const char* known, const auto&, const char* text) {
        if (name == known) {
            help = QString::fromUtf8(text);
        }
    });
    auto* field = new ParameterField(label, name, values.at(name), help);
    rows->addWidget(field);
    m_fields[name] = field;
    connect(field, &ParameterField::changed, this, &TrainingForm::edited);
    return field;
}

void TrainingForm::fillData(FormSection& section)
{
    QVBoxLayout* rows = section.rows();
    ParameterField* dataset = addField(rows, "data_path", tr("Dataset"));
    dataset->setWide();
    auto* browse = new QPushButton(tr("Choose"));
    browse->setAccessibleName(tr("Choose the dataset"));
    browse->setToolTip(tr("A folder in the layout of HH-RLHF or of relabelled HH-RLHF, or a JSONL file"));
    auto* menu = new QMenu(browse);
    menu->addAction(tr("Folder…"), this, &TrainingForm::chooseDataFolder);
    menu->addAction(tr("File…"), this, [this, dataset] {
        if (const QString file = chooseRowsFile(tr("Preference dataset")); !file.isEmpty()) {
            dataset->setValue(file.toStdString());
        }
    });
    browse->setMenu(menu);
    dataset->addBehind(browse);
    const QString label = tr("Subsets, one run each");
    m_subsets = new ChoiceField(label, label,
        tr("Comparisons of annotators who judged helpfulness, harmlessness, or both mixed, where the "
           "objective is the hidden context.\n\nDefault: both.  Flag: --data_subset"),
        Qt::Horizontal, {{"helpful", tr("helpful"), {}}, {"harmless", tr("harmless"), {}}, {"both", tr("both"), {}}});
    rows->addWidget(m_subsets);
    connect(m_subsets, &ChoiceField::changed, this, &TrainingForm::edited);
    addField(rows, "train_dataset_size", tr("Training rows"));
    addField(rows, "eval_dataset_size", tr("Test rows while training"));
    addField(rows, "max_length", tr("Longest side, tokens"));
    addField(rows, "hidden_context_ratio", tr("Hidden context ratio"));
    addField(section.moreRows(), "overwrite_data_subset", tr("Overwrite the rows' subset"));
    addField(section.moreRows(), "skip_bad_rows", tr("Skip rows that cannot be read"));
}

void TrainingForm::fillBackbone(FormSection& section)
{
    ParameterField* model = addField(section.rows(), "model_name", tr("Model"));
    model->setWide();
    auto* choose = new QPushButton(tr("Choose…"));
    choose->setToolTip(tr("List the language models on this computer"));
    choose->setAccessibleName(tr("Choose the backbone"));
    connect(choose, &QPushButton::clicked, this, &TrainingForm::backboneRequested);
    model->addBehind(choose);
    m_backboneSummary = new BackboneSummary;
    section.rows()->addWidget(m_backboneSummary);
    addField(section.moreRows(), "start_from", tr("Trained model to train further"))->setWide();
    addField(section.moreRows(), "tokenizer_name", tr("Tokenizer"))->setWide();
    addField(section.moreRows(), "backbone_dropout", tr("The backbone's own dropout"));
}

void TrainingForm::fillOutput(FormSection& section)
{
    QVBoxLayout* rows = section.rows();
    auto* name = new SecondaryLabel(tr("Experiment"));
    m_experiment = new QLineEdit;
    m_experiment->setAccessibleName(tr("Experiment"));
    m_experiment->setPlaceholderText(tr("named by the date"));
    m_experiment->setToolTip(tr("Folder, within the runs folder, that holds all runs of this experiment. Runs "
                                "that are finished are not trained again."));
    name->setBuddy(m_experiment);
    m_experimentProblem = new ProblemLabel(tr("What is wrong with %1").arg(name->text()));
    m_takeName = new QPushButton;
    m_takeName->setToolTip(tr("Give this experiment a folder of its own"));
    m_takeName->hide();
    connect(m_takeName, &QPushButton::clicked, this, [this] { m_experiment->setText(m_freeName); });
    m_evaluate = new QCheckBox(tr("Evaluate when trained"));
    m_evaluate->setToolTip(tr("Evaluate every model on the test rows of both subsets, for Table 1 and for Inspect"));
    auto* responses = new SecondaryLabel(tr("Response set to score"));
    m_responses = new QLineEdit;
    m_responses->setAccessibleName(tr("Response set to score"));
    m_responses->setPlaceholderText(tr("none"));
    m_responses->setToolTip(
        tr("A JSONL file of prompts with responses, safe and jailbroken, that all models score after training"));
    responses->setBuddy(m_responses);
    auto* browse = new QPushButton(tr("File…"));
    browse->setAccessibleName(tr("Choose the response set"));
    browse->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Ignored); // as high as the field
    auto* responsesRow = new QHBoxLayout;
    responsesRow->setSpacing(8);
    responsesRow->addWidget(m_responses, 1);
    responsesRow->addWidget(browse);
    m_otherProblem = new ProblemLabel(tr("What is wrong with the parameters"));
    for (QWidget* row :
        {static_cast<QWidget*>(name), static_cast<QWidget*>(m_experiment), static_cast<QWidget*>(m_experimentProblem),
            static_cast<QWidget*>(m_takeName), static_cast<QWidget*>(m_evaluate), static_cast<QWidget*>(responses)}) {
        rows->addWidget(row);
    }
    rows->addLayout(responsesRow);
    rows->addWidget(m_otherProblem);
    connect(browse, &QPushButton::clicked, this, [this] {
        if (const QString file = chooseRowsFile(tr("Response set")); !file.isEmpty()) {
            m_responses->setText(file);
        }
    });
    connect(m_experiment, &QLineEdit::textChanged, this, [this] {
        setConflict({}, {});
        edited();
    });
    connect(m_responses, &QLineEdit::textChanged, this, &TrainingForm::edited);
    connect(m_evaluate, &QCheckBox::toggled, this, &TrainingForm::edited);
    addField(section.moreRows(), "logging_steps", tr("Steps between metrics"));
    addField(section.moreRows(), "eval_steps", tr("Steps between evaluations"));
    addField(section.moreRows(), "save_steps", tr("Steps between checkpoints"));
    addField(section.moreRows(), "eval_first_step", tr("Evaluate before training"));
}

void TrainingForm::fillRewardModel(FormSection& section)
{
    QVBoxLayout* rows = section.rows();
    std::vector<ChoiceField::Choice> heads;
    for (const preference::RewardHead head : preference::allRewardHeads()) {
        const QString text = QString::fromStdString(head->name()).replace(u'_', u' ');
        heads.push_back({head->name(), text, head->role()});
    }
    m_heads = new ChoiceField(tr("Heads, one run each"), tr("Head"),
        tr("base gives a response one number; the DPL heads give it a distribution.\n\nDefault: base.  Flag: "
           "--reward_model_type"),
        Qt::Vertical, heads);
    rows->addWidget(m_heads);
    connect(m_heads, &ChoiceField::changed, this, &TrainingForm::edited);
    addField(rows, "lora_r", tr("LoRA rank"));
    addField(rows, "lora_alpha", tr("LoRA α"));
    addField(rows, "lora_dropout", tr("LoRA dropout"));
    QVBoxLayout* more = section.moreRows();
    for (const preference::HeadOption& option : preference::headOptions()) {
        addField(more, option.name, QString::fromStdString(option.label));
    }
    addField(more, "lora_target_modules", tr("Adapted layers"))->setWide();
    addField(more, "use_rslora", tr("Rank-stabilised LoRA"));
    addField(more, "full_fine_tuning", tr("Train every weight"));
}

void TrainingForm::fillOptimisation(FormSection& section)
{
    QVBoxLayout* rows = section.rows();
    addField(rows, "learning_rate", tr("Learning rate"));
    addField(rows, "lr_scheduler_type", tr("Schedule"));
    addField(rows, "num_train_epochs", tr("Epochs"));
    addField(rows, "per_device_train_batch_size", tr("Comparisons per batch"));
    addField(rows, "weight_decay", tr("Weight decay"));
    addField(rows, "seed", tr("Seeds, one run each"))->control()->setAccessibleName(tr("Seeds"));
    m_overrides = new OverridesNote;
    rows->addWidget(m_overrides);
    connect(m_overrides, &OverridesNote::dropped, this, &TrainingForm::edited);
    addField(section.moreRows(), "gradient_accumulation_steps", tr("Batches per step"));
    addField(section.moreRows(), "max_grad_norm", tr("Largest gradient norm"));
    addField(section.moreRows(), "optim", tr("Optimiser"));
    addField(section.moreRows(), "early_stopping_patience", tr("Early stopping patience"));
    addField(section.moreRows(), "early_stopping_threshold", tr("Least improvement (min delta)"));
    addField(section.moreRows(), "load_best_model_at_end", tr("Keep the best model"));
    addField(section.moreRows(), "metric_for_best_model", tr("Best by held-out"));
}

void TrainingForm::fillCompute(FormSection& section)
{
    addField(section.rows(), "keep_stored", tr("Keep weights as stored"));
    addField(section.rows(), "gradient_checkpointing", tr("Gradient checkpointing"));
    addField(section.moreRows(), "bf16", tr("Compute in bfloat16"));
    addField(section.moreRows(), "per_device_eval_batch_size", tr("Evaluation batch (not used)"));
}

void TrainingForm::chooseDataFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of a preference dataset"));
    if (!folder.isEmpty()) {
        field("data_path")->setValue(folder.toStdString());
    }
}

QString TrainingForm::chooseRowsFile(const QString& title)
{
    return QFileDialog::getOpenFileName(
        this, title, {}, tr("JSONL files (*.jsonl *.jsonl.gz *.json *.gz);;All files (*)"));
}

sweep::SweepParams TrainingForm::params() const
{
    sweep::SweepParams params;
    const auto listed = [](const Json& value) {
        return value.is_array() ? value.get<std::vector<Json>>() : std::vector<Json>{value};
    };
    params.lists.push_back({"seed", listed(field("seed")->value())});
    const Json defaults = training::TrainingParams().toJson();
    for (const auto& [name, field] : m_fields) {
        const Json value = field->value();
        if (name == "seed") {
            continue; // the first list, also of one
        }
        if (value.is_array() && !defaults.at(name).is_array()) {
            params.lists.push_back({name, listed(value)});
        } else if (value != defaults.at(name)) {
            params.base[name] = value;
        }
    }
    params.lists.push_back({"reward_model_type", m_heads->values()});
    params.lists.push_back({"data_subset", m_subsets->values()});
    params.overrides = m_overrides->overrides();
    params.evaluate = m_evaluate->isChecked();
    params.responses = m_responses->text().trimmed().toStdString();
    return params;
}

void TrainingForm::setParams(const sweep::SweepParams& params)
{
    m_setting = true;
    Json values = training::TrainingParams().toJson();
    values.update(params.base);
    for (const sweep::ParameterList& list : params.lists) {
        values[list.name] = list.values;
    }
    for (const auto& [name, field] : m_fields) {
        field->setValue(values.at(name));
    }
    m_heads->setValues(values.at("reward_model_type"));
    m_subsets->setValues(values.at("data_subset"));
    m_overrides->setOverrides(params.overrides);
    m_evaluate->setChecked(params.evaluate);
    m_responses->setText(QString::fromStdString(params.responses));
    m_setting = false;
    edited();
}

QString TrainingForm::experiment() const
{
    return m_experiment->text().trimmed();
}

void TrainingForm::setExperiment(const QString& name)
{
    m_experiment->setText(name);
}

void TrainingForm::setConflict(const QString& sentence, const QString& freeName)
{
    m_conflict = sentence;
    m_freeName = freeName;
    showExperimentProblem();
}

void TrainingForm::showExperimentProblem()
{
    const bool isConflict = m_experimentWrong.isEmpty() && !m_conflict.isEmpty();
    m_experimentProblem->setProblem(isConflict ? m_conflict : m_experimentWrong);
    m_takeName->setVisible(isConflict);
    m_takeName->setText(tr("Name it %1").arg(QString(m_freeName).replace(u'&', QStringLiteral("&&"))));
    m_takeName->setAccessibleName(tr("Name it %1").arg(m_freeName));
}

void TrainingForm::lookAgain()
{
    m_backboneSummary->setBackbone(field("model_name")->value().get<std::string>());
}

void TrainingForm::edited()
{
    if (m_setting) {
        return;
    }
    lookAgain();
    check();
    Q_EMIT changed();
}

void TrainingForm::check()
{
    m_plan.clear();
    for (const auto& [name, field] : m_fields) {
        field->setProblem({});
    }
    m_otherProblem->setProblem({});
    const QString noHead = m_heads->values().empty() ? tr("Choose at least one head.") : QString();
    const QString noSubset = m_subsets->values().empty() ? tr("Choose at least one subset.") : QString();
    const QString name = experiment();
    const QString noFolder = name.contains(u'/') || name.contains(u'\\') || name.startsWith(u'.')
        ? tr("The experiment's name becomes a folder: it cannot have / or \\ in it, or a dot at its beginning.")
        : QString();
    m_heads->setProblem(noHead);
    m_subsets->setProblem(noSubset);
    m_experimentWrong = noFolder;
    showExperimentProblem();
    m_problem = !noHead.isEmpty() ? noHead : !noSubset.isEmpty() ? noSubset : noFolder;
    for (const auto& [parameter, field] : m_fields) {
        if (const QString wrong = field->typingProblem(); !wrong.isEmpty()) {
            showProblem(*field, wrong);
        }
    }
    if (m_problem.isEmpty()) {
        try {
            m_plan = params().plan();
        } catch (const std::exception& error) {
            refuse(error.what());
        }
    }
}

void TrainingForm::refuse(const std::string& message)
{
    std::size_t first = std::string::npos;
    ParameterField* where = nullptr;
    for (const auto& [name, field] : m_fields) {
        if (const std::size_t at = mention(message, name); at < first) {
            first = at;
            where = field;
        }
    }
    m_problem = QString::fromStdString(where ? message.substr(first) : message);
    if (!where) {
        m_otherProblem->setProblem(m_problem);
        return;
    }
    showProblem(*where, m_problem);
}

void TrainingForm::showProblem(ParameterField& field, const QString& sentence)
{
    m_problem = m_problem.isEmpty() ? sentence : m_problem;
    field.setProblem(sentence);
    for (FormSection* section : m_sections) {
        section->reveal(field);
    }
}

} // namespace dpl::ui
