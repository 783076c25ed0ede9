#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace dpl {

/// How far a job is. `step` of `total` are in the job's own unit (iterations, rows, bytes), named by `phase`.
struct Progress {
    std::string phase;
    std::int64_t step = 0;
    std::int64_t total = 0;
};

/// Numbers that belong to one step of one series of a job ("base, seed 0"). One line of metrics.jsonl.
struct Metrics {
    std::string series;
    std::int64_t step = 0;
    std::vector<std::pair<std::string, double>> values;
};

/// What a job tells while it runs. Called from the job's thread; implementations return quickly.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void progressed(const Progress&) { }
    virtual void measured(const Metrics&) { }

    /// In a sentence, what the user should know although the job goes on: rows left out, a checkpoint passed over.
    virtual void warned(const std::string&) { }

    /// In a sentence, what a log should say and nobody has to act on: a checkpoint written or resumed from, an
    /// evaluation.
    virtual void noted(const std::string&) { }

    /// Whether what is done so far is to be saved now, as it is before a scheduler's time limit. True once each time
    /// somebody asks for it.
    virtual bool wantsCheckpoint() { return false; }
};

} // namespace dpl
