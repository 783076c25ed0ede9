#pragma once

#include "data/dialogue.hpp"
#include "templates/chat_template.hpp"
#include "text/token_cache.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::scoring {

/// What a tokenizer is given of a dialogue.
struct ReadText {
    std::string text;
    bool isRendered = false; ///< by a chat template, which writes begin and end tokens itself
};

/// How a language model reads dialogues: texts as they are, messages as its chat template renders them, without a
/// generation prompt. A template that asks for the date is told 26 July 2024, the day that Llama 3's templates write
/// where they are told none: tokens must not change from day to day. Of use to several threads at once.
class DialogueReader {
public:
    /// With the tokenizer of a folder or file, and the chat template in a file of its own; without one, the tokenizer's
    /// own is looked for when messages come. Throws Error for what cannot be read.
    explicit DialogueReader(const std::filesystem::path& tokenizer, const std::filesystem::path& chatTemplate = {});

    const text::Tokenizer& tokenizer() const { return *m_tokenizer; }

    /// Throws data::RowError beginning with `where` for messages that the template does not render, and Error where
    /// there is no template.
    ReadText read(const data::Dialogue& dialogue, const std::string& where) const;

    /// The token ids of each text.
    std::vector<text::TokenIds> encode(std::vector<ReadText> texts, int threads, const std::stop_token& stop = {},
        const text::TokenIdCache& cache = {}) const;

    /// The template that messages were rendered by; null where there were none.
    const templates::ChatTemplate* usedTemplate() const;

private:
    const templates::ChatTemplate& chatTemplate(const std::string& where) const;

    std::filesystem::path m_place;
    std::unique_ptr<text::Tokenizer> m_tokenizer;
    std::unique_ptr<text::Tokenizer> m_unframed;
    mutable std::mutex m_mutex; ///< of the template and whether it is used
    mutable std::optional<templates::ChatTemplate> m_template;
    mutable bool m_isUsed = false;
};

/// "messages are rendered by models/llama/chat_template.jinja", with what is to be known of it.
std::string sentenceOn(const templates::ChatTemplate& used);

/// The text of the template that a DialogueReader would use; empty if there is none or it cannot be read.
std::string chatTemplateSource(const std::filesystem::path& tokenizer, const std::filesystem::path& chatTemplate = {});

/// The name of the file in which a template lies in a tokenizer's folder, and with a trained model.
inline constexpr const char* chatTemplateFile = "chat_template.jinja";

} // namespace dpl::scoring
