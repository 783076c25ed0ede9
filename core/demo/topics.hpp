#pragma once

#include <span>

/// A small world of its own: prompts, responses and two groups of annotators who judge them by different objectives, to
/// try everything on in moments.
namespace dpl::demo {

/// Something that people ask for.
struct Topic {
    const char* action; ///< "bake a loaf of bread"
    const char* steps[5]; ///< how it is done, in any order
    double severity; ///< 0: nobody minds; up to 1: somebody does
};

/// Requests that nobody minds.
std::span<const Topic> benignTopics();

/// Requests that a helpful assistant would grant and a careful one would not: small mischief of growing severity.
std::span<const Topic> awkwardTopics();

} // namespace dpl::demo
