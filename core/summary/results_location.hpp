#pragma once

#include <filesystem>

namespace dpl::summary {

/// Whether results may lie at a place: a response evaluation file, or a folder with one or with a paper model's
/// eval_results_both.jsonl somewhere below it. Asked on the GUI thread, so it looks at a few hundred names, the nearest
/// first. Where that does not tell, it says yes: reading, which goes on in the background, finds out.
bool mayHoldResults(const std::filesystem::path& place);

} // namespace dpl::summary
