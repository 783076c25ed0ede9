#pragma once

#include <QCoreApplication>
#include <QString>
#include <QVariant>

#include <optional>

namespace dpl::ui {

/// One setting: where it is stored, what it is until the user says otherwise, and what it is called in the window.
template <typename T> struct Setting {
    QString key;
    T fallback;
    const char* label = "";

    QString text() const { return QCoreApplication::translate("Settings", label); }
};

/// How a value is written to the file and read back; a value that does not read gives the setting's fallback.
template <typename T> struct SettingFormat {
    static QVariant write(const T& value) { return QVariant::fromValue(value); }
    static std::optional<T> read(const QVariant& stored)
    {
        if (!stored.canConvert<T>())
            return std::nullopt;
        return stored.value<T>();
    }
};

template <> struct SettingFormat<int> {
    static QVariant write(int value) { return value; }
    static std::optional<int> read(const QVariant& stored)
    {
        bool ok = false;
        const int value = stored.toInt(&ok);
        return ok ? std::optional(value) : std::nullopt;
    }
};

} // namespace dpl::ui
