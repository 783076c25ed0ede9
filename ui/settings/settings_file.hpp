#pragma once

#include <QString>

#include <memory>

class QSettings;

namespace dpl::ui {

/// An INI file, opened so that none of it is lost.
struct SettingsFile {
    std::unique_ptr<QSettings> store;
    QString problem; ///< what could not be read, and where it is kept; empty: all is well
};

/// QSettings take a file that they cannot read for an empty one, and write over it. Here such a file is read again from
/// a copy beside it, which stays if that does not give all of it either.
SettingsFile openSettingsFile(const QString& file);

} // namespace dpl::ui
