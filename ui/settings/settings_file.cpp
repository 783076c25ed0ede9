#include "settings/settings_file.hpp"

#include "base/error.hpp"
#include "base/files.hpp"

#include <QCoreApplication>
#include <QFile>
#include <QSettings>

#include <filesystem>
#include <optional>
#include <set>
#include <sstream>

namespace dpl::ui {

namespace {

namespace fs = std::filesystem;

/// How many keys an INI file has; nothing if it cannot be read.
std::optional<std::size_t> keysIn(const fs::path& file)
{
    std::set<std::string> keys;
    try {
        std::istringstream lines(readFile(file));
        std::string section;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with('[')) {
                section = line;
            } else if (const std::size_t end = line.find('='); end != std::string::npos && !line.starts_with(';')) {
                keys.insert(section + line.substr(0, end));
            }
        }
    } catch (const Error&) {
        return std::nullopt;
    }
    return keys.size();
}

bool isWhole(const QSettings& store, const fs::path& file)
{
    const auto keys = keysIn(file);
    const auto understood =
        static_cast<std::size_t>(store.allKeys().size()); // before the status: sections are read late
    return keys && understood == *keys && store.status() == QSettings::NoError;
}

std::unique_ptr<QSettings> opened(const fs::path& file)
{
    return std::make_unique<QSettings>(QString::fromStdString(file.string()), QSettings::IniFormat);
}

/// "settings.ini.bak", "settings.ini.bak-2", ...: the first that is free.
fs::path freePlaceBeside(const fs::path& file)
{
    std::error_code ignored;
    fs::path place = file.string() + ".bak";
    for (int number = 2; fs::exists(place, ignored); ++number) {
        place = file.string() + ".bak-" + std::to_string(number);
    }
    return place;
}

QString said(const char* sentence, const fs::path& file, const fs::path& other)
{
    return QCoreApplication::translate("SettingsFile", sentence)
        .arg(QString::fromStdString(file.string()), QString::fromStdString(other.string()));
}

} // namespace

SettingsFile openSettingsFile(const QString& name)
{
    const fs::path file = name.toStdString();
    auto store = opened(file);
    std::error_code error;
    if (!fs::exists(file, error) || isWhole(*store, file)) {
        return {std::move(store), {}};
    }
    store.reset();
    const fs::path aside = freePlaceBeside(file);
    fs::copy_file(file, aside, error);
    if (error) {
        const fs::path other = file.string() + ".new";
        return {opened(other),
            said("The settings in %1 could not be read. The file is left as it is; what you change is kept in %2.",
                file, other)};
    }
    store = opened(file);
    const auto kept = opened(aside);
    for (const QString& key : kept->allKeys()) {
        store->setValue(key, kept->value(key));
    }
    store->sync();
    if (isWhole(*kept, aside) && store->status() == QSettings::NoError) {
        fs::remove(aside, error);
        return {std::move(store), {}};
    }
    return {std::move(store),
        said("Some of the settings in %1 could not be read. As the file was, it is kept in %2.", file, aside)};
}

} // namespace dpl::ui
