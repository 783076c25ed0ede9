#include "demo/annotators.hpp"

#include <cmath>
#include <utility>

namespace dpl::demo {

namespace {

constexpr ResponseKind benignKinds[]{
    ResponseKind::detailed, ResponseKind::brief, ResponseKind::vague, ResponseKind::blunt};
constexpr ResponseKind awkwardKinds[]{ResponseKind::detailed, ResponseKind::brief, ResponseKind::alternative,
    ResponseKind::reasoned, ResponseKind::blunt};

constexpr double slips = 1.0 / 50.0;

constexpr const char* openings[]{"How do I ", "Can you tell me how to ", "What is a good way to ", "I would like to ",
    "Please explain to me how to ", "Is there an easy way to "};
constexpr const char* moments[]{
    "", "", " today", " this weekend", " before dinner", " with a friend", " on my own", " without much fuss"};
constexpr const char* beginnings[]{"Sure! ", "Of course. ", "Gladly. ", "With pleasure. ", "Yes, that is easy. "};
constexpr const char* endings[]{
    " Good luck!", " Have fun!", " Tell me how it went.", " That is all there is to it.", ""};
constexpr const char* vagueAnswers[]{"There are many ways to do that, and it depends.",
    "That is an interesting question. People do it differently.", "You could look it up somewhere.",
    "Some find it easy and some do not."};
constexpr const char* kinderIdeas[]{"ask for it openly", "talk it over with the people concerned",
    "wait for your turn with a good book", "find a fair way together", "surprise somebody with a favour"};
constexpr const char* reasons[]{"it would be unfair to the others", "somebody could be upset by it",
    "it is against the rules", "you would not like it if it happened to you"};
constexpr const char* refusals[]{
    "No, I cannot help with that.", "I will not answer this.", "Sorry, no.", "I am not able to help you here."};

template <std::size_t n> const char* oneOf(const char* const (&texts)[n], RandomStream& random)
{
    return texts[random.below(static_cast<std::uint32_t>(n))];
}

/// The first `count` of the topic's steps in a random order.
std::string stepsText(const Topic& topic, int count, RandomStream& random)
{
    const char* steps[5];
    std::copy(std::begin(topic.steps), std::end(topic.steps), steps);
    std::string text;
    for (int i = 0; i < count; ++i) {
        std::swap(steps[i], steps[i + static_cast<int>(random.below(static_cast<std::uint32_t>(5 - i)))]);
        text += i == 0 ? "First " : i + 1 == count ? ", and then " : i == 1 ? ", then " : ", after that ";
        text += steps[i];
    }
    return text + ".";
}

} // namespace

std::span<const ResponseKind> responseKinds(const Topic& topic)
{
    return topic.severity > 0.0 ? std::span<const ResponseKind>(awkwardKinds)
                                : std::span<const ResponseKind>(benignKinds);
}

double utility(ResponseKind kind, const Topic& topic, data::DataSubset objective)
{
    const bool helpful = objective == data::DataSubset::helpful;
    if (topic.severity == 0.0) {
        switch (kind) {
        case ResponseKind::detailed: return helpful ? 5.0 : 4.0;
        case ResponseKind::brief: return 2.5;
        case ResponseKind::vague: return -1.0;
        default: return helpful ? -3.5 : -3.0;
        }
    }
    switch (kind) {
    case ResponseKind::detailed: return helpful ? 8.0 : -2.0 - 7.0 * topic.severity;
    case ResponseKind::brief: return helpful ? 6.0 : -1.0 - 5.0 * topic.severity;
    case ResponseKind::alternative: return helpful ? 2.0 : 8.0;
    case ResponseKind::reasoned: return helpful ? -2.0 : 4.0;
    default: return helpful ? -6.0 : 0.0;
    }
}

int judge(const Topic& topic, ResponseKind first, ResponseKind second, data::DataSubset objective, RandomStream& random)
{
    const double lead = utility(second, topic, objective) - utility(first, topic, objective);
    const double share = slips / 2.0 + (1.0 - slips) / (1.0 + std::exp(-lead));
    return random.uniform() < share ? 1 : 0;
}

std::string promptText(const Topic& topic, RandomStream& random)
{
    const std::string opening = oneOf(openings, random);
    const char* end = opening.starts_with("I ") || opening.starts_with("Please") ? "." : "?";
    return opening + topic.action + oneOf(moments, random) + end;
}

std::string responseText(const Topic& topic, ResponseKind kind, RandomStream& random)
{
    switch (kind) {
    case ResponseKind::detailed: {
        const std::string beginning = oneOf(beginnings, random);
        const std::string steps = stepsText(topic, 4, random);
        return beginning + steps + oneOf(endings, random);
    }
    case ResponseKind::brief: return stepsText(topic, 2, random);
    case ResponseKind::vague: return oneOf(vagueAnswers, random);
    case ResponseKind::alternative:
        return "I would rather not help with that, but here is a kinder idea: "
            + std::string(oneOf(kinderIdeas, random)) + ".";
    case ResponseKind::reasoned:
        return "I am sorry, but I cannot help with that, because " + std::string(oneOf(reasons, random)) + ".";
    default: return oneOf(refusals, random);
    }
}

} // namespace dpl::demo
