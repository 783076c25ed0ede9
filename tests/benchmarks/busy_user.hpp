#pragma once

#include <QObject>
#include <QTimer>

#include <functional>
#include <string>
#include <vector>

namespace dpl::ui {
class MainWindow;
}

namespace dpl::bench {

class TurnWatch;

/// Somebody who does twenty things a second in the window, by key, wheel and mouse, over and over: scrolls, sorts,
/// filters, selects and groups runs, opens the jobs, moves, pauses and stops some, changes pages, searches the palette.
class BusyUser : public QObject {
public:
    BusyUser(ui::MainWindow& window, TurnWatch& watch);

    /// Leaves out actions whose names do not have `part` in them: to profile one.
    void keepOnly(const std::string& part);
    void begin() { m_next.start(); }
    void stop() { m_next.stop(); }
    int roundsDone() const { return m_rounds; }

private:
    struct Action {
        std::string name;
        std::function<void()> perform;
    };

    void add(const std::string& name, std::function<void()> perform, int times = 1);
    void addRuns();
    void addJobs();
    void addPages();
    void addPalette();
    void performNext();

    ui::MainWindow& m_window;
    TurnWatch& m_watch;
    std::vector<Action> m_actions;
    std::size_t m_at = 0;
    int m_rounds = 0;
    QTimer m_next;
};

} // namespace dpl::bench
