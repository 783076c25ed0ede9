#pragma once

#include <cstdint>
#include <string>

namespace dpl::evaluation {

struct EvaluationChoice;

/// Estimated peak of a device's memory while the checkpoints of a choice are evaluated, one after another: that of the
/// largest backbone, by the headers of its files, with its weights in the type that is computed in and a batch that
/// holds two texts of the maximum length. 0: none of them can be read.
std::int64_t memoryOf(const EvaluationChoice& choice, const std::string& device);

} // namespace dpl::evaluation
