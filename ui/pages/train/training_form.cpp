#include "pages/train/training_form.hpp"

#include "base/font_scale.hpp"
#include "base/json_text.hpp"
#include "base/quantity_text.hpp"
#include "hub/named_files.hpp"
#include "pages/train/backbone_summary.hpp"
#include "pages/train/choice_field.hpp"
#include "pages/train/experiment_fields.hpp"
#include "pages/train/form_section.hpp"
#include "pages/train/overrides_note.hpp"
#include "pages/train/parameter_field.hpp"
#include "preference/reward_head.hpp"
#include "training/train.hpp"
#include "widgets/device_chooser.hpp"
#include "widgets/where_chooser.hpp"
#include "widgets/wrong_mark.hpp"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cctype>
#include <utility>

namespace dpl::ui {

namespace {

constexpr int columnWidth = 290;
constexpr std::size_t mostPlannedAtOnce = 100; ///< runs, which take some 10 ms

/// Where a message names a parameter, rather than says in which run ("seed[0] 0", "both · base · seed 0") or folder
/// ("seed-0") it is wrong.
std::size_t mention(const std::string& message, const std::string& name)
{
    const auto isPartOfWord = [](char c) { // or of a path
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '/';
    };
    for (std::size_t at = message.find(name); at != std::string::npos; at = message.find(name, at + 1)) {
        const char after = at + name.size() < message.size() ? message[at + name.size()] : ' ';
        const bool isOfRunsName = message.substr(0, at).ends_with("\u00b7 ");
        if ((at == 0 || !isPartOfWord(message[at - 1])) && !isPartOfWord(after) && after != '[' && after != '-'
            && !isOfRunsName) {
            return at;
        }
    }
    return std::string::npos;
}

} // namespace

TrainingForm::TrainingForm(const Settings& settings, DeviceModel& devices, WhereModel& places, QWidget* parent)
    : QWidget(parent)
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
    fillCompute(*addSection(right, tr("Compute")), settings, devices, places);
    for (QVBoxLayout* column : {left, right}) {
        column->addStretch(1);
    }
    m_deviceBefore = m_device->device();
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
        this, title, {}, tr("Rows (*.jsonl *.json *.parquet *.arrow *.gz *.zst);;All files (*)"));
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
    if (const Json bf16 = field("bf16")->value(); bf16 != isBf16ByDefault(field("full_fine_tuning")->value())) {
        params.base["bf16"] = bf16;
    }
    params.lists.push_back({"reward_model_type", m_heads->values()});
    params.lists.push_back({"data_subset", m_subsets->values()});
    params.overrides = m_overrides->overrides();
    params.evaluate = m_output->evaluates();
    params.responses = m_output->responses().toStdString();
    return params;
}

void TrainingForm::setParams(const sweep::SweepParams& params)
{
    m_setting = true;
    Json values = training::TrainingParams().toJson();
    values["bf16"] = isBf16ByDefault(params.base.value("full_fine_tuning", Json(false)));
    values.update(params.base);
    for (const sweep::ParameterList& list : params.lists) {
        values[list.name] = list.values;
    }
    for (const auto& [name, field] : m_fields) {
        field->setValue(values.at(name));
    }
    m_touched.clear();
    m_heads->setValues(values.at("reward_model_type"));
    m_subsets->setValues(values.at("data_subset"));
    m_overrides->setOverrides(params.overrides);
    m_output->setEvaluates(params.evaluate);
    m_output->setResponses(QString::fromStdString(params.responses));
    m_setting = false;
    edited();
}

QString TrainingForm::experiment() const
{
    return m_output->name();
}

void TrainingForm::setExperiment(const QString& name)
{
    m_output->setName(name);
}

void TrainingForm::setConflict(const QString& sentence, const QString& freeName)
{
    m_output->setConflict(sentence, freeName);
    Q_EMIT usabilityChanged();
}

void TrainingForm::lookAgain()
{
    m_backboneSummary->setBackbone(field("model_name")->value().get<std::string>());
    m_output->lookAgain();
    for (const FetchButton& offered : m_fetchButtons) {
        offered.button->setVisible(hub::mayBeFetched(offered.field->value().get<std::string>(), offered.kind));
    }
}

