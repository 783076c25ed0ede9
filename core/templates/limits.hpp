#pragma once

#include <cstddef>
#include <cstdint>

namespace dpl::templates {

/// What one rendering may take, as templates come from strangers.
struct Limits {
    std::int64_t steps = 20'000'000; ///< expressions evaluated, items gone through
    std::size_t bytes = std::size_t{256} << 20; ///< of all texts and lists that are made, the output among them
    int depth = 400; ///< expressions, statements, macros and values within each other
};

/// Expressions and statements within each other in a template's text.
inline constexpr int deepestSyntax = 200;

/// Lists and dicts within each other.
inline constexpr int deepestValue = 100;

} // namespace dpl::templates
