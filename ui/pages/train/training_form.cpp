#include "pages/train/training_form.hpp"

#include "base/error.hpp"
#include "pages/train/parameter_field.hpp"
#include "widgets/card.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/series_swatch.hpp"
#include "widgets/theme.hpp"

#include <QCheckBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr const char* heads[]{"base", "mean_and_variance", "categorical"};
constexpr report::SeriesRole headRoles[]{report::SeriesRole::base, report::SeriesRole::meanAndVariance, report::SeriesRole::categorical};
constexpr const char* subsets[]{"helpful", "harmless", "both"};

/// A number as JSON writes it, or the text, which core refuses where a number must be.
Json seedOf(const QString& text)
{
    bool isNumber = false;
    const qulonglong seed = text.toULongLong(&isNumber);
    return isNumber ? Json(std::uint64_t(seed)) : Json(text.toStdString());
}

QString overrideText(const sweep::SweepOverride& change)
{
    QStringList where;
    for (const sweep::ParameterList& list : change.where) {
        for (const Json& value : list.values) {
            where << QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
        }
    }
    QStringList set;
    for (const auto& [name, value] : change.set.items()) {
        set << QStringLiteral("%1 %2").arg(QString::fromStdString(name), QString::fromStdString(value.dump()));
    }
    return TrainingForm::tr("%1: %2").arg(where.join(QStringLiteral(", ")), set.join(QStringLiteral(", ")));
}

/// "sweep: base with seed[0] 0: learning_rate must be above 0" without what comes before the parameter.
QString withoutPlace(const std::string& message, const std::string& name)
{
    const std::size_t at = message.find(name);
    return QString::fromStdString(at == std::string::npos ? message : message.substr(at));
}

} // namespace

TrainingForm::TrainingForm(QWidget* parent) : QWidget(parent)
{
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(12);
    auto* left = new QVBoxLayout;
    auto* right = new QVBoxLayout;
    for (QVBoxLayout* column : {left, right}) {
        column->setSpacing(12);
        columns->addLayout(column, 1);
    }
    makeDataCard(left);
    makeBackboneCard(left);
    makeOutputCard(left);
    makeRewardModelCard(right);
    makeOptimisationCard(right);
    makeComputeCard(right);
    for (QVBoxLayout* column : {left, right}) {
        column->addStretch(1);
    }
    setParams({});
}

