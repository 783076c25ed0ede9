#include "pages/synthetic/parameter_form.hpp"

#include "base/compute.hpp"
#include "base/decimal_text.hpp"
#include "base/font_scale.hpp"
#include "base/format.hpp"
#include "synthetic/figures.hpp"
#include "widgets/card.hpp"
#include "widgets/device_chooser.hpp"
#include "widgets/field_note.hpp"
#include "widgets/number_box.hpp"
#include "widgets/problem_label.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/series_swatch.hpp"
#include "widgets/slurm_fields.hpp"
#include "widgets/where_chooser.hpp"
#include "widgets/wrong_mark.hpp"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace dpl::ui {

using preference::SyntheticModel;
using synthetic::SyntheticParams;

namespace {

enum EnvironmentSegment { oneDimensional, twoDimensional, custom };
enum PresetSegment { paper, fast, own };

constexpr int fieldWidth = 108;

QString flagged(const QString& text, const char* flag, const QString& fallback)
{
    return ParameterForm::tr("%1\n\nDefault of the command line: %2.  Flag: %3")
        .arg(text, fallback, QLatin1String(flag));
}

} // namespace

ParameterForm::ParameterForm(const Settings& settings, DeviceModel& devices, WhereModel& places, QWidget* parent)
    : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeEnvironmentCard());
    column->addWidget(makeTrainingCard(settings, devices, places));
    column->addWidget(makeModelsCard());
    column->addStretch(1);
    setParams(synthetic::paperPreset());
}

