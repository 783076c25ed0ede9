#pragma once

#include "jobs/job.hpp"

namespace dpl::ui {

/// Passes what a core job tells on to its window job: progress and warnings, and asks it what a core job asks.
/// `CoreObserver` is the core job's.
template <typename CoreObserver> class JobObserver : public CoreObserver {
public:
    explicit JobObserver(JobEvents& events) : m_events(events) { }

    void progressed(const Progress& progress) override { m_events.progressed(progress); }
    void warned(const std::string& sentence) override { m_events.warned(sentence); }
    bool wantsCheckpoint() override { return m_events.wantsCheckpoint(); }

protected:
    JobEvents& m_events;
};

} // namespace dpl::ui
