#pragma once

#include "pretended_devices.hpp"
#include "shell/workbench.hpp"

#include <QString>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <vector>

namespace dpl::test {

/// A whole program on a folder of runs, for a state to bring a page into.
class LayoutBench {
public:
    LayoutBench(const QString& runs, ui::DeviceModel::Find devices);
    ~LayoutBench(); ///< stops its jobs

    ui::Workbench& workbench() { return *m_workbench; }
    ui::MainWindow& window() { return m_workbench->window(); }
    QString at(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    /// The page of that type, on top.
    template <typename P> P& show()
    {
        auto* page = window().findChild<P*>();
        Q_ASSERT(page);
        window().showPage(page->id());
        return *page;
    }

private:
    QTemporaryDir m_folder; ///< settings, and what a state writes
    std::unique_ptr<ui::Workbench> m_workbench;
};

/// A state of a page, a panel or a dialog that has to fit into every window.
struct LayoutState {
    const char* name; ///< "runs-compared"
    QString (*runs)(); ///< the runs folder that it is a state on, made once
    std::function<void(LayoutBench&)> enter; ///< a failed check of Qt Test in it fails the state
    std::vector<Device> (*devices)() = cpuAlone; ///< of the machine
};

/// All of them; a new state is a line here.
const std::vector<LayoutState>& layoutStates();

} // namespace dpl::test