TrainingForm::Section TrainingForm::addSection(QVBoxLayout* column, const QString& title, bool hasMore)
{
    Section section;
    section.card = new Card(title);
    section.card->body()->setSpacing(8);
    column->addWidget(section.card);
    if (hasMore) {
        section.more = new QWidget;
        section.moreRows = new QVBoxLayout(section.more);
        section.moreRows->setContentsMargins(0, 0, 0, 0);
        section.moreRows->setSpacing(8);
        section.more->hide();
        auto* button = new QToolButton;
        button->setText(tr("More"));
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setAccessibleName(tr("More parameters: %1").arg(title));
        button->setToolTip(tr("Shows the parameters of this section that are rarely changed"));
        section.card->addBesideTitle(button);
        connect(button, &QToolButton::toggled, section.more, &QWidget::setVisible);
        connect(button, &QToolButton::toggled, button, [button](bool shown) { button->setText(shown ? tr("Less") : tr("More")); });
    }
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

QWidget* TrainingForm::addChoice(
    QVBoxLayout* rows, const QString& label, const QString& help, std::vector<QCheckBox*>& boxes, const QStringList& texts)
{
    auto* name = new SecondaryLabel(label);
    name->setToolTip(help);
    rows->addWidget(name);
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    for (const QString& text : texts) {
        auto* box = new QCheckBox(text);
        box->setToolTip(help);
        box->setAccessibleName(QStringLiteral("%1: %2").arg(label, text));
        layout->addWidget(box);
        boxes.push_back(box);
        connect(box, &QCheckBox::toggled, this, &TrainingForm::edited);
    }
    layout->addStretch(1);
    rows->addWidget(row);
    return row;
}

void TrainingForm::makeDataCard(QVBoxLayout* column)
{
    const Section section = addSection(column, tr("Data"), true);
    QVBoxLayout* rows = section.card->body();
    ParameterField* dataset = addField(rows, "data_path", tr("Dataset"));
    dataset->setWide();
    auto* browse = new QPushButton(tr("Choose"));
    browse->setAccessibleName(tr("Choose the dataset"));
    browse->setToolTip(tr("A folder in the layout of HH-RLHF or of relabelled HH-RLHF, or a JSONL file"));
    auto* menu = new QMenu(browse);
    menu->addAction(tr("Folder…"), this, &TrainingForm::browseData);
    menu->addAction(tr("File…"), this, [this, dataset] {
        const QString file = QFileDialog::getOpenFileName(
            this, tr("Preference dataset"), {}, tr("JSONL files (*.jsonl *.jsonl.gz *.json *.gz);;All files (*)"));
        if (!file.isEmpty()) {
            dataset->setValue(file.toStdString());
        }
    });
    browse->setMenu(menu);
    dataset->addBehind(browse);
    addChoice(rows, tr("Subsets, a run for each"),
        tr("Whose comparisons: those of annotators who judged helpfulness, harmlessness, or both mixed, where the objective is the hidden context.\n\nDefault: both.  Flag: --data_subset"),
        m_subsets, {tr("helpful"), tr("harmless"), tr("both")});
    addField(rows, "train_dataset_size", tr("Training rows"));
    addField(rows, "eval_dataset_size", tr("Test rows while training"));
    addField(rows, "max_length", tr("Longest side, tokens"));
    addField(rows, "hidden_context_ratio", tr("Hidden context ratio"));
    addField(section.moreRows, "overwrite_data_subset", tr("Overwrite the rows' subset"));
    addField(section.moreRows, "skip_bad_rows", tr("Skip rows that cannot be read"));
    rows->addWidget(section.more);
}

void TrainingForm::makeBackboneCard(QVBoxLayout* column)
{
    const Section section = addSection(column, tr("Backbone"), true);
    QVBoxLayout* rows = section.card->body();
    ParameterField* model = addField(rows, "model_name", tr("Model"));
    model->setWide();
    auto* choose = new QPushButton(tr("Choose…"));
    choose->setToolTip(tr("Lists the language models on this computer"));
    choose->setAccessibleName(tr("Choose the backbone"));
    connect(choose, &QPushButton::clicked, this, &TrainingForm::backboneRequested);
    model->addBehind(choose);
    m_backboneSummary = new SecondaryLabel;
    m_backboneSummary->setWordWrap(true);
    rows->addWidget(m_backboneSummary);
    addField(section.moreRows, "tokenizer_name", tr("Tokenizer"))->setWide();
    addField(section.moreRows, "backbone_dropout", tr("The backbone's own dropouts"));
    rows->addWidget(section.more);
}

void TrainingForm::makeRewardModelCard(QVBoxLayout* column)
{
    const Section section = addSection(column, tr("Reward model"), true);
    QVBoxLayout* rows = section.card->body();
    const QString help = tr("base gives a response one number; the two DPL heads give it a distribution.\n\nDefault: base.  Flag: --reward_model_type");
    auto* name = new SecondaryLabel(tr("Heads, a run for each"));
    name->setToolTip(help);
    rows->addWidget(name);
    const QStringList texts{tr("base"), tr("mean and variance"), tr("categorical")};
    for (int i = 0; i < texts.size(); ++i) {
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        auto* box = new QCheckBox(texts.at(i));
        box->setToolTip(help);
        box->setAccessibleName(tr("Head: %1").arg(texts.at(i)));
        row->addWidget(new SeriesSwatch(headRoles[i]));
        row->addWidget(box);
        row->addStretch(1);
        rows->addLayout(row);
        m_heads.push_back(box);
        connect(box, &QCheckBox::toggled, this, &TrainingForm::edited);
    }
    addField(rows, "lora_r", tr("LoRA rank"));
    addField(rows, "lora_alpha", tr("LoRA α"));
    addField(rows, "lora_dropout", tr("LoRA dropout"));
    QVBoxLayout* more = section.moreRows;
    addField(more, "num_atoms", tr("Atoms"));
    addField(more, "entropy_coeff", tr("Entropy coefficient"));
    addField(more, "variance_penalty", tr("Variance penalty"));
    addField(more, "gaussian_likelihood", tr("Gaussian likelihood"));
    addField(more, "entropy_term", tr("Entropy term"));
    addField(more, "lora_target_modules", tr("Adapted layers"))->setWide();
    addField(more, "use_rslora", tr("Rank-stabilised LoRA"));
    addField(more, "full_fine_tuning", tr("Train every weight"));
    rows->addWidget(section.more);
}

void TrainingForm::makeOptimisationCard(QVBoxLayout* column)
{
    const Section section = addSection(column, tr("Optimisation"), true);
    QVBoxLayout* rows = section.card->body();
    addField(rows, "learning_rate", tr("Learning rate"));
    addField(rows, "lr_scheduler_type", tr("Schedule"));
    addField(rows, "num_train_epochs", tr("Epochs"));
    addField(rows, "per_device_train_batch_size", tr("Comparisons per batch"));
    addField(rows, "weight_decay", tr("Weight decay"));
    auto* seeds = new QHBoxLayout;
    seeds->setSpacing(8);
    auto* label = new SecondaryLabel(tr("Seeds, a run for each"));
    m_seeds = new QLineEdit;
    m_seeds->setObjectName(QStringLiteral("seed"));
    m_seeds->setAlignment(Qt::AlignRight);
    m_seeds->setFixedWidth(104);
    m_seeds->setAccessibleName(tr("Seeds"));
    m_seeds->setToolTip(tr("Of the order of rows, new weights and dropout: one, or several with commas between them.\n\nDefault: 0.  Flag: --seed"));
    label->setBuddy(m_seeds);
    label->setToolTip(m_seeds->toolTip());
    seeds->addWidget(label, 1);
    seeds->addWidget(m_seeds);
    rows->addLayout(seeds);
    connect(m_seeds, &QLineEdit::textChanged, this, &TrainingForm::edited);

    m_overridesRow = new QWidget;
    auto* overrides = new QHBoxLayout(m_overridesRow);
    overrides->setContentsMargins(0, 0, 0, 0);
    overrides->setSpacing(8);
    m_overridesText = new SecondaryLabel;
    m_overridesText->setWordWrap(true);
    m_overridesText->setToolTip(tr("Some runs of this preset have other values than the fields say"));
    auto* drop = new QPushButton(tr("Drop"));
    drop->setAccessibleName(tr("Drop the values that differ by run"));
    drop->setToolTip(tr("Gives every run the values of the fields"));
    overrides->addWidget(m_overridesText, 1);
    overrides->addWidget(drop, 0, Qt::AlignTop);
    rows->addWidget(m_overridesRow);
    connect(drop, &QPushButton::clicked, this, [this] {
        m_overrides.clear();
        edited();
    });

    QVBoxLayout* more = section.moreRows;
    addField(more, "gradient_accumulation_steps", tr("Batches per step"));
    addField(more, "max_grad_norm", tr("Largest gradient norm"));
    addField(more, "optim", tr("Optimiser"));
    rows->addWidget(section.more);
}

void TrainingForm::makeComputeCard(QVBoxLayout* column)
{
    const Section section = addSection(column, tr("Compute"), true);
    QVBoxLayout* rows = section.card->body();
    addField(rows, "keep_stored", tr("Leave weights as stored"));
    addField(rows, "gradient_checkpointing", tr("Gradient checkpointing"));
    addField(section.moreRows, "bf16", tr("Compute in bfloat16"));
    addField(section.moreRows, "per_device_eval_batch_size", tr("Evaluation batch (not used)"));
    rows->addWidget(section.more);
}

void TrainingForm::makeOutputCard(QVBoxLayout* column)
{
    const Section section = addSection(column, tr("Output"), true);
    QVBoxLayout* rows = section.card->body();
    auto* name = new SecondaryLabel(tr("Experiment"));
    m_experiment = new QLineEdit;
    m_experiment->setAccessibleName(tr("Experiment"));
    m_experiment->setPlaceholderText(tr("named by the date"));
    m_experiment->setToolTip(tr("Folder, within the folder of runs, in which all runs of this experiment lie. Runs of it that are finished are not trained again."));
    name->setBuddy(m_experiment);
    rows->addWidget(name);
    rows->addWidget(m_experiment);
    m_evaluate = new QCheckBox(tr("Evaluate when trained"));
    m_evaluate->setToolTip(tr("Has every model judge the test rows of both subsets, for Table 1 and for Inspect"));
    rows->addWidget(m_evaluate);
    auto* responses = new SecondaryLabel(tr("Response set to score"));
    m_responses = new QLineEdit;
    m_responses->setAccessibleName(tr("Response set to score"));
    m_responses->setPlaceholderText(tr("none"));
    m_responses->setToolTip(tr("A JSONL file of prompts with responses, safe and jailbroken, that all models score when they are trained"));
    responses->setBuddy(m_responses);
    auto* browse = new QPushButton(tr("File…"));
    browse->setAccessibleName(tr("Choose the response set"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_responses, 1);
    row->addWidget(browse);
    rows->addWidget(responses);
    rows->addLayout(row);
    m_otherProblem = new QLabel;
    m_otherProblem->setWordWrap(true);
    m_otherProblem->setAccessibleName(tr("What is wrong with the parameters"));
    m_otherProblem->hide();
    rows->addWidget(m_otherProblem);
    connect(browse, &QPushButton::clicked, this, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Response set"), {}, tr("JSONL files (*.jsonl *.jsonl.gz *.json *.gz);;All files (*)"));
        if (!file.isEmpty()) {
            m_responses->setText(file);
        }
    });
    connect(m_experiment, &QLineEdit::textChanged, this, &TrainingForm::edited);
    connect(m_responses, &QLineEdit::textChanged, this, &TrainingForm::edited);
    connect(m_evaluate, &QCheckBox::toggled, this, &TrainingForm::edited);
    QVBoxLayout* more = section.moreRows;
    addField(more, "logging_steps", tr("Steps between metrics"));
    addField(more, "eval_steps", tr("Steps between evaluations"));
    addField(more, "save_steps", tr("Steps between checkpoints"));
    addField(more, "eval_first_step", tr("Evaluate before training"));
    rows->addWidget(section.more);
}

void TrainingForm::browseData()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of a preference dataset"));
    if (!folder.isEmpty()) {
        field("data_path")->setValue(folder.toStdString());
    }
}

