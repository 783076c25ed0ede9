#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace dpl::bench {

/// 0 of nothing.
inline double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return n == 0 ? 0.0 : n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

} // namespace dpl::bench
