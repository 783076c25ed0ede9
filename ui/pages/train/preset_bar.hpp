#pragma once

#include "base/latest_request.hpp"

#include <QWidget>

namespace dpl::ui {

class PresetsMenu;
class SegmentedControl;
class Settings;
class TrainingForm;

/// Fills the form with the demo, the paper's runs or parameters that the user saved, and shows which of the first two
/// it holds.
class PresetBar : public QWidget {
    Q_OBJECT

public:
    PresetBar(Settings& settings, const QString& page, TrainingForm& form, QWidget* parent = nullptr);

    void useDemo(); ///< when its data are written, unless the form was changed meanwhile
    void usePaper(); ///< on the form's own backbone and dataset
    void save(); ///< asks for a name

Q_SIGNALS:
    void writingDemo();
    void demoFailed(const QString& message);
    void said(const QString& sentence);

private:
    enum Preset { demo, paper, own };

    void choose(int index);
    void showPreset(Preset preset);

    Settings& m_settings;
    TrainingForm& m_form;
    SegmentedControl* m_choice = nullptr;
    PresetsMenu* m_saved = nullptr;
    LatestRequest m_demo; ///< outdated by any change of the form
};

} // namespace dpl::ui
