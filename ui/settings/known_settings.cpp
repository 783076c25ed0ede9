#include "settings/known_settings.hpp"

#include "base/place.hpp"

#include <QDir>
#include <QStandardPaths>

namespace dpl::ui {

QVariant SettingFormat<ThemeChoice>::write(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::system: return QStringLiteral("system");
    case ThemeChoice::light: return QStringLiteral("light");
    case ThemeChoice::dark: return QStringLiteral("dark");
    }
    return {};
}

std::optional<ThemeChoice> SettingFormat<ThemeChoice>::read(const QVariant& stored)
{
    const QString word = stored.toString();
    for (const ThemeChoice choice : {ThemeChoice::system, ThemeChoice::light, ThemeChoice::dark}) {
        if (word == write(choice).toString())
            return choice;
    }
    return std::nullopt;
}

QVariant SettingFormat<QStringList>::write(const QStringList& list)
{
    return list.isEmpty() ? QVariant(QString()) : QVariant(list);
}

std::optional<QStringList> SettingFormat<QStringList>::read(const QVariant& stored)
{
    if (!stored.canConvert<QStringList>()) {
        return std::nullopt;
    }
    QStringList list = stored.toStringList();
    list.removeAll(QString());
    return list;
}

namespace known {

Setting<ThemeChoice> theme()
{
    return {QStringLiteral("appearance/theme"), ThemeChoice::system, QT_TRANSLATE_NOOP("Settings", "Theme")};
}

Setting<int> threads()
{
    return {QStringLiteral("compute/threads"), 0, QT_TRANSLATE_NOOP("Settings", "Threads per job")};
}

Setting<QString> device()
{
    return {QStringLiteral("compute/device"), QStringLiteral("cpu"), QT_TRANSLATE_NOOP("Settings", "Device")};
}

Setting<QString> runsFolder()
{
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return {QStringLiteral("runs/folder"), QDir(documents).filePath(QStringLiteral("DPL Workbench/runs")),
        QT_TRANSLATE_NOOP("Settings", "Folder for runs")};
}

Setting<QString> pageParameters(const QString& page)
{
    return {QStringLiteral("pages/%1/parameters").arg(page), QString(),
        QT_TRANSLATE_NOOP("Settings", "Last parameters of a page")};
}

Setting<QString> pagePresets(const QString& page)
{
    return {QStringLiteral("pages/%1/presets").arg(page), QString(),
        QT_TRANSLATE_NOOP("Settings", "Custom presets of a page")};
}

Setting<QString> exportOptions()
{
    return {QStringLiteral("export/options"), QString(), QT_TRANSLATE_NOOP("Settings", "Last options of an export")};
}

Setting<QStringList> backbonePlaces()
{
    return {QStringLiteral("backbones/places"), {QString(huggingFacePlace)},
        QT_TRANSLATE_NOOP("Settings", "Places of backbones")};
}

Setting<QString> backbone()
{
    return {QStringLiteral("backbones/chosen"), QString(), QT_TRANSLATE_NOOP("Settings", "Backbone")};
}

Setting<QStringList> recentDatasets()
{
    return {QStringLiteral("train/recentDatasets"), {}, QT_TRANSLATE_NOOP("Settings", "Datasets trained on last")};
}

Setting<QByteArray> windowGeometry()
{
    return {QStringLiteral("window/geometry"), QByteArray(), QT_TRANSLATE_NOOP("Settings", "Position of the window")};
}

Setting<bool> jobsPanelOpen()
{
    return {QStringLiteral("window/jobsPanelOpen"), false, QT_TRANSLATE_NOOP("Settings", "Jobs panel is open")};
}

Setting<int> jobsPanelWidth()
{
    return {QStringLiteral("window/jobsPanelWidth"), 360, QT_TRANSLATE_NOOP("Settings", "Width of the jobs panel")};
}

Setting<QString> jobsCleared()
{
    return {QStringLiteral("window/jobsCleared"), QString(), QT_TRANSLATE_NOOP("Settings", "Finished jobs cleared at")};
}

Setting<QString> lastPage()
{
    return {QStringLiteral("window/page"), QString(), QT_TRANSLATE_NOOP("Settings", "Last page shown")};
}

} // namespace known

} // namespace dpl::ui
