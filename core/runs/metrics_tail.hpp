#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dpl::runs {

/// The numbers of one series of a run by columns, in the order of their steps.
struct MetricSeries {
    std::vector<std::int64_t> steps;
    std::vector<double> seconds; ///< of work since the run began; NaN where the file does not say
    std::map<std::string, std::vector<double>> values; ///< by name, as long as `steps`; NaN where there is none
};

/// Follows the metrics.jsonl of a run that may be growing: each update reads what was appended since the last one. A
/// last line that is not whole yet waits for its end. Where a resumed run repeats steps, the later values count. A file
/// that was replaced by a fresh start is read from its beginning.
class MetricsTail {
public:
    explicit MetricsTail(std::filesystem::path folder);

    /// True if anything came. A file that is not there yet is an empty one. Throws Error for a line that is none of
    /// metrics, named.
    bool update();

    const std::map<std::string, MetricSeries>& series() const { return m_series; }
    std::uint64_t revision() const { return m_revision; } ///< another one after each change

private:
    void startAgain();
    void take(std::string_view line);

    std::filesystem::path m_folder;
    std::filesystem::path m_file;
    std::map<std::string, MetricSeries> m_series;
    std::string m_beginning; ///< of the file: another one is another file
    std::uint64_t m_offset = 0; ///< behind the last whole line
    std::int64_t m_lines = 0;
    std::uint64_t m_revision = 0;
};

/// The last value of each metric of the series "train" and "eval", from the end of metrics.jsonl alone: "train/loss".
/// An evaluation before the first step is left out: it is not of the model that the run trains.
std::map<std::string, double> lastMetrics(const std::filesystem::path& folder);

} // namespace dpl::runs
