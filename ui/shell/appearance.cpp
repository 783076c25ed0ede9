#include "shell/appearance.hpp"

#include "settings/settings.hpp"
#include "widgets/apply_theme.hpp"

#include <QApplication>
#include <QStyleHints>

namespace dpl::ui {

namespace {

bool systemIsDark()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
#else
    // Without a colour scheme to ask for, the palette that the platform gives tells: an empty one of our own lets it
    // through.
    QApplication::setPalette(QPalette());
    return Theme::of(QApplication::palette()).isDark();
#endif
}

} // namespace

Appearance::Appearance(Settings& settings, QObject* parent) : QObject(parent), m_settings(settings)
{
    refresh();
    connect(&settings, &Settings::changed, this, [this](const QString& key) {
        if (key == known::theme().key)
            refresh();
    });
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &Appearance::refresh);
#endif
}

void Appearance::refresh()
{
    // Setting a palette makes the platform tell of a change of theme again.
    if (m_refreshing)
        return;
    m_refreshing = true;
    const ThemeChoice choice = m_settings.value(known::theme());
    const bool dark = choice == ThemeChoice::dark || (choice == ThemeChoice::system && systemIsDark());
    m_theme = dark ? Theme::dark() : Theme::light();
    applyTheme(m_theme);
    m_refreshing = false;
    Q_EMIT themeChanged(m_theme);
}

} // namespace dpl::ui
