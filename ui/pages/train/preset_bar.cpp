#include "pages/train/preset_bar.hpp"

#include "base/error.hpp"
#include "demo/demo.hpp"
#include "pages/train/presets_menu.hpp"
#include "pages/train/training_form.hpp"
#include "settings/settings.hpp"
#include "sweep/paper_sweep.hpp"
#include "widgets/segmented_control.hpp"

#include <QDateTime>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSignalBlocker>

#include <algorithm>
#include <iterator>
#include <utility>

namespace dpl::ui {

namespace {

/// In settings, in the order of the segments.
constexpr const char* presetNames[] = {"demo", "paper", "own"};

constexpr const char* demoPlace = "demo/seed-0/data"; ///< of its data, below the runs folder

/// Whether a path is the demo's, also where the runs folder was before.
bool isDemos(const sweep::SweepParams& params, const char* name)
{
    const Json demos = demo::demoSweep(0, demoPlace).base;
    return params.base.value(name, std::string()).ends_with('/' + demos[name].get<std::string>());
}

} // namespace

PresetBar::PresetBar(Settings& settings, const QString& page, TrainingForm& form, QWidget* parent)
    : QWidget(parent), m_settings(settings), m_form(form), m_choice(new SegmentedControl)
{
    m_choice->setAccessibleName(tr("Preset"));
    m_choice->addSegment(
        tr("Demo"), tr("Nine small models on a made-up dataset that comes with the program: about a minute"));
    m_choice->addSegment(tr("Paper, 9 runs"),
        tr("Three heads on helpful, harmless and both, with the paper's settings, on your backbone and dataset"));
    m_choice->addSegment(tr("Custom"), tr("Your own values"));
    auto* button = new QPushButton(tr("Presets"));
    button->setToolTip(tr("Save these parameters under a name, or use saved ones"));
    button->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Ignored); // as high as the choice
    m_saved = new PresetsMenu(m_settings, known::pagePresets(page), button);
    button->setMenu(m_saved);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_choice);
    row->addWidget(button);
    connect(m_choice, &SegmentedControl::currentChanged, this, &PresetBar::choose);
    connect(m_saved, &PresetsMenu::saveRequested, this, &PresetBar::save);
    connect(m_saved, &PresetsMenu::demoRequested, this, &PresetBar::useDemo);
    connect(m_saved, &PresetsMenu::paperRequested, this, &PresetBar::usePaper);
    connect(m_saved, &PresetsMenu::said, this, &PresetBar::said);
    connect(m_saved, &PresetsMenu::chosen, this, &PresetBar::useOwn);
    connect(&m_form, &TrainingForm::changed, this, &PresetBar::followEdit);
    showPreset(m_shown);
}

void PresetBar::choose(int index)
{
    const auto preset = Preset(index);
    const bool wasWriting = m_demo.isRunning();
    m_demo.cancel();
    if (preset == m_shown) {
        if (wasWriting) {
            fill(preset, content()); // so that what was said of the demo goes
        }
        return;
    }
    if (m_contents[preset]) {
        fill(preset, *m_contents[preset]);
    } else if (preset == demo) {
        useDemo();
    } else if (preset == paper) {
        usePaper();
    } else {
        fill(own, {});
    }
}

void PresetBar::followEdit()
{
    if (m_filling) {
        return;
    }
    m_demo.cancel();
    if (m_shown == demo) {
        const Content now = content();
        if (isDemos(now.params, "data_path")) {
            m_contents[demo] = now;
        } else {
            keepOwn();
            m_shown = own;
            if (now.experiment == QStringLiteral("demo")) {
                const QScopedValueRollback filling(m_filling, true);
                m_form.setExperiment({}); // which has the demo's runs
            }
        }
    }
    showPreset(m_shown);
}

/// What was typed under Custom before is among the saved presets, as something else takes its place.
void PresetBar::keepOwn()
{
    const std::optional<Content> before = std::exchange(m_contents[own], std::nullopt);
    if (before && before->isRight) {
        m_saved->keep(
            tr("Custom until %1").arg(QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"))),
            before->params);
        // When everybody has heard of the change, which takes away what was said before it.
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT said(tr("Your earlier Custom parameters are kept under Presets")); },
            Qt::QueuedConnection);
    }
}

