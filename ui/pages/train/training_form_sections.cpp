// Which fields the form has, and where.

#include "base/font_scale.hpp"
#include "pages/train/backbone_summary.hpp"
#include "pages/train/choice_field.hpp"
#include "pages/train/experiment_fields.hpp"
#include "pages/train/form_section.hpp"
#include "pages/train/overrides_note.hpp"
#include "pages/train/parameter_field.hpp"
#include "pages/train/training_form.hpp"
#include "preference/reward_head.hpp"
#include "widgets/device_chooser.hpp"
#include "widgets/number_box.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/slurm_fields.hpp"
#include "widgets/where_chooser.hpp"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int mostProcesses = 64;
constexpr int deviceWidth = 112; // of other fields

} // namespace

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
    connect(field, &ParameterField::changed, this, [this, field] {
        if (!m_setting) {
            m_touched.insert(field->name());
        }
        field->setHint({});
        if (field->name() == m_unusable) {
            m_unusable.clear();
            m_unusableWhy.clear();
        }
        edited();
    });
    return field;
}

void TrainingForm::fillData(FormSection& section)
{
    QVBoxLayout* rows = section.rows();
    ParameterField* dataset = addField(rows, "data_path", tr("Dataset"));
    dataset->setWide();
    auto* browse = new QPushButton(tr("Choose"));
    browse->setAccessibleName(tr("Choose the dataset"));
    browse->setToolTip(tr("A folder in the layout of HH-RLHF or of relabelled HH-RLHF, or a file of rows"));
    auto* menu = m_dataMenu = new QMenu(browse);
    menu->addAction(tr("Folder…"), this, &TrainingForm::chooseDataFolder);
    menu->addAction(tr("File…"), this, [this, dataset] {
        if (const QString file = chooseRowsFile(tr("Preference dataset")); !file.isEmpty()) {
            dataset->setValue(file.toStdString());
        }
    });
    browse->setMenu(menu);
    dataset->addBehind(browse);
    offerFetching(rows, *dataset, hub::RepositoryKind::dataset);
    const QString label = tr("Subsets, one run each");
    m_subsets = new ChoiceField(label, label,
        tr("Comparisons of annotators who judged helpfulness, harmlessness, or both mixed, where the "
           "objective is the hidden context.\n\nDefault: both.  Flag: --data_subset"),
        Qt::Horizontal, {{"helpful", tr("helpful"), {}}, {"harmless", tr("harmless"), {}}, {"both", tr("both"), {}}});
    rows->addWidget(m_subsets);
    connect(m_subsets, &ChoiceField::changed, this, &TrainingForm::edited);
    addField(rows, "train_dataset_size", tr("Training rows"));
    addField(rows, "eval_dataset_size", tr("Test rows while training"));
    addField(rows, "max_length", tr("Max. tokens per response"));
    addField(section.moreRows(), "long_comparisons", tr("Longer comparisons"));
    addField(section.moreRows(), "columns", tr("Columns"))->setWide();
    addField(rows, "hidden_context_ratio", tr("Hidden context ratio"));
    addField(rows, "holdout_share", tr("Held out for testing, %"));
    addField(section.moreRows(), "holdout_seed", tr("Seed of the held-out rows"));
    addField(section.moreRows(), "overwrite_data_subset", tr("Overwrite the rows' subset"));
    addField(section.moreRows(), "skip_bad_rows", tr("Skip rows that cannot be read"));
}

