#pragma once

#include <QString>

#include <functional>

namespace dpl::ui {

/// One thing that the command palette finds.
struct PaletteEntry {
    QString title;
    QString detail; ///< what kind of thing it is, or its state: "page", "run · done"
    QString iconName;
    QString shortcut;
    std::function<void()> run;
};

} // namespace dpl::ui
