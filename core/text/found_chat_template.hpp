#pragma once

#include "templates/chat_template.hpp"

#include <filesystem>
#include <optional>

namespace dpl::text {

/// The chat template of a tokenizer, where transformers finds it: chat_template.jinja in its folder, with those in
/// additional_chat_templates/; else what tokenizer_config.json has, one or several by name; else chat_template.json. Of
/// a GGUF file tokenizer.chat_template. Of several, "default" is used, and "tool_use" where tools are given. Nothing if
/// there is none. Throws Error for files that cannot be read, several without a default, and text that is no template.
std::optional<templates::ChatTemplate> findChatTemplate(const std::filesystem::path& tokenizer);

/// A template in a file of its own, for a tokenizer, which says what bos_token and the others are.
templates::ChatTemplate readChatTemplate(const std::filesystem::path& file, const std::filesystem::path& tokenizer);

} // namespace dpl::text
