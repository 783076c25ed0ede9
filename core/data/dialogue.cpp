#include "data/dialogue.hpp"

#include "base/json_text.hpp"
#include "data/row_error.hpp"
#include "data/whole_text.hpp"

#include <algorithm>
#include <utility>

namespace dpl::data {

namespace {

/// As chat templates call who ShareGPT's rows are from.
std::string roleOf(const std::string& from)
{
    static constexpr std::pair<const char*, const char*> roles[]{
        {"human", "user"}, {"gpt", "assistant"}, {"observation", "tool"}};
    const auto* found =
        std::find_if(std::begin(roles), std::end(roles), [&](const auto& role) { return from == role.first; });
    return found == std::end(roles) ? from : found->second;
}

std::string stringOf(const Json& message, const char* name, const std::string& where)
{
    const auto found = message.find(name);
    if (found == message.end() || !found->is_string()) {
        throw RowError(where + ": " + name
            + (found == message.end() ? " is missing"
                                      : std::string(": expected a string, found ") + found->type_name()));
    }
    return *found;
}

std::string contentOf(const Json& content, const std::string& where)
{
    if (content.is_string()) {
        return content;
    }
    if (!content.is_array()) {
        throw RowError(where + ": expected a string, or a list of parts, found " + content.type_name());
    }
    std::string text;
    for (std::size_t i = 0; i < content.size(); ++i) {
        const Json& part = content[i];
        const std::string place = where + "[" + std::to_string(i) + "]";
        if (part.is_string()) {
            text += part.get_ref<const std::string&>();
            continue;
        }
        if (!part.is_object()) {
            throw RowError(place + ": expected a part of a message, found " + part.type_name());
        }
        if (const std::string type = stringOf(part, "type", place); type != "text") {
            throw RowError(place + ": it is of type " + type + ", and only text can be read");
        }
        text += stringOf(part, "text", place);
    }
    return text;
}

Json messageOf(const Json& given, const std::string& where)
{
    if (!given.is_object()) {
        throw RowError(where + ": expected a message, {\"role\": ..., \"content\": ...}, found " + given.type_name());
    }
    if (!given.contains("role") && given.contains("from")) {
        return {{"role", roleOf(stringOf(given, "from", where))}, {"content", stringOf(given, "value", where)}};
    }
    Json message = given;
    message["role"] = stringOf(given, "role", where);
    const auto content = given.find("content");
    if (content != given.end() && !content->is_null()) {
        message["content"] = contentOf(*content, where + ".content");
    } else if (const auto calls = given.find("tool_calls"); calls == given.end() || calls->empty()) {
        throw RowError(where + ": content is missing");
    }
    return message;
}

bool areEqual(const Json& a, const Json& b)
{
    return a.value("role", Json()) == b.value("role", Json())
        && a.value("content", Json()) == b.value("content", Json());
}

/// The first message that is not the system's.
Json::const_iterator behindSystem(const Json& messages)
{
    return std::find_if(messages.begin(), messages.end(), [](const Json& message) {
        const Json& role = message.at("role");
        return role != "system" && role != "developer";
    });
}

/// Whether a message that is not the assistant's has the prompt in it, or is in the prompt, as where a whole dialogue
/// is written there.
bool holdsPrompt(const Json& message, std::string_view prompt)
{
    const auto content = message.find("content");
    if (message.at("role") == "assistant" || content == message.end() || !content->is_string()) {
        return false;
    }
    const std::string_view text = trimmed(content->get_ref<const std::string&>());
    return text.find(prompt) != std::string_view::npos
        || (!text.empty() && prompt.find(text) != std::string_view::npos);
}

std::string markOf(const std::string& role)
{
    if (role == "user") {
        return "Human";
    }
    std::string mark = role;
    if (!mark.empty() && mark.front() >= 'a' && mark.front() <= 'z') {
        mark.front() = static_cast<char>(mark.front() - 'a' + 'A');
    }
    return mark;
}

} // namespace

std::string Dialogue::readable() const
{
    std::string text = m_text;
    for (const Json& message : m_messages) {
        const auto content = message.find("content");
        text += "\n\n" + markOf(message.at("role")) + ": "
            + (content != message.end() && content->is_string() ? content->get<std::string>() : std::string());
    }
    return text;
}

std::string Dialogue::identity() const
{
    return hasMessages() ? dumpJson(m_messages) : m_text;
}

bool areMessages(const Json& value)
{
    return value.is_array() || value.is_object();
}

bool lookLikeMessages(std::string_view json)
{
    if (json.starts_with('[')) {
        json = trimmed(json.substr(1));
    }
    return json.starts_with('{');
}

Json messagesOf(const Json& value, const std::string& where)
{
    if (value.is_object()) {
        return Json::array({messageOf(value, where)});
    }
    if (value.empty()) {
        throw RowError(where + ": the list has no messages");
    }
    Json messages = Json::array();
    for (std::size_t i = 0; i < value.size(); ++i) {
        messages.push_back(messageOf(value[i], where + "[" + std::to_string(i) + "]"));
    }
    return messages;
}

Json messageFrom(const char* role, std::string content)
{
    return {{"role", role}, {"content", std::move(content)}};
}

bool beginDialogue(const Json& messages)
{
    const auto first = behindSystem(messages);
    return first != messages.end() && first->at("role") != "assistant";
}

Json joined(const Json& before, Json messages)
{
    if (std::search(messages.begin(), messages.end(), before.begin(), before.end(), areEqual) != messages.end()) {
        return messages;
    }
    std::size_t shared = std::min(before.size(), messages.size());
    while (shared > 0
        && !std::equal(before.end() - static_cast<std::ptrdiff_t>(shared), before.end(), messages.begin(), areEqual)) {
        --shared;
    }
    Json all = before;
    for (std::size_t i = shared; i < messages.size(); ++i) {
        all.push_back(std::move(messages[i]));
    }
    return all;
}

Json withPrompt(const std::string& prompt, Json messages, const std::string& where)
{
    const std::string_view wanted = trimmed(prompt);
    if (wanted.empty()) {
        return messages;
    }
    if (!beginDialogue(messages)) {
        messages.insert(behindSystem(messages), messageFrom("user", prompt));
        return messages;
    }
    if (std::none_of(
            messages.begin(), messages.end(), [&](const Json& message) { return holdsPrompt(message, wanted); })) {
        throw RowError(where
            + ": its messages are a dialogue in which the text of the prompt is not; if the prompt is no part of it, "
              "say "
              "so: --columns prompt=");
    }
    return messages;
}

Json withSystem(const Json& row, Json messages)
{
    const auto system = row.find("system");
    const bool hasOwn = behindSystem(messages) != messages.begin();
    if (system == row.end() || !system->is_string() || hasOwn
        || trimmed(system->get_ref<const std::string&>()).empty()) {
        return messages;
    }
    messages.insert(messages.begin(), messageFrom("system", system->get<std::string>()));
    return messages;
}

Json commonMessages(const Json& a, const Json& b)
{
    Json common = Json::array();
    for (std::size_t i = 0; i < std::min(a.size(), b.size()) && areEqual(a[i], b[i]); ++i) {
        common.push_back(a[i]);
    }
    return common;
}

} // namespace dpl::data
