#pragma once

#include "base/random_stream.hpp"
#include "data/data_subset.hpp"
#include "demo/topics.hpp"

#include <span>
#include <string>

namespace dpl::demo {

/// How a response answers.
enum class ResponseKind {
    detailed, ///< does what was asked, in four steps
    brief, ///< in two
    vague, ///< of benign requests: nothing of use
    alternative, ///< of awkward ones: offers something kinder in its place
    reasoned, ///< of awkward ones: declines, and says why
    blunt, ///< declines
};

/// The kinds of response that a topic gets.
std::span<const ResponseKind> responseKinds(const Topic& topic);

/// Whether a response does what was asked.
inline bool complies(ResponseKind kind)
{
    return kind == ResponseKind::detailed || kind == ResponseKind::brief;
}

/// What a response is worth to those who judge by one objective, helpful or harmless. They agree about benign requests,
/// all but in degree. About awkward ones the helpful want what was asked for, whatever it is; the harmless want it
/// declined, the more so the more severe it is and the more of it there is. That both groups prefer a kind word to a
/// blunt one leaves what declines less in dispute than what complies.
double utility(ResponseKind kind, const Topic& topic, data::DataSubset objective);

/// Which of two responses somebody of a group prefers, 0 or 1: the second with probability sigmoid(u_1 - u_0), and one
/// judgement in thirty is a slip.
int judge(
    const Topic& topic, ResponseKind first, ResponseKind second, data::DataSubset objective, RandomStream& random);

/// "How do I bake a loaf of bread?"
std::string promptText(const Topic& topic, RandomStream& random);

std::string responseText(const Topic& topic, ResponseKind kind, RandomStream& random);

} // namespace dpl::demo
