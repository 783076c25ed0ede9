#include "inspection/dialogue.hpp"

#include <algorithm>

namespace dpl::inspection {

namespace {

constexpr std::string_view humanMark = "\n\nHuman:";
constexpr std::string_view assistantMark = "\n\nAssistant:";

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

} // namespace

std::vector<Turn> turnsOf(std::string_view dialogue)
{
    std::vector<Turn> turns;
    Speaker speaker = Speaker::human;
    const auto take = [&](std::string_view text) {
        text = trimmed(text);
        if (!text.empty()) {
            turns.push_back({speaker, std::string(text)});
        }
    };
    // A dialogue may begin with a mark that has no empty line before it.
    for (const auto& [mark, who] :
        {std::pair(humanMark, Speaker::human), std::pair(assistantMark, Speaker::assistant)}) {
        if (dialogue.starts_with(mark.substr(2))) {
            dialogue.remove_prefix(mark.size() - 2);
            speaker = who;
            break;
        }
    }
    while (!dialogue.empty()) {
        const auto human = dialogue.find(humanMark);
        const auto assistant = dialogue.find(assistantMark);
        const auto next = std::min(human, assistant);
        take(dialogue.substr(0, next));
        if (next == std::string_view::npos) {
            break;
        }
        speaker = next == human ? Speaker::human : Speaker::assistant;
        dialogue.remove_prefix(next + (next == human ? humanMark.size() : assistantMark.size()));
    }
    return turns;
}

std::vector<Turn> turnsOfMessages(const Json& messages)
{
    std::vector<Turn> turns;
    for (const Json& message : messages) {
        const std::string role = message.at("role");
        const Json content = message.value("content", Json());
        Turn turn{role == "user"      ? Speaker::human
                : role == "assistant" ? Speaker::assistant
                                      : Speaker::other,
            std::string(trimmed(content.is_string() ? content.get_ref<const std::string&>() : std::string_view()))};
        if (turn.speaker == Speaker::other) {
            turn.role = role;
        }
        turns.push_back(std::move(turn));
    }
    return turns;
}

std::size_t commonPrompt(std::string_view first, std::string_view second)
{
    const auto common = static_cast<std::size_t>(
        std::mismatch(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(std::min(first.size(), second.size())),
            second.begin())
            .first
        - first.begin());
    const auto mark = first.substr(0, common).rfind(assistantMark);
    return mark == std::string_view::npos ? 0 : mark + assistantMark.size();
}

} // namespace dpl::inspection
