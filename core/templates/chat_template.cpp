#include "templates/chat_template.hpp"

namespace dpl::templates {

namespace {

Json withoutNulls(const Json& message)
{
    Json result = Json::object();
    for (const auto& [key, value] : message.items()) {
        if (!value.is_null()) {
            result[key] = value;
        }
    }
    return result;
}

/// Templates read a model's reasoning under one of two names; datasets have three.
Json withReasoning(Json message)
{
    for (const char* name : {"reasoning_content", "thinking", "reasoning"}) {
        const auto found = message.find(name);
        if (found == message.end()) {
            continue;
        }
        Json result = Json::object();
        const Json reasoning = *found;
        result["thinking"] = reasoning;
        for (const auto& [key, value] : message.items()) {
            result[key] = value;
        }
        result["reasoning_content"] = reasoning;
        return result;
    }
    return message;
}

} // namespace

ChatTemplate::ChatTemplate(std::string_view source, std::string name, Json specialTokens)
    : m_source(source), m_template(source, name), m_name(std::move(name)), m_specialTokens(std::move(specialTokens))
{
}

std::string ChatTemplate::render(const Json& messages, const Json& more, const RenderOptions& options) const
{
    if (!messages.is_array() || messages.empty()) {
        throw TemplateError(m_name + ": a dialogue is a list of at least one message", false);
    }
    Json variables = {
        {"messages", Json::array()}, {"tools", nullptr}, {"documents", nullptr}, {"add_generation_prompt", false}};
    for (const Json& message : messages) {
        if (!message.is_object()) {
            throw TemplateError(
                m_name + ": a message is an object with role and content, not a " + message.type_name(), false);
        }
        variables["messages"].push_back(withReasoning(withoutNulls(message)));
    }
    variables.update(m_specialTokens);
    variables.update(more);
    return (m_withTools && !variables["tools"].is_null() ? *m_withTools : m_template).render(variables, options);
}

} // namespace dpl::templates
