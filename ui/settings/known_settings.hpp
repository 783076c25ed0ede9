#pragma once

#include "settings/setting.hpp"

#include <QByteArray>
#include <QString>
#include <QStringList>

/// Every setting of the program.
namespace dpl::ui {

enum class ThemeChoice { system, light, dark };

template <> struct SettingFormat<ThemeChoice> {
    static QVariant write(ThemeChoice choice);
    static std::optional<ThemeChoice> read(const QVariant& stored);
};

/// A list is kept as one; the empty list as an empty text, for an INI file has no other form that reads back as set.
template <> struct SettingFormat<QStringList> {
    static QVariant write(const QStringList& list);
    static std::optional<QStringList> read(const QVariant& stored);
};

namespace known {

Setting<ThemeChoice> theme();

/// Threads of a job; 0: one per core.
Setting<int> threads();

/// What jobs compute on unless their page says otherwise: "cpu", "cuda:0".
Setting<QString> device();

/// Where new run folders are made.
Setting<QString> runsFolder();

/// What was last entered on a page, as JSON. `page` is Page::id().
Setting<QString> pageParameters(const QString& page);

/// Settings of a page that the user gave names, as a JSON object by name. `page` is Page::id().
Setting<QString> pagePresets(const QString& page);

/// What was last chosen in the export dialogue, as JSON.
Setting<QString> exportOptions();

/// Where backbones are looked for: folders and GGUF files by their whole paths, and huggingFacePlace
/// (backbones/place.hpp).
Setting<QStringList> backbonePlaces();

/// Path of the backbone that was chosen last; empty before the first.
Setting<QString> backbone();

/// Datasets that were trained on last, newest first.
Setting<QStringList> recentDatasets();

Setting<QByteArray> windowGeometry();
Setting<bool> jobsPanelOpen();
Setting<int> jobsPanelWidth();

/// When finished jobs were cleared from the list for the last time, as run.json writes times; empty: never.
Setting<QString> jobsCleared();

/// Page::id() of the page on top.
Setting<QString> lastPage();

} // namespace known

} // namespace dpl::ui