void TrainingForm::setRecentDatasets(const QStringList& paths)
{
    const QList<QAction*> actions = m_dataMenu->actions();
    for (QAction* action : actions.mid(2)) { // behind those that choose one
        delete action;
    }
    if (!paths.isEmpty()) {
        m_dataMenu->addSection(tr("Recent"));
    }
    for (const QString& path : paths) {
        m_dataMenu->addAction(path, this, [this, path] { field("data_path")->setValue(path.toStdString()); });
    }
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
    connect(m_backboneSummary, &BackboneSummary::described, this, [this] {
        showProblems();
        Q_EMIT usabilityChanged();
    });
    section.rows()->addWidget(m_backboneSummary);
    offerFetching(section.rows(), *model, hub::RepositoryKind::model);
    ParameterField* trained = addField(section.moreRows(), "start_from", tr("Trained model to train further"));
    trained->setWide();
    offerFetching(section.moreRows(), *trained, hub::RepositoryKind::model);
    addField(section.moreRows(), "tokenizer_name", tr("Tokenizer"))->setWide();
    addField(section.moreRows(), "chat_template", tr("Chat template"))->setWide();
    addField(section.moreRows(), "backbone_dropout", tr("The backbone's own dropout"));
}

void TrainingForm::fillOutput(FormSection& section)
{
    m_output = new ExperimentFields;
    section.rows()->addWidget(m_output);
    connect(m_output, &ExperimentFields::changed, this, &TrainingForm::edited);
    connect(m_output, &ExperimentFields::responsesRead, this, &TrainingForm::usabilityChanged);
    connect(m_output, &ExperimentFields::responsesRequested, this, [this] {
        if (const QString file = chooseRowsFile(tr("Response set")); !file.isEmpty()) {
            m_output->setResponses(file);
        }
    });
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
    addField(rows, "seed", tr("Seeds"));
    m_overrides =
        new OverridesNote([this](const std::string& name, const Json& value) { return described(name, value); });
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

void TrainingForm::fillCompute(FormSection& section, const Settings& settings, DeviceModel& devices, WhereModel& places)
{
    auto* row = new QHBoxLayout;
    auto* label = new SecondaryLabel(tr("Device"), &section);
    m_device = new DeviceChooser(settings, devices, &section);
    m_device->setMinimumWidth(forFont(*this, deviceWidth));
    m_device->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_device->setLabel(label);
    row->setSpacing(8);
    row->addWidget(label, 1);
    row->addWidget(m_device);
    section.rows()->addLayout(row);
    connect(m_device, &DeviceChooser::changed, this, &TrainingForm::deviceChanged);
    auto* whereRow = new QHBoxLayout;
    auto* whereLabel = new SecondaryLabel(tr("Where"), &section);
    m_where = new WhereChooser(places, &section);
    m_where->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    whereLabel->setBuddy(m_where);
    whereRow->setSpacing(8);
    whereRow->addWidget(whereLabel, 1);
    whereRow->addWidget(m_where, 1);
    section.rows()->addLayout(whereRow);
    section.rows()->addWidget(m_where->fields());
    connect(m_where, &WhereChooser::changed, this, &TrainingForm::whereChanged);
    auto* processesRow = new QHBoxLayout;
    auto* processesLabel = new SecondaryLabel(tr("Processes"), &section);
    auto* processes = new WholeNumberBox(&section);
    processes->setRange(1, mostProcesses);
    processes->setAlignment(Qt::AlignRight);
    processes->setMinimumWidth(forFont(*this, deviceWidth));
    processes->setAccessibleName(processesLabel->text());
    processes->setToolTip(tr("Share each step’s batches among so many processes, such as one for each GPU; on a "
                             "cluster, on each node. With as many "
                             "threads each, adapters have the same bits in up to 8."));
    processesLabel->setBuddy(processes);
    processesRow->setSpacing(8);
    processesRow->addWidget(processesLabel, 1);
    processesRow->addWidget(processes);
    section.rows()->addLayout(processesRow);
    m_processes = processes;
    connect(processes, &QSpinBox::valueChanged, this, [this] {
        showProblems();
        Q_EMIT changed();
    });
    addField(section.rows(), "keep_stored", tr("Keep weights as stored"));
    addField(section.rows(), "gradient_checkpointing", tr("Gradient checkpointing"));
    addField(section.moreRows(), "bf16", tr("Compute in bfloat16"));
    addField(section.moreRows(), "per_device_eval_batch_size", tr("Evaluation batch (not used)"));
}

} // namespace dpl::ui
