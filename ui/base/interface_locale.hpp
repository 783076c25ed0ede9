#pragma once

#include <QLocale>

namespace dpl::ui {

/// How numbers are written and read in the window, whatever the system's locale: "12,345.6". Numbers with group
/// separators are not read, since others take a comma for the point.
inline QLocale interfaceLocale()
{
    QLocale locale(QLocale::English, QLocale::UnitedKingdom);
    locale.setNumberOptions(QLocale::RejectGroupSeparator);
    return locale;
}

} // namespace dpl::ui
