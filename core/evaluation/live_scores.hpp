#pragma once

#include "data/data_subset.hpp"
#include "preference/reward_head.hpp"
#include "report/figure.hpp"
#include "report/table.hpp"
#include "summary/decisions.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// An evaluation as far as it has come, for a window that shows scores as they come.
namespace dpl::evaluation {

/// What is scored in a row, and what is reported about it.
enum class LiveKind {
    comparisons, ///< chosen, rejected; the rate is the accuracy by the mean
    responses, ///< safe, jailbroken; the rate is the jailbreak rate by the mean
};

/// One row: its first two texts and what the model says of them.
struct LiveRow {
    std::size_t row = 0;
    std::array<std::string, 2> texts; ///< their ends, which is where they differ
    std::array<double, 2> means{};
    double preferred = 0.0; ///< P(chosen preferred to rejected), or P(jailbroken preferred to safe)
};

struct LiveScores {
    LiveKind kind = LiveKind::comparisons;
    std::string model; ///< of several, which one scores; "" of one
    preference::RewardHead head = preference::RewardHead::base;
    std::optional<data::DataSubset> trainSet; ///< what it was trained on, where that is known
    std::int64_t rows = 0; ///< scored so far
    std::int64_t leftOut = 0; ///< that are not scored, as they are too long or cannot be used
    summary::Rate rate; ///< so far; a tie counts, as in the summary
    double rowsPerSecond = 0.0;
    std::vector<double> preferredCounts; ///< of P in equal bins from 0 to 1
    std::vector<LiveRow> newest; ///< newest first

    // The rate as it went, at up to some hundred numbers of rows.
    std::vector<double> atRows;
    std::vector<double> rates;
    std::vector<double> lows;
    std::vector<double> highs;

    report::SeriesRole role() const; ///< the model's, as everywhere
};

/// Collects what EvaluationObserver is told. Rows with a single text are counted and otherwise ignored.
class LiveTally {
public:
    explicit LiveTally(LiveKind kind) : m_kind(kind) { }

    /// `head`: by the number of outputs where it is left out. `done` rows that come first took no time.
    void begins(const std::string& model, std::function<std::vector<std::string>(std::size_t)> texts, double seconds,
        const std::optional<preference::RewardHead>& head = {}, std::int64_t done = 0,
        const std::optional<data::DataSubset>& trainSet = {});
    void scored(std::size_t row, const std::vector<std::vector<double>>& outputs);
    void leavesOut(std::int64_t rows) { m_scores.leftOut = rows; } ///< before it begins

    /// `seconds` by the clock that `begins` was told.
    LiveScores snapshot(double seconds) const;

private:
    struct Recent {
        std::size_t row;
        std::array<double, 2> means;
        double preferred;
    };

    LiveKind m_kind;
    std::optional<preference::RewardHead> m_head;
    std::function<std::vector<std::string>(std::size_t)> m_texts;
    LiveScores m_scores;
    double m_count = 0.0; ///< chosen as high as rejected, or jailbroken as high as safe
    std::int64_t m_pairs = 0;
    std::int64_t m_ties = 0;
    std::int64_t m_stride = 1;
    std::deque<Recent> m_recent;
    double m_started = 0.0;
    std::int64_t m_done = 0;
};

/// "accuracy by the mean", "jailbreak rate": what LiveScores::rate is.
std::string rateName(LiveKind kind);

/// The rate with its interval by the number of rows, and beside it how P is distributed.
report::Figure liveFigure(const LiveScores& scores);

/// The newest rows: number, both texts, both means, P.
report::Table liveTable(const LiveScores& scores);

} // namespace dpl::evaluation
