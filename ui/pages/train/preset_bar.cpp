#include "pages/train/preset_bar.hpp"

#include "demo/demo.hpp"
#include "pages/train/presets_menu.hpp"
#include "pages/train/training_form.hpp"
#include "settings/settings.hpp"
#include "sweep/paper_sweep.hpp"
#include "widgets/segmented_control.hpp"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>

namespace dpl::ui {

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
    connect(m_saved, &PresetsMenu::said, this, &PresetBar::said);
    connect(m_saved, &PresetsMenu::chosen, &m_form, &TrainingForm::setParams);
    connect(&m_form, &TrainingForm::changed, this, [this] {
        m_demo.cancel();
        showPreset(own);
    });
}

void PresetBar::choose(int index)
{
    if (index == demo) {
        useDemo();
    } else if (index == paper) {
        usePaper();
    }
}

void PresetBar::showPreset(Preset preset)
{
    const QSignalBlocker blocker(m_choice);
    m_choice->setCurrentIndex(preset);
}

void PresetBar::useDemo()
{
    const QString folder = m_settings.value(known::runsFolder()) + QStringLiteral("/demo/seed-0/data");
    const std::filesystem::path written = folder.toStdString();
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
        [this, written](bool) {
            m_form.setExperiment(QStringLiteral("demo"));
            m_form.setParams(demo::demoSweep(0, written));
            showPreset(demo);
        },
        [this](const QString& message) { Q_EMIT demoFailed(message); });
}

void PresetBar::usePaper()
{
    sweep::SweepParams params = sweep::paperSweep();
    const sweep::SweepParams now = m_form.params();
    const bool wasDemo = m_form.experiment() == QStringLiteral("demo");
    for (const char* name : {"model_name", "data_path", "tokenizer_name"}) {
        if (!wasDemo && now.base.contains(name)) {
            params.base[name] = now.base[name];
        }
    }
    if (!params.base.contains("model_name") && !m_settings.value(known::backbone()).isEmpty()) {
        params.base["model_name"] = m_settings.value(known::backbone()).toStdString();
    }
    params.responses = wasDemo ? "" : now.responses;
    if (wasDemo) {
        m_form.setExperiment({});
    }
    m_form.setParams(params);
    showPreset(paper);
}

void PresetBar::save()
{
    if (m_form.problem().isEmpty()) {
        m_saved->save(m_form.params());
    } else {
        Q_EMIT said(m_form.problem());
    }
}

} // namespace dpl::ui
