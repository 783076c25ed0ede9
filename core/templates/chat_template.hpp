#pragma once

#include "templates/template.hpp"

#include <optional>

namespace dpl::templates {

/// How a tokenizer writes a dialogue as the text that its model was trained on.
class ChatTemplate {
public:
    /// `specialTokens`: bos_token, eos_token, ... as the template names them. Throws TemplateError where the source is
    /// no template.
    ChatTemplate(std::string_view source, std::string name, Json specialTokens);

    /// The text of a list of messages, {role, content} and whatever else the template reads, as transformers'
    /// apply_chat_template renders it: members that are null count as absent, and a model's reasoning has the names
    /// reasoning_content and thinking, whichever it came under. Without a generation prompt, unless `more`, further
    /// variables (tools, documents, add_generation_prompt, ...), asks for one. Throws TemplateError.
    std::string render(
        const Json& messages, const Json& more = Json::object(), const RenderOptions& options = {}) const;

    const std::string& source() const { return m_source; }
    const std::string& name() const { return m_name; } ///< where it is from

    /// Another one for dialogues with tools.
    void useWithTools(Template other) { m_withTools = std::move(other); }

private:
    std::string m_source;
    Template m_template;
    std::optional<Template> m_withTools;
    std::string m_name;
    Json m_specialTokens;
};

} // namespace dpl::templates