sweep::SweepParams TrainingForm::params() const
{
    sweep::SweepParams params;
    sweep::ParameterList seeds{"seed", {}};
    for (const QString& part : m_seeds->text().split(u',')) {
        seeds.values.push_back(seedOf(part.trimmed()));
    }
    params.lists.push_back(std::move(seeds));
    const Json defaults = training::TrainingParams().toJson();
    for (const auto& [name, field] : m_fields) {
        const Json value = field->value();
        if (value.is_array() && !defaults.at(name).is_array()) {
            params.lists.push_back({name, value.get<std::vector<Json>>()});
        } else if (value != defaults.at(name)) {
            params.base[name] = value;
        }
    }
    const auto addChecked = [&params](const char* name, const auto& values, const std::vector<QCheckBox*>& boxes) {
        sweep::ParameterList list{name, {}};
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            if (boxes[i]->isChecked()) {
                list.values.emplace_back(values[i]);
            }
        }
        params.lists.push_back(std::move(list));
    };
    addChecked("reward_model_type", heads, m_heads);
    addChecked("data_subset", subsets, m_subsets);
    params.overrides = m_overrides;
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
    const auto entries = [&values](const char* name) { return values[name].is_array() ? values[name] : Json::array({values[name]}); };
    for (const auto& [name, field] : m_fields) {
        field->setValue(values.at(name));
    }
    QStringList seeds;
    for (const Json& seed : entries("seed")) {
        seeds << QString::fromStdString(seed.dump());
    }
    m_seeds->setText(seeds.join(QStringLiteral(", ")));
    const auto check = [&entries](const char* name, const auto& known, const std::vector<QCheckBox*>& boxes) {
        const Json chosen = entries(name);
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            boxes[i]->setChecked(std::find(chosen.begin(), chosen.end(), Json(known[i])) != chosen.end());
        }
    };
    check("reward_model_type", heads, m_heads);
    check("data_subset", subsets, m_subsets);
    m_overrides = params.overrides;
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

