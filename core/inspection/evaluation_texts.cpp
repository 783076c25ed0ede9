#include "inspection/evaluation_texts.hpp"

#include "base/json_scanner.hpp"
#include "data/byte_stream.hpp"
#include "data/preference_dataset.hpp"
#include "data/response_set.hpp"
#include "data/whole_text.hpp"
#include "inspection/dialogue.hpp"

namespace dpl::inspection {

namespace {

constexpr std::size_t blockSize = std::size_t{1} << 20;

/// The prompt as the messages that all dialogues begin with, and the rest of each as a response.
ItemTexts textsOf(const std::vector<data::Dialogue>& dialogues)
{
    Json prompt = dialogues.front().messages();
    for (const data::Dialogue& dialogue : dialogues) {
        prompt = data::commonMessages(prompt, dialogue.messages());
    }
    ItemTexts texts;
    texts.prompt = data::Dialogue(prompt).readable();
    texts.turns = turnsOfMessages(prompt);
    for (const data::Dialogue& dialogue : dialogues) {
        const Json& all = dialogue.messages();
        Json behind = Json::array();
        for (std::size_t i = prompt.size(); i < all.size(); ++i) {
            behind.push_back(all[i]);
        }
        // One answer is its text alone.
        const bool isAnswer = behind.size() == 1 && behind[0].value("content", Json()).is_string();
        texts.responses.push_back(
            isAnswer ? behind[0]["content"].get<std::string>() : data::Dialogue(behind).readable());
    }
    return texts;
}

} // namespace

EvaluationTexts::EvaluationTexts(const std::filesystem::path& file) : m_file(file), m_source(file.string())
{
    data::ByteStream stream(file);
    std::error_code ignored;
    m_content.reserve(std::filesystem::file_size(file, ignored) + blockSize);
    for (;;) {
        const std::size_t before = m_content.size();
        m_content.resize(before + blockSize);
        const std::size_t count = stream.read(m_content.data() + before, blockSize);
        m_content.resize(before + count);
        if (count == 0) {
            break;
        }
    }
    std::int64_t line = 0;
    for (std::size_t begin = m_content.starts_with("\xef\xbb\xbf") ? 3 : 0; begin < m_content.size();) {
        std::size_t end = std::min(m_content.find('\n', begin), m_content.size());
        const std::size_t next = end + 1;
        ++line;
        if (end > begin && m_content[end - 1] == '\r') {
            --end;
        }
        if (std::string_view(m_content).substr(begin, end - begin).find_first_not_of(" \t") != std::string_view::npos) {
            m_rows.push_back({begin, end, line});
        }
        begin = next;
    }
}

std::string_view EvaluationTexts::row(std::size_t row) const
{
    const Row& at = m_rows.at(row);
    return std::string_view(m_content).substr(at.begin, at.end - at.begin);
}

ItemTexts EvaluationTexts::texts(std::size_t index) const
{
    JsonScanner scanner(row(index), m_source, m_rows[index].line);
    std::string chosen;
    std::string rejected;
    ItemTexts result;
    std::vector<std::string> responses;
    bool comparison = false;
    bool hasMessages = false;
    const auto take = [&](std::string& to) {
        if (scanner.atString()) {
            to = scanner.string();
        } else {
            hasMessages = data::lookLikeMessages(scanner.raw()) || hasMessages;
        }
    };
    scanner.beginObject();
    for (std::string_view key; scanner.nextMember(key);) {
        if (key == "chosen" && !scanner.atNull()) {
            comparison = true;
            take(chosen);
        } else if (key == "rejected" && !scanner.atNull()) {
            comparison = true;
            take(rejected);
        } else if (key == "prompt" && !scanner.atNull()) {
            take(result.prompt);
        } else if (key == "responses" && !scanner.atNull()) {
            scanner.beginArray();
            while (scanner.nextElement()) {
                take(responses.emplace_back());
            }
        } else {
            scanner.skip();
        }
    }
    scanner.end();
    if (hasMessages) {
        return messages(index, comparison);
    }
    if (!comparison) {
        result.turns = turnsOf(result.prompt);
        result.responses = std::move(responses);
        return result;
    }
    const std::string before(data::promptBefore(result.prompt, chosen, rejected));
    chosen.insert(0, before);
    rejected.insert(0, before);
    // Relabelled rows also carry prompt and responses, in another order than chosen and rejected.
    const std::size_t prompt = std::max(before.size(), commonPrompt(chosen, rejected));
    result.prompt = chosen.substr(0, prompt);
    result.responses = {chosen.substr(prompt), rejected.substr(prompt)};
    result.turns = turnsOf(result.prompt);
    return result;
}

ItemTexts EvaluationTexts::messages(std::size_t index, bool comparison) const
{
    const std::string where = m_source + ":" + std::to_string(m_rows[index].line);
    Json row = parseJson(std::string(this->row(index)), where);
    std::vector<data::Dialogue> dialogues;
    if (comparison) {
        const data::Comparison of(std::move(row), where, 0, 0);
        dialogues = {of.chosen(), of.rejected()};
    } else {
        const data::ResponseRow of(std::move(row), where, 0);
        for (std::size_t i = 0; i < of.responseCount(); ++i) {
            dialogues.push_back(of.scored(i));
        }
    }
    return textsOf(dialogues);
}

} // namespace dpl::inspection
