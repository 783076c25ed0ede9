#pragma once

#include "settings/setting.hpp"

#include <QByteArray>
#include <QString>

/// Every setting of the program.
namespace dpl::ui {

enum class ThemeChoice { system, light, dark };

template <> struct SettingFormat<ThemeChoice> {
    static QVariant write(ThemeChoice choice);
    static std::optional<ThemeChoice> read(const QVariant& stored);
};

namespace known {

Setting<ThemeChoice> theme();

/// Threads of a job; 0: one per core.
Setting<int> threads();

/// Where new run folders are made.
Setting<QString> runsFolder();

/// What was last entered on a page, as JSON. `page` is Page::iconName().
Setting<QString> pageParameters(const QString& page);

/// What was last chosen in the export dialogue, as JSON.
Setting<QString> exportOptions();

Setting<QByteArray> windowGeometry();
Setting<bool> jobsPanelOpen();
Setting<int> jobsPanelWidth();

/// Page::iconName() of the page on top.
Setting<QString> lastPage();

} // namespace known

} // namespace dpl::ui