void TrainingForm::offerFetching(QVBoxLayout* rows, ParameterField& field, hub::RepositoryKind kind)
{
    auto* fetch = new QPushButton(tr("Fetch…"));
    fetch->setAccessibleName(tr("Fetch what is named as %1").arg(field.label()));
    fetch->setToolTip(tr("It is not on this computer: see its files, their sizes and its licence on the Hugging Face "
                         "hub, and fetch it"));
    fetch->hide();
    connect(fetch, &QPushButton::clicked, this, [this, &field, kind] {
        Q_EMIT fetchRequested(kind, QString::fromStdString(field.value().get<std::string>()));
    });
    rows->addWidget(fetch, 0, Qt::AlignLeft);
    m_fetchButtons.push_back({&field, kind, fetch});
}

/// What is another by default on the device follows it, unless the user has chosen that.
void TrainingForm::deviceChanged()
{
    const std::string device = m_device->device();
    if (std::exchange(m_deviceBefore, device) != device && !m_touched.contains("bf16")) {
        m_setting = true;
        field("bf16")->setValue(isBf16ByDefault(field("full_fine_tuning")->value()));
        m_setting = false;
    }
    edited();
}

void TrainingForm::whereChanged()
{
    m_device->setEnabled(m_where->isThisComputer());
    Q_EMIT usabilityChanged();
    Q_EMIT placeChanged();
}

