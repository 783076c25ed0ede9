#pragma once

#include "base/random_stream.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace dpl {

/// Puts at most 2^32 values into an order that is a function of the stream, every order equally likely (Fisher and
/// Yates, from the end).
template <typename T> void shuffle(std::vector<T>& values, RandomStream& random)
{
    for (std::size_t i = values.size(); i > 1; --i) {
        std::swap(values[i - 1], values[random.below(static_cast<std::uint32_t>(i))]);
    }
}

} // namespace dpl
