#pragma once

#include "base/compute.hpp"
#include "base/observer.hpp"
#include "runs/run_log.hpp"

#include <cstdint>
#include <filesystem>
#include <list>
#include <string>
#include <vector>

namespace dpl::evaluation {

/// Passes on what an evaluation tells, keeps its warnings for the record, and writes into the logs of the runs whose
/// models are evaluated (log.jsonl) on what and into which file, what it warned of, and how it ended.
///
/// A log that cannot be written, as of somebody else's run, keeps nobody from evaluating: a note says so.
class EvaluationLog final : public Observer {
public:
    /// The checkpoints that are evaluated; those that no run made have no log.
    EvaluationLog(const std::vector<std::filesystem::path>& checkpoints, Observer& next);

    void progressed(const Progress& progress) override { m_next.progressed(progress); }
    void measured(const Metrics& metrics) override { m_next.measured(metrics); }
    void warned(const std::string& sentence) override;
    void noted(const std::string& sentence) override;
    bool wantsCheckpoint() override { return m_next.wantsCheckpoint(); }

    /// From here on logs are written: rows of `what` are scored into `file`.
    void began(const std::string& what, const std::filesystem::path& file, const ComputeOptions& compute);
    void ended(const std::string& how); ///< "evaluated 500 comparisons: loss 0.61 nats, ..."
    void failed(const std::string& why);

    const std::vector<std::string>& warnings() const { return m_warnings; }

private:
    void write(runs::LogEvent event, const std::string& text);

    Observer& m_next;
    std::list<std::filesystem::path> m_runs; ///< whose logs can be written, so far
    std::string m_file; ///< empty until it has begun
    std::vector<std::string> m_warnings;
};

/// Of rows that a model gives something else than numbers.
std::string notFiniteSentence(std::int64_t count, std::int64_t rows, const std::string& first);

} // namespace dpl::evaluation
