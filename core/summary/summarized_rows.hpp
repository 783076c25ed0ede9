#pragma once

#include "summary/summary.hpp"

#include <cstdint>

namespace dpl::summary {

/// How many prompts and comparisons a summary rests on: the most that one of the paper's models has; 0 without any.
struct SummarizedRows {
    std::int64_t prompts = 0;
    std::int64_t comparisons = 0;
};

SummarizedRows summarizedRows(const Summary& summary);

} // namespace dpl::summary
