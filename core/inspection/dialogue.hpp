#pragma once

#include "base/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dpl::inspection {

enum class Speaker { human, assistant, other };

struct Turn {
    Speaker speaker = Speaker::human;
    std::string text; ///< without blanks around it
    std::string role = {}; ///< of another speaker: system, tool

    friend bool operator==(const Turn&, const Turn&) = default;
};

/// The turns of a dialogue as HH-RLHF writes them, "\n\nHuman: ... \n\nAssistant: ...". What stands before the first
/// mark is the human's; an empty turn is left out.
std::vector<Turn> turnsOf(std::string_view dialogue);

/// The turns of messages, as data::messagesOf gives them.
std::vector<Turn> turnsOfMessages(const Json& messages);

/// Where the last answer of two dialogues begins that differ in it alone: behind the last "\n\nAssistant:" that both
/// have at the same place, as far as they are equal up to there. 0 if there is none.
std::size_t commonPrompt(std::string_view first, std::string_view second);

} // namespace dpl::inspection
