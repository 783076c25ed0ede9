#pragma once

#include "runs/event_file.hpp"
#include "runs/run_folder.hpp"

#include <string>

namespace dpl::runs {

/// Writes what a job tells into its run folder (progress into run.json, numbers into metrics.jsonl and TensorBoard
/// events, warnings and notes into log.jsonl), and passes it on to `next`. `JobObserver` is what the job tells it to;
/// more than every job tells is for a class derived from this one to pass on.
template <typename JobObserver> class RunRecorder : public JobObserver {
public:
    /// `phase` is the one whose steps are the run's; of others, as loading, nothing is recorded. Empty: every phase.
    RunRecorder(RunFolder& run, JobObserver& next, std::string phase = {})
        : m_next(next), m_run(run), m_events(run.path() / "tensorboard"), m_phase(std::move(phase))
    {
        for (const std::string& warning : run.warningsOfStart()) {
            RunRecorder::warned(warning);
        }
    }

    void progressed(const Progress& progress) override
    {
        if (m_phase.empty() || progress.phase == m_phase) {
            m_run.progressed(progress);
        }
        m_next.progressed(progress);
    }

    void measured(const Metrics& metrics) override
    {
        m_run.append(metrics);
        m_events.append(metrics);
        m_next.measured(metrics);
    }

    void warned(const std::string& message) override
    {
        m_run.warned(message);
        m_next.warned(message);
    }

    void noted(const std::string& message) override
    {
        m_run.noted(message);
        m_next.noted(message);
    }

    bool wantsCheckpoint() override { return m_next.wantsCheckpoint(); }

protected:
    JobObserver& m_next;

private:
    RunFolder& m_run;
    EventFile m_events;
    std::string m_phase;
};

} // namespace dpl::runs
