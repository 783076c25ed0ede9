#pragma once

#include "base/json.hpp"

#include <string>
#include <string_view>

namespace dpl::data {

/// What a language model is to read: a text as it is, or messages, of which a chat template makes the text.
class Dialogue {
public:
    explicit Dialogue(std::string text) : m_text(std::move(text)) { }

    /// `messages`: as messagesOf gives them.
    explicit Dialogue(Json messages) : m_messages(std::move(messages)) { }

    bool hasMessages() const { return !m_messages.is_null(); }
    const std::string& text() const { return m_text; } ///< empty where it has messages
    const Json& messages() const { return m_messages; } ///< null where it is a text

    /// For people, and the same without any template: the text, or the messages as HH-RLHF marks its turns, "\n\nHuman:
    /// ...\n\nAssistant: ...", and those of other roles alike.
    std::string readable() const;

    /// Equal for equal dialogues alone: the text, or the messages as JSON.
    std::string identity() const;

private:
    std::string m_text;
    Json m_messages;
};

/// Whether a column holds messages: a list, or a single one.
bool areMessages(const Json& value);

/// The same of JSON text, as far as its beginning tells: an object, or a list of objects.
bool lookLikeMessages(std::string_view json);

/// The messages of a column: {role, content}, or {from, value} with the names that ShareGPT has (human, gpt,
/// observation), in a list or one alone. Each has the strings role and content, and whatever else it had; content may
/// be a list of parts of type text, which are put together, and absent where a message only calls tools. Throws
/// RowError "`where`[2]: ...".
Json messagesOf(const Json& value, const std::string& where);

/// A message of a user or of an assistant.
Json messageFrom(const char* role, std::string content);

/// Whether messages begin, behind the system's, with somebody else than the assistant: then they are a dialogue, and
/// not only its end.
bool beginDialogue(const Json& messages);

/// One dialogue of two lists: what the first ends with and the second begins with stands once, and a second one that
/// has the whole first in it is the dialogue.
Json joined(const Json& before, Json messages);

/// Messages with a prompt that is a text: as a user's message in front of them, behind the system's, unless they are a
/// dialogue, which has to have it then. Throws RowError beginning with `where` if it does not.
Json withPrompt(const std::string& prompt, Json messages, const std::string& where);

/// Messages with the column "system" of their row in front, a text, as the system's message; as they are where the row
/// has no such text, or they begin with a system's message of their own.
Json withSystem(const Json& row, Json messages);

/// Those that both lists begin with.
Json commonMessages(const Json& a, const Json& b);

} // namespace dpl::data
