#pragma once

#include "base/latest_request.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/placed_jobs.hpp"
#include "models/device_model.hpp"
#include "models/run_index.hpp"
#include "models/where_model.hpp"
#include "settings/settings.hpp"
#include "shell/main_window.hpp"
#include "shell/saved_queue.hpp"
#include "shell/window_calls.hpp"

namespace dpl::ui {

/// The whole program but its event loop: settings, jobs, pages and the window, wired together.
class Workbench {
public:
    /// `settingsFile`: the user's own if empty. `find` tells which devices there are.
    explicit Workbench(const QString& settingsFile = {}, DeviceModel::Find find = findDevices);
    ~Workbench();

    MainWindow& window() { return *m_window; }
    Settings& settings() { return m_settings; }
    JobQueue& jobs() { return m_jobs; }
    DeviceModel& devices() { return m_devices; }
    PlacedJobs& placed() { return m_placed; }
    WhereModel& places() { return m_places; }

private:
    void followRuns();
    void followPlaces();
    void knowOtherWindows();
    void lookForOtherWindows();
    Settings m_settings;
    const JobKinds m_kinds = shippedJobKinds();
    JobQueue m_jobs;
    PlacedJobs m_placed{m_jobs, m_kinds};
    DeviceModel m_devices;
    WhereModel m_places;
    SavedQueue m_savedQueue;
    WindowCalls m_calls;
    RunIndex m_index;
    std::unique_ptr<MainWindow> m_window;
    QTimer m_looking; ///< for windows that are gone
    LatestRequest m_listing; ///< runs of earlier sessions
};

} // namespace dpl::ui
