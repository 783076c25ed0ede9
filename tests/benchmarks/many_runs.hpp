#pragma once

#include <filesystem>

namespace dpl::bench {

/// Makes `count` finished, stopped and failed trainings below a folder, as the program leaves them: run.json,
/// metrics.jsonl, log.jsonl and, where they are finished, an adapter. Half of them lie in experiments of 25 runs.
void writeManyRuns(const std::filesystem::path& root, int count);

} // namespace dpl::bench