void TrainingForm::setBackboneSummary(const QString& text)
{
    m_backboneSummary->setText(text);
    m_backboneSummary->setVisible(!text.isEmpty());
}

void TrainingForm::showOverrides()
{
    QStringList texts;
    for (const sweep::SweepOverride& change : m_overrides) {
        texts << overrideText(change);
    }
    m_overridesText->setText(tr("Differs by run. %1").arg(texts.join(QStringLiteral("; "))));
    m_overridesRow->setVisible(!m_overrides.empty());
}

void TrainingForm::edited()
{
    if (m_setting) {
        return;
    }
    showOverrides();
    m_problem.clear();
    m_plan.clear();
    for (const auto& [name, field] : m_fields) {
        field->setProblem({});
    }
    QString elsewhere;
    const auto refuse = [this, &elsewhere](const std::string& message) {
        // Beside the field whose name comes first in the message.
        std::size_t first = std::string::npos;
        ParameterField* where = nullptr;
        for (const auto& [name, field] : m_fields) {
            const std::size_t at = message.find(name);
            if (at < first || (at == first && where && name.size() > where->name().size())) {
                first = at;
                where = field;
            }
        }
        m_problem = where ? withoutPlace(message, where->name()) : QString::fromStdString(message);
        if (where) {
            where->setProblem(m_problem);
        } else {
            elsewhere = m_problem;
        }
    };
    const auto noneChecked = [](const std::vector<QCheckBox*>& boxes) {
        return std::none_of(boxes.begin(), boxes.end(), [](const QCheckBox* box) { return box->isChecked(); });
    };
    if (noneChecked(m_heads) || noneChecked(m_subsets)) {
        m_problem = elsewhere = noneChecked(m_heads) ? tr("Choose at least one head.") : tr("Choose at least one subset.");
    } else if (experiment().contains(u'/') || experiment().contains(u'\\') || experiment().startsWith(u'.')) {
        m_problem = elsewhere = tr("The experiment's name becomes a folder: leave out / and \\, and a dot at its beginning.");
    } else {
        try {
            m_plan = params().plan();
        } catch (const Error& error) {
            refuse(error.what());
        }
    }
    m_otherProblem->setText(elsewhere);
    m_otherProblem->setVisible(!elsewhere.isEmpty());
    QPalette palette = m_otherProblem->palette();
    palette.setColor(QPalette::WindowText, Theme::of(*this).bad);
    m_otherProblem->setPalette(palette);
    Q_EMIT changed();
}

} // namespace dpl::ui
