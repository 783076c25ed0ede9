#pragma once

#include "base/theme.hpp"

#include <QObject>

namespace dpl::ui {

class Settings;

/// Keeps the application's theme at what the settings say: light, dark, or as the system is.
class Appearance : public QObject {
    Q_OBJECT

public:
    explicit Appearance(Settings& settings, QObject* parent = nullptr);

    const Theme& theme() const { return m_theme; }

    /// Looks again how the system is; for QEvent::ThemeChange.
    void refresh();

Q_SIGNALS:
    /// Widgets need not listen: they get QEvent::PaletteChange.
    void themeChanged(const dpl::ui::Theme& theme);

private:
    Settings& m_settings;
    Theme m_theme;
    bool m_refreshing = false;
};

} // namespace dpl::ui
