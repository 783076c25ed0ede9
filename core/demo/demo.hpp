#pragma once

#include "sweep/run_sweep.hpp"

#include <cstdint>
#include <filesystem>

namespace dpl::demo {

/// Writes what the demonstration is made of, 0.5 MB: preferences/ (relabelled layout), responses.jsonl and tiny-llama/,
/// a backbone. Files are equal for equal seeds, on every machine; gzip files hold equal texts.
void writeDemo(std::uint64_t seed, const std::filesystem::path& folder);

/// The nine models of the paper on what writeDemo wrote into a folder, evaluated and scored.
sweep::SweepParams demoSweep(std::uint64_t seed, const std::filesystem::path& folder);

/// Both, below {folder}/seed-{seed}, as a sweep in `folder`. Done again, it takes what is there; other seeds are added.
sweep::SweepResult runDemo(std::uint64_t seed, const std::filesystem::path& folder, const ComputeOptions& compute,
    sweep::SweepObserver& observer, const std::stop_token& stop);

} // namespace dpl::demo