QWidget* ParameterForm::makeEnvironmentCard()
{
    auto* card = new Card(tr("Environment"));
    m_environmentChoice = new SegmentedControl;
    m_environmentChoice->setAccessibleName(tr("Environment"));
    m_environmentChoice->addSegment(
        tr("1-D"), flagged(tr("The one-dimensional environment of the paper."), "--env 1d", tr("none")));
    m_environmentChoice->addSegment(
        tr("2-D"), flagged(tr("The two-dimensional environment of the paper."), "--env 2d", tr("none")));
    m_environmentChoice->addSegment(tr("Custom"),
        flagged(
            tr("An environment of your own: utilities for each kind of annotator."), "--env FILE.json", tr("none")));
    m_environmentText = new SecondaryLabel;
    m_environmentText->setWordWrap(true);
    m_editEnvironment = new QPushButton(tr("Edit…"));
    m_editEnvironment->setToolTip(tr("Change the hidden contexts, their probabilities and utilities"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_environmentChoice);
    row->addStretch(1);
    row->addWidget(m_editEnvironment);
    card->body()->addLayout(row);
    card->body()->addWidget(m_environmentText);
    connect(m_environmentChoice, &SegmentedControl::currentChanged, this, &ParameterForm::environmentChosen);
    connect(m_editEnvironment, &QPushButton::clicked, this, &ParameterForm::editEnvironmentRequested);
    return card;
}

void ParameterForm::addRow(
    QGridLayout* grid, const char* name, const QString& label, QWidget* field, const QString& toolTip)
{
    const int row = grid->rowCount();
    auto* shown = new SecondaryLabel(label);
    shown->setBuddy(field);
    shown->setToolTip(toolTip);
    field->setToolTip(toolTip);
    field->setAccessibleName(label);
    field->setFixedWidth(forFont(*this, fieldWidth));
    auto* note = new FieldNote(tr("What is wrong with %1").arg(label));
    grid->addWidget(shown, row, 0);
    grid->addWidget(field, row, 1, Qt::AlignRight);
    grid->addWidget(note, row + 1, 0, 1, 2);
    m_rows[name] = {label, toolTip, field, note};
}

QSpinBox* ParameterForm::addNumber(
    QGridLayout* grid, const char* name, const QString& label, int low, int high, const QString& toolTip)
{
    auto* spin = new WholeNumberBox;
    spin->setRange(low, high);
    spin->setButtonSymbols(QAbstractSpinBox::NoButtons);
    spin->setAlignment(Qt::AlignRight);
    spin->setAccelerated(true);
    addRow(grid, name, label, spin, toolTip);
    connect(spin, &QSpinBox::valueChanged, this, &ParameterForm::edited);
    return spin;
}

QLineEdit* ParameterForm::addText(
    QGridLayout* grid, const char* name, const QString& label, const QString& objectName, const QString& toolTip)
{
    auto* edit = new QLineEdit;
    edit->setObjectName(objectName);
    edit->setAlignment(Qt::AlignRight);
    addRow(grid, name, label, edit, toolTip);
    connect(edit, &QLineEdit::textChanged, this, &ParameterForm::edited);
    return edit;
}

QWidget* ParameterForm::makeTrainingCard(const Settings& settings, DeviceModel& devices, WhereModel& places)
{
    const SyntheticParams defaults;
    auto* card = new Card(tr("Training"));
    m_presets = new SegmentedControl;
    m_presets->setAccessibleName(tr("Preset"));
    m_presets->addSegment(tr("Paper"),
        tr("The setting of the paper's figure: 2,048 comparisons per step, learning rate 0.001, 1,000 iterations"));
    m_presets->addSegment(tr("Fast"),
        tr("The same held-out loss in under a third of the time: each step reuses 1,024 alternatives in 16,384 "
           "comparisons"));
    m_presets->addSegment(tr("Custom"), tr("Your own values"));
    card->addBesideTitle(m_presets);
    connect(m_presets, &SegmentedControl::currentChanged, this, &ParameterForm::presetChosen);

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(1); // beside the lines below the fields
    grid->setColumnStretch(0, 1);
    m_batchSize = addNumber(grid, "batch_size", tr("Comparisons per step"), 2, 1 << 20,
        flagged(tr("How many comparisons each step trains on, with two new alternatives each."), "--batch_size",
            QString::number(defaults.batchSize)));
    m_learningRate = addText(grid, "lr", tr("Learning rate"), QStringLiteral("learningRate"),
        flagged(tr("Learning rate of Adam at the start; it decays exponentially to 1e-5 at the last iteration."),
            "--lr", QStringLiteral("0.0001")));
    m_iterations = addNumber(grid, "num_iterations", tr("Iterations"), 1, 100'000'000,
        flagged(tr("Training steps of each model."), "--num_iterations", QString::number(defaults.iterations)));
    m_seeds = addNumber(grid, "seeds", tr("Seeds"), 1, 1000,
        flagged(tr("Repetitions with different initial weights and data; results become mean and standard deviation."),
            "--seeds", QStringLiteral("1")));
    m_seed = addText(grid, "seed", tr("First seed"), QStringLiteral("seed"),
        flagged(tr("Equal seeds give equal results."), "--seed", QStringLiteral("0")));
    m_alternatives = addNumber(grid, "alternatives", tr("Alternatives reused"), 0, 1 << 20,
        flagged(tr("Alternatives drawn in each step, evaluated once, and compared many times. 0: two "
                   "new ones per comparison."),
            "--alternatives", QStringLiteral("0")));
    m_alternatives->setSpecialValueText(tr("none"));
    m_comparisons = addNumber(grid, "comparisons", tr("Comparisons per step, reused"), 0, 1 << 24,
        flagged(tr("How many comparisons each step forms among the reused alternatives. 0: as many as above."),
            "--comparisons", QStringLiteral("0")));
    m_comparisons->setSpecialValueText(tr("as above"));
    m_maxStdev = new DecimalBox;
    m_maxStdev->setRange(0.0, 1e6);
    m_maxStdev->setDecimals(2);
    m_maxStdev->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_maxStdev->setAlignment(Qt::AlignRight);
    m_maxStdev->setSpecialValueText(tr("none"));
    addRow(grid, "max_std", tr("Largest \u03c3"), m_maxStdev,
        flagged(
            tr("Upper bound on the mean and variance model's \u03c3. Without one it grows as long as training goes on, "
               "where contexts tie. 0: none."),
            "--max_std", tr("none")));
    connect(m_maxStdev, &QDoubleSpinBox::valueChanged, this, &ParameterForm::edited);
    m_threads = addNumber(grid, "threads", tr("Threads"), 1, 4096,
        flagged(tr("How many cores train. They yield to the window."), "--threads", tr("one per core")));
    m_threads->setValue(availableThreads());
    auto* deviceLabel = new SecondaryLabel(tr("Device"), card);
    m_device = new DeviceChooser(settings, devices, card);
    m_device->setFixedWidth(forFont(*this, fieldWidth));
    grid->addWidget(deviceLabel, grid->rowCount(), 0);
    grid->addWidget(m_device, grid->rowCount() - 1, 1, Qt::AlignRight);
    m_device->setLabel(deviceLabel);
    connect(m_device, &DeviceChooser::changed, this, &ParameterForm::edited);
    auto* whereLabel = new SecondaryLabel(tr("Where"), card);
    m_where = new WhereChooser(places, card);
    m_where->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    whereLabel->setBuddy(m_where);
    auto* whereRow = new QHBoxLayout;
    whereRow->setSpacing(16);
    whereRow->addWidget(whereLabel);
    whereRow->addWidget(m_where, 1);
    grid->addLayout(whereRow, grid->rowCount(), 0, 1, 2);
    grid->addWidget(m_where->fields(), grid->rowCount(), 0, 1, 2);
    connect(m_where, &WhereChooser::changed, this, [this] {
        m_device->setEnabled(m_where->isThisComputer());
        edited();
    });
    card->body()->addLayout(grid);

    return card;
}

QWidget* ParameterForm::makeModelsCard()
{
    auto* card = new Card(tr("Models"));
    for (const SyntheticModel model : preference::allSyntheticModels) {
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        auto* box = new QCheckBox(QString::fromStdString(synthetic::labelOf(model)));
        box->setChecked(true);
        box->setToolTip(flagged(tr("Train this reward model."), "--models", tr("all four")));
        row->addWidget(new SeriesSwatch(synthetic::roleOf(model)));
        row->addWidget(box);
        row->addStretch(1);
        card->body()->addLayout(row);
        connect(box, &QCheckBox::toggled, this, &ParameterForm::edited);
        m_models.push_back(box);
    }
    m_modelsProblem = new ProblemLabel(tr("What is wrong with the models"));
    card->body()->addWidget(m_modelsProblem);
    return card;
}

SyntheticParams ParameterForm::params() const
{
    SyntheticParams params;
    params.environment = m_environment;
    params.models.clear();
    for (std::size_t i = 0; i < m_models.size(); ++i) {
        if (m_models[i]->isChecked()) {
            params.models.push_back(preference::allSyntheticModels[i]);
        }
    }
    params.batchSize = m_batchSize->value();
    params.learningRate = readDecimal(m_learningRate->text()).value_or(std::numeric_limits<double>::quiet_NaN());
    params.iterations = m_iterations->value();
    params.seed = readWholeNumber(m_seed->text()).value_or(0);
    params.seeds = m_seeds->value();
    params.alternatives = m_alternatives->value();
    params.comparisons = params.alternatives > 0 ? m_comparisons->value() : 0;
    if (m_maxStdev->value() > 0.0) {
        params.maxStdev = m_maxStdev->value();
    }
    return params;
}

void ParameterForm::setParams(const SyntheticParams& params)
{
    m_settingParams = true;
    m_environment = params.environment;
    if (m_environment.is_object()) {
        m_customEnvironment = m_environment;
    }
    for (std::size_t i = 0; i < m_models.size(); ++i) {
        const SyntheticModel model = preference::allSyntheticModels[i];
        m_models[i]->setChecked(std::find(params.models.begin(), params.models.end(), model) != params.models.end());
    }
    m_batchSize->setValue(int(params.batchSize));
    m_learningRate->setText(QString::fromStdString(formatLikePython(params.learningRate)));
    m_iterations->setValue(int(params.iterations));
    m_seed->setText(QString::number(params.seed));
    m_seeds->setValue(int(params.seeds));
    m_alternatives->setValue(int(params.alternatives));
    m_comparisons->setValue(int(params.comparisons));
    m_maxStdev->setValue(params.maxStdev.value_or(0.0));
    m_settingParams = false;
    showEnvironment();
    edited();
    Q_EMIT environmentChanged();
}

int ParameterForm::threads() const
{
    return m_threads->value();
}

void ParameterForm::setThreads(int threads)
{
    m_threads->setValue(threads);
}

void ParameterForm::usePreset(const SyntheticParams& preset)
{
    SyntheticParams params = preset;
    const SyntheticParams now = this->params();
    params.environment = now.environment;
    params.models = now.models;
    params.seed = now.seed;
    params.seeds = now.seeds;
    params.maxStdev = now.maxStdev;
    setParams(params);
}

void ParameterForm::presetChosen(int index)
{
    if (index == paper) {
        usePreset(synthetic::paperPreset());
    } else if (index == fast) {
        usePreset(synthetic::fastPreset());
    }
}

void ParameterForm::environmentChosen(int index)
{
    if (index == custom && m_customEnvironment.is_null()) {
        Q_EMIT editEnvironmentRequested();
        showEnvironment(); // still the earlier one, if the editor was dismissed
        return;
    }
    m_environment = index == custom ? m_customEnvironment : Json(index == twoDimensional ? "2d" : "1d");
    showEnvironment();
    edited();
    Q_EMIT environmentChanged();
}

void ParameterForm::showEnvironment()
{
    const QSignalBlocker blocker(m_environmentChoice);
    m_environmentChoice->setCurrentIndex(m_environment == "1d" ? oneDimensional
            : m_environment == "2d"                            ? twoDimensional
                                                               : custom);
    m_editEnvironment->setVisible(m_environment.is_object());
    const auto environment = synthetic::environmentFromJson(m_environment, "environment");
    QString text = QString::fromStdString(environment->description());
    if (m_environment.is_object()) {
        text = QStringLiteral("%1: %2").arg(QString::fromStdString(environment->name()), text);
    }
    m_environmentText->setText(text);
}

void ParameterForm::showPreset()
{
    SyntheticParams now = params();
    const auto equals = [&](SyntheticParams preset) {
        preset.environment = now.environment;
        preset.models = now.models;
        preset.seed = now.seed;
        preset.seeds = now.seeds;
        preset.maxStdev = now.maxStdev;
        return preset == now;
    };
    const QSignalBlocker blocker(m_presets);
    m_presets->setCurrentIndex(equals(synthetic::paperPreset()) ? paper : equals(synthetic::fastPreset()) ? fast : own);
}

void ParameterForm::edited()
{
    if (m_settingParams) {
        return;
    }
    m_comparisons->setEnabled(m_alternatives->value() > 0);
    m_problems.clear();
    m_modelsProblem->setProblem({});
    for (auto& [name, row] : m_rows) {
        row.note->setProblem({});
        row.field->setToolTip(row.toolTip);
        markWrong(*row.field, false);
    }
    const bool isRate = readDecimal(m_learningRate->text()).has_value();
    if (!isRate) {
        addProblem("lr", decimalProblem(m_learningRate->text()));
    }
    if (!readWholeNumber(m_seed->text())) {
        addProblem("seed", tr("Write a whole number in digits alone."));
    }
    for (const ParamProblem& problem : params().problems()) {
        if (problem.name == "models") {
            m_modelsProblem->setProblem(tr("Choose at least one model."));
            m_problems << tr("Choose at least one model.");
        } else if (isRate || problem.name != "lr") {
            addProblem(problem.name, m_rows.at(problem.name).label + QString::fromStdString(problem.rest) + u'.');
        }
    }
    if (!m_where->problem().isEmpty()) {
        m_problems << m_where->problem();
    }
    if (m_where->isThisComputer() && !m_device->problem().isEmpty()) {
        m_problems << m_device->problem();
    }
    showPreset();
    Q_EMIT changed();
}

void ParameterForm::addProblem(const std::string& name, const QString& sentence)
{
    const Row& row = m_rows.at(name);
    m_problems << (sentence.startsWith(row.label) ? sentence : tr("%1: %2").arg(row.label, sentence));
    row.note->setProblem(sentence);
    row.field->setToolTip(sentence + QStringLiteral("\n\n") + row.toolTip);
    markWrong(*row.field, true);
}

} // namespace dpl::ui