QString PresetBar::demoFolder() const
{
    return m_settings.value(known::runsFolder()) + u'/' + QLatin1String(demoPlace);
}

void PresetBar::showPreset(Preset preset)
{
    const QSignalBlocker blocker(m_choice);
    m_choice->setCurrentIndex(preset);
}

PresetBar::Content PresetBar::content() const
{
    return {m_form.experiment(), m_form.params(), m_form.problem().isEmpty()};
}

void PresetBar::fill(Preset preset, const Content& content)
{
    if (preset != m_shown) {
        m_contents[m_shown] = this->content();
    }
    m_demo.cancel();
    m_shown = preset;
    showPreset(preset);
    m_filling = true;
    m_form.setExperiment(content.experiment);
    m_form.setParams(content.params);
    m_filling = false;
}

void PresetBar::useDemo()
{
    const std::filesystem::path written = demoFolder().toStdString();
    showPreset(demo);
    Q_EMIT writingDemo();
    m_demo.start(
        this,
        [written] {
            std::error_code ignored;
            if (!std::filesystem::exists(written / "tiny-llama" / "config.json", ignored)) {
                demo::writeDemo(0, written);
            }
            return true;
        },
        [this, written](bool) { fill(demo, {QStringLiteral("demo"), demo::demoSweep(0, written)}); },
        [this](const QString& message) {
            showPreset(m_shown);
            Q_EMIT demoFailed(message);
        });
}

sweep::SweepParams PresetBar::paperParams() const
{
    sweep::SweepParams params = sweep::paperSweep();
    const std::optional<Content> typed = m_shown == own ? content() : m_contents[own];
    for (const char* name : {"model_name", "data_path", "columns", "tokenizer_name", "chat_template"}) {
        if (typed && typed->params.base.contains(name)) {
            params.base[name] = typed->params.base[name];
        }
    }
    if (isDemos(params, "model_name")) {
        params.base.erase("model_name"); // nobody chose it: the demo became Custom
    }
    if (!params.base.contains("model_name") && !m_settings.value(known::backbone()).isEmpty()) {
        params.base["model_name"] = m_settings.value(known::backbone()).toStdString();
    }
    return params;
}

void PresetBar::usePaper()
{
    fill(paper, {{}, paperParams()});
}

void PresetBar::useOwn(const sweep::SweepParams& params)
{
    fill(own, {{}, params});
}

void PresetBar::save()
{
    if (m_form.problem().isEmpty()) {
        m_saved->save(m_form.params());
    } else {
        Q_EMIT said(m_form.problem());
    }
}

Json PresetBar::state() const
{
    const auto jsonOf = [](const Content& content) {
        return Json{{"experiment", content.experiment.toStdString()}, {"sweep", content.params.toJson()}};
    };
    Json state = jsonOf(content());
    state["preset"] = presetNames[m_shown];
    for (int preset = 0; preset < presetCount; ++preset) {
        const auto& other = m_contents[std::size_t(preset)];
        if (preset == m_shown || !other || !other->isRight) {
            continue; // what is not right yet could not be read again
        }
        state["others"][presetNames[preset]] = jsonOf(*other);
    }
    return state;
}

void PresetBar::restore(const Json& state)
{
    const auto read = [](const JsonObject& json) {
        return Content{QString::fromStdString(json.string("experiment", "")),
            sweep::SweepParams::fromJson(json.value("sweep"), "settings")};
    };
    const JsonObject json(state, "settings");
    const Content shown = read(json);
    // Without a name, an earlier version wrote it.
    const std::string name = json.string("preset", shown.experiment == QStringLiteral("demo") ? "demo" : "own");
    const auto found = std::find(std::begin(presetNames), std::end(presetNames), name);
    m_shown = found == std::end(presetNames) ? own : Preset(found - std::begin(presetNames));
    if (json.has("others")) {
        const JsonObject others(json.value("others"), "settings");
        for (int preset = 0; preset < presetCount; ++preset) {
            if (others.has(presetNames[preset])) {
                m_contents[std::size_t(preset)] = read(JsonObject(others.value(presetNames[preset]), "settings"));
            }
        }
    }
    fill(m_shown, shown);
}

} // namespace dpl::ui
