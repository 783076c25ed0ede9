#pragma once

#include "base/json.hpp"
#include "base/latest_request.hpp"
#include "sweep/sweep_params.hpp"

#include <QWidget>

#include <array>
#include <optional>

namespace dpl::ui {

class PresetsMenu;
class SegmentedControl;
class Settings;
class TrainingForm;

/// Fills the form with the demo, the paper's runs or one's own parameters, and remembers for each of the three what was
/// made of it, experiment's name included: what was typed under one is there again when one comes back to it. The demo
/// on other data is the demo no more, but one's own.
class PresetBar : public QWidget {
    Q_OBJECT

public:
    PresetBar(Settings& settings, const QString& page, TrainingForm& form, QWidget* parent = nullptr);

    void useDemo(); ///< as it comes, when its data are written, unless the form was changed meanwhile
    void usePaper(); ///< as published, on the backbone and dataset of the own parameters
    void useOwn(const sweep::SweepParams& params); ///< as a new experiment
    void save(); ///< asks for a name

    /// What the form holds under the preset that is shown, and what it held under the others, as far as it was right.
    Json state() const;
    void restore(const Json& state); ///< Throws Error

Q_SIGNALS:
    void writingDemo();
    void demoFailed(const QString& message);
    void said(const QString& sentence);

private:
    enum Preset { demo, paper, own, presetCount };

    struct Content {
        QString experiment;
        sweep::SweepParams params;
        bool isRight = true; ///< as far as is known: they can be kept for another session
    };

    void choose(int index);
    void followEdit();
    void keepOwn();
    QString demoFolder() const;
    Content content() const; ///< of the form
    void fill(Preset preset, const Content& content);
    void showPreset(Preset preset);
    sweep::SweepParams paperParams() const;

    Settings& m_settings;
    TrainingForm& m_form;
    SegmentedControl* m_choice = nullptr;
    PresetsMenu* m_saved = nullptr;
    Preset m_shown = own; ///< which of them the form holds
    std::array<std::optional<Content>, presetCount> m_contents; ///< of the others, once they were shown
    LatestRequest m_demo; ///< outdated by any change of the form
    bool m_filling = false;
};

} // namespace dpl::ui
