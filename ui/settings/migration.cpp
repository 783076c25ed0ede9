#include "settings/migration.hpp"

#include <QSettings>

namespace dpl::ui {

namespace {

const auto versionKey = QStringLiteral("version");

void rename(QSettings& store, const QString& from, const QString& to)
{
    if (!store.contains(from))
        return;
    if (!store.contains(to))
        store.setValue(to, store.value(from));
    store.remove(from);
}

/// Version 0 knew a dark theme as yes or no, counted cores, and kept the folder of runs among the paths.
void from0to1(QSettings& store)
{
    const auto darkKey = QStringLiteral("appearance/dark");
    if (store.contains(darkKey)) {
        const bool dark = store.value(darkKey).toBool();
        store.setValue(QStringLiteral("appearance/theme"), dark ? QStringLiteral("dark") : QStringLiteral("light"));
        store.remove(darkKey);
    }
    rename(store, QStringLiteral("compute/cores"), QStringLiteral("compute/threads"));
    rename(store, QStringLiteral("paths/runs"), QStringLiteral("runs/folder"));
}

} // namespace

void migrateSettings(QSettings& store)
{
    const int version = store.value(versionKey, 0).toInt();
    if (version >= settingsVersion)
        return;
    if (version < 1)
        from0to1(store);
    store.setValue(versionKey, settingsVersion);
}

} // namespace dpl::ui