/// As on the command line, on the device that is chosen.
bool TrainingForm::isBf16ByDefault(const Json& fullFineTuning) const
{
    training::TrainingParams params;
    params.fullFineTuning = fullFineTuning == true;
    return training::bf16ByDefault(params, m_device->device());
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

/// Few runs are planned at once, as one types; many would keep the window waiting.
void TrainingForm::check()
{
    sweep::SweepParams asked = params();
    m_runCount = asked.combinations();
    m_overrides->setLists(asked.lists);
    const bool isComplete = std::all_of(
        m_fields.begin(), m_fields.end(), [](const auto& field) { return field.second->typingProblem().isEmpty(); });
    const bool withPlan =
        isComplete && !m_heads->values().empty() && !m_subsets->values().empty() && m_output->nameProblem().isEmpty();
    takeOutWrongNumbers(asked);
    m_planning.cancel();
    m_check = {};
    if (m_runCount <= mostPlannedAtOnce) {
        m_check = sweep::checkSweep(asked, withPlan);
    } else {
        m_planning.start(
            this, [asked, withPlan] { return sweep::checkSweep(asked, withPlan); },
            [this](sweep::SweepCheck check) {
                m_check = std::move(check);
                takePlan();
                Q_EMIT planned();
            },
            [this](const QString& message) {
                m_check.refusal = message.toStdString();
                takePlan();
                Q_EMIT planned();
            });
    }
    takePlan();
}

void TrainingForm::takePlan()
{
    m_plan = m_check.plan ? m_check.plan : sweep::noPlan();
    if (m_check.plan) {
        m_runCount = m_plan->size(); // which overrides may make fewer than the lists do
    }
    showProblems();
}

/// What is no number, core need not be asked about.
void TrainingForm::takeOutWrongNumbers(sweep::SweepParams& asked) const
{
    for (const auto& [name, field] : m_fields) {
        if (!field->typingProblem().isEmpty()) {
            asked.base.erase(name);
            std::erase_if(asked.lists, [&name = name](const sweep::ParameterList& list) { return list.name == name; });
        }
    }
}

/// Marks every wrong field, and says what is wrong.
void TrainingForm::showProblems()
{
    m_problems.clear();
    m_wrong = 0;
    for (const auto& [name, field] : m_fields) {
        field->setProblem({});
    }
    m_output->setOtherProblem({});
    const QString noHead = m_heads->values().empty() ? tr("Choose at least one head.") : QString();
    const QString noSubset = m_subsets->values().empty() ? tr("Choose at least one subset.") : QString();
    m_heads->setProblem(noHead);
    m_subsets->setProblem(noSubset);
    for (const QString& sentence : {noHead, noSubset, m_output->nameProblem()}) {
        if (!sentence.isEmpty()) {
            addProblem(sentence);
        }
    }
    for (const auto& [name, field] : m_fields) {
        if (const QString wrong = field->typingProblem(); !wrong.isEmpty()) {
            showProblem(*field, wrong);
        }
    }
    showParamProblems();
    showProcessProblem();
    showUnusable();
}

void TrainingForm::showParamProblems()
{
    QStringList missing;
    for (const ParamProblem& problem : m_check.problems) {
        const auto field = m_fields.find(problem.name);
        const QString sentence = withLabels(problem.sentence()) + u'.';
        if (field == m_fields.end()) {
            refuse(problem.sentence());
        } else if (problem.isMissing && !m_touched.contains(problem.name)) {
            field->second->setHint(
                problem.name == "model_name" ? tr("Choose a backbone to train.") : tr("Choose a dataset to train on."));
            missing << sentence;
        } else {
            showProblem(*field->second, sentence);
        }
    }
    if (!m_check.refusal.empty()) {
        refuse(m_check.refusal);
    }
    m_problems << missing;
}

/// That the batches of a step cannot be shared out.
void TrainingForm::showProcessProblem()
{
    bool isWrong = false;
    for (const sweep::PlannedRun& run : *m_plan) {
        try {
            training::checkShares(run.params, processes());
        } catch (const Error& error) {
            showProblem(*field("gradient_accumulation_steps"), withLabels(error.what()) + u'.');
            isWrong = true;
            break;
        }
    }
    markWrong(*m_processes, isWrong);
}

int TrainingForm::processes() const
{
    return m_processes->value();
}

void TrainingForm::setProcesses(int processes)
{
    m_processes->setValue(processes);
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
    const QString sentence = QString::fromStdString(message);
    if (where) {
        showProblem(*where, where->label() + QString::fromStdString(message.substr(first + where->name().size())));
    } else {
        m_output->setOtherProblem(sentence);
        addProblem(sentence);
    }
}

void TrainingForm::addProblem(const QString& sentence)
{
    m_problems << sentence;
    ++m_wrong;
}

void TrainingForm::showProblem(ParameterField& field, const QString& sentence)
{
    const bool isNamed = sentence.startsWith(field.label());
    addProblem(isNamed ? sentence : tr("%1: %2").arg(field.label(), sentence));
    field.setProblem(sentence);
    for (FormSection* section : m_sections) {
        section->reveal(field);
    }
}

QString TrainingForm::withLabels(const std::string& sentence) const
{
    return labelled(sentence, true);
}

QString TrainingForm::withLabelsOfLongNames(const std::string& sentence) const
{
    return labelled(sentence, false);
}

QString TrainingForm::labelled(std::string text, bool alsoOfWords) const
{
    for (const auto& [name, field] : m_fields) {
        if (!alsoOfWords && name.find('_') == std::string::npos) {
            continue;
        }
        const std::string label = field->label().toStdString();
        for (std::size_t at = mention(text, name); at != std::string::npos; at = mention(text, name)) {
            text.replace(at, name.size(), at == 0 ? label : "\u201c" + label + "\u201d");
        }
    }
    return QString::fromStdString(text);
}

/// "Learning rate 0.001". What a head or a subset is called says what it is.
QString TrainingForm::described(const std::string& name, const Json& value) const
{
    if (const auto field = m_fields.find(name); field != m_fields.end()) {
        return field->second->described(value);
    }
    const std::string text = value.is_string() ? value.get<std::string>() : dumpJson(value);
    return QString::fromStdString(name == "reward_model_type" ? preference::labelOfHead(text) : text);
}

QStringList TrainingForm::obstacles() const
{
    QStringList all = m_problems;
    const QString planning = isPlanning() ? tr("Planning %1 runs…").arg(groupedText(qint64(m_runCount))) : QString();
    for (const QString& sentence :
        {planning, m_output->conflict(), m_output->responsesProblem(), m_unusableWhy, m_backboneSummary->problem(),
            m_where->isThisComputer() ? m_device->problem() : QString(), m_where->problem()}) {
        if (!sentence.isEmpty() && !all.contains(sentence)) {
            all << sentence;
        }
    }
    return all;
}

void TrainingForm::setUnusable(const std::string& parameter, const QString& sentence)
{
    m_unusable = parameter;
    m_unusableWhy = sentence;
    showProblems();
}

void TrainingForm::showUnusable()
{
    const auto mark = [this](const std::string& parameter, const QString& sentence) {
        if (const auto field = m_fields.find(parameter);
            field != m_fields.end() && field->second->problem().isEmpty() && !sentence.isEmpty()) {
            field->second->setProblem(sentence);
        }
    };
    mark(m_unusable, m_unusableWhy);
    mark("model_name", m_backboneSummary->problem());
}

void TrainingForm::setHasTestRows(bool hasTestRows)
{
    field("holdout_share")
        ->setHint(hasTestRows ? QString() : tr("This dataset has no test rows; 10 holds out a tenth."));
}

} // namespace dpl::ui
