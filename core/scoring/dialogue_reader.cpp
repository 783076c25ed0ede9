#include "scoring/dialogue_reader.hpp"

#include "base/error.hpp"
#include "data/row_error.hpp"
#include "hub/digest.hpp"
#include "text/found_chat_template.hpp"
#include "text/unframed_tokenizer.hpp"

#include <algorithm>
#include <utility>

namespace dpl::scoring {

namespace {

templates::LocalTime fixedDay()
{
    templates::LocalTime day;
    day.time.tm_year = 2024 - 1900;
    day.time.tm_mon = 6;
    day.time.tm_mday = 26;
    day.time.tm_wday = 5;
    day.time.tm_yday = 207;
    return day;
}

std::optional<templates::ChatTemplate> look(
    const std::filesystem::path& tokenizer, const std::filesystem::path& chatTemplate)
{
    return chatTemplate.empty() ? text::findChatTemplate(tokenizer)
                                : std::optional(text::readChatTemplate(chatTemplate, tokenizer));
}

} // namespace

DialogueReader::DialogueReader(const std::filesystem::path& tokenizer, const std::filesystem::path& chatTemplate)
    : m_place(tokenizer), m_tokenizer(text::loadTokenizer(tokenizer)), m_unframed(text::withoutFrame(*m_tokenizer))
{
    if (!chatTemplate.empty()) {
        m_template = look(tokenizer, chatTemplate);
    }
}

const templates::ChatTemplate& DialogueReader::chatTemplate(const std::string& where) const
{
    const std::scoped_lock lock(m_mutex);
    if (!m_template) {
        m_template = look(m_place, {});
    }
    if (!m_template) {
        throw Error(where + ": it has lists of messages, and the tokenizer " + m_place.string()
            + " has no chat template to make texts of them; name a file with one by --chat_template");
    }
    m_isUsed = true;
    return *m_template;
}

ReadText DialogueReader::read(const data::Dialogue& dialogue, const std::string& where) const
{
    if (!dialogue.hasMessages()) {
        return {dialogue.text(), false};
    }
    const templates::ChatTemplate& renders = chatTemplate(where);
    templates::RenderOptions options;
    options.now = fixedDay;
    try {
        return {renders.render(dialogue.messages(), Json::object(), options), true};
    } catch (const templates::TemplateError& error) {
        throw data::RowError(where + ": the chat template does not render its messages: " + error.what());
    }
}

std::vector<text::TokenIds> DialogueReader::encode(
    std::vector<ReadText> texts, int threads, const std::stop_token& stop, const text::TokenIdCache& cache) const
{
    std::vector<text::TokenIds> ids(texts.size());
    for (const bool isRendered : {false, true}) {
        std::vector<std::string> alike;
        for (ReadText& text : texts) {
            if (text.isRendered == isRendered) {
                alike.push_back(std::move(text.text));
            }
        }
        if (alike.empty()) {
            continue;
        }
        std::vector<text::TokenIds> encoded =
            text::encodeCached(isRendered ? *m_unframed : *m_tokenizer, alike, cache, threads, stop);
        std::size_t next = 0;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (texts[i].isRendered == isRendered) {
                ids[i] = std::move(encoded[next++]);
            }
        }
    }
    return ids;
}

const templates::ChatTemplate* DialogueReader::usedTemplate() const
{
    const std::scoped_lock lock(m_mutex);
    return m_isUsed ? &*m_template : nullptr;
}

std::string sentenceOn(const templates::ChatTemplate& used)
{
    return "messages are rendered by the chat template in " + used.name() + " (SHA-256 " + hub::sha256(used.source())
        + ")"
        + (used.source().find("strftime_now") == std::string::npos
                ? ""
                : "; it writes a date, which is 26 July 2024 for all rows, so that they stay the same from day to day");
}

std::string chatTemplateSource(const std::filesystem::path& tokenizer, const std::filesystem::path& chatTemplate)
{
    try {
        const auto found = look(tokenizer, chatTemplate);
        return found ? found->source() : std::string();
    } catch (const Error&) {
        return {};
    }
}

} // namespace dpl::scoring
