#pragma once

#include "base/json.hpp"
#include "settings/setting.hpp"
#include "sweep/sweep_params.hpp"

#include <QMenu>

namespace dpl::ui {

class Settings;

/// Parameters that the user gave names: to save under one, to use again, to delete. The settings keep them, as a JSON
/// object by name.
class PresetsMenu : public QMenu {
    Q_OBJECT

public:
    PresetsMenu(Settings& settings, const Setting<QString>& place, QWidget* parent);

    void save(const sweep::SweepParams& params); ///< asks for the name
    void keep(const QString& name, const sweep::SweepParams& params);

Q_SIGNALS:
    void saveRequested();
    void demoRequested(); ///< as it comes
    void paperRequested(); ///< the paper's runs, as published
    void chosen(const sweep::SweepParams& params);
    void said(const QString& sentence); ///< that it is saved, or why one cannot be used

private:
    void fill();
    Json presets() const;
    void store(const Json& presets);
    void use(const QString& name);

    Settings& m_settings;
    Setting<QString> m_place;
    QMenu* m_remove = nullptr;
};

} // namespace dpl::ui
