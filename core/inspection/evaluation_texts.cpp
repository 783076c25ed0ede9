#include "inspection/evaluation_texts.hpp"

#include "base/json_scanner.hpp"
#include "data/byte_stream.hpp"
#include "data/whole_text.hpp"
#include "inspection/dialogue.hpp"

namespace dpl::inspection {

namespace {

constexpr std::size_t blockSize = std::size_t{1} << 20;

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
    scanner.beginObject();
    for (std::string_view key; scanner.nextMember(key);) {
        if (key == "chosen" && !scanner.atNull()) {
            comparison = true;
            chosen = scanner.string();
        } else if (key == "rejected" && !scanner.atNull()) {
            comparison = true;
            rejected = scanner.string();
        } else if (key == "prompt" && scanner.atString()) {
            result.prompt = scanner.string();
        } else if (key == "responses" && !scanner.atNull()) {
            scanner.beginArray();
            while (scanner.nextElement()) {
                responses.emplace_back(scanner.string());
            }
        } else {
            scanner.skip();
        }
    }
    scanner.end();
    if (!comparison) {
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
    return result;
}

} // namespace dpl::inspection
