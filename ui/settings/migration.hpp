#pragma once

class QSettings;

namespace dpl::ui {

/// The form of the settings file that this program writes.
constexpr int settingsVersion = 1;

/// Brings a file of an older version to settingsVersion. A file without a version is of version 0 unless it is empty.
void migrateSettings(QSettings& store);

} // namespace dpl::ui
