#include "evaluation/evaluation_output.hpp"

#include "base/content_hash.hpp"
#include "base/error.hpp"
#include "base/json_text.hpp"
#include "base/mapped_file.hpp"
#include "evaluation/evaluation_place.hpp"

#include <vector>

namespace dpl::evaluation {

namespace {

namespace fs = std::filesystem;
using records::EvaluationRecord;

constexpr std::string_view leftOut = "null";

std::string_view textOf(const MappedFile& file)
{
    return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

/// Takes the first line off a text, without its line break; nothing if it has none, since a line without is not whole.
std::optional<std::string_view> takeLine(std::string_view& text)
{
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<Json> parsed(std::string_view line)
{
    Json value = Json::parse(line.begin(), line.end(), nullptr, false);
    return value.is_discarded() ? std::nullopt : std::optional(std::move(value));
}

void cut(const fs::path& file, std::size_t bytes)
{
    std::error_code error;
    fs::resize_file(file, bytes, error);
    if (error) {
        throw Error("cannot write " + file.string() + ": " + error.message());
    }
}

} // namespace

bool isWrittenThrough(const fs::path& file)
{
    return outputPlace(file).isStream;
}

std::optional<EvaluationRecord> beginningOf(const fs::path& partialFile)
{
    // One that cannot be read is none that could be begun anew.
    if (!isPresent(partialFile)) {
        return std::nullopt;
    }
    const MappedFile file(partialFile);
    std::string_view text = textOf(file);
    const auto line = takeLine(text);
    if (!line) {
        return std::nullopt;
    }
    try {
        if (const auto value = parsed(*line)) {
            return EvaluationRecord::fromJson(*value, partialFile.string());
        }
    } catch (const Error&) {
        // Not a beginning of this version's.
    }
    return std::nullopt;
}

EvaluationOutput::EvaluationOutput(const fs::path& file, const EvaluationRecord& record)
    : m_file(records::targetOf(file)), m_partial(records::partialFile(file))
{
    std::error_code error;
    if (fs::is_directory(m_file, error)) {
        throw Error("cannot write " + m_file.string() + ": it is a folder; name a file in it");
    }
    if (isWrittenThrough(m_file)) {
        m_through.emplace(m_file);
        return;
    }
    m_lock.emplace(m_partial);
    const auto begun = beginningOf(m_partial);
    m_isNew = !begun || !isSame(*begun, record) || begun->cut != record.cut;
    if (m_isNew) {
        cut(m_partial, 0);
        m_log.emplace(m_partial);
        m_log->append(dumpJson(record.toJson()));
    }
}

EvaluationOutput::~EvaluationOutput()
{
    if (m_isNew && m_lines == 0) {
        m_log.reset();
        std::error_code ignored;
        fs::remove(m_partial, ignored);
    }
}

void EvaluationOutput::restore(const std::function<bool(const Json&)>& take)
{
    if (m_through) {
        return;
    }
    std::size_t whole = 0;
    std::size_t bytes = 0;
    {
        const MappedFile file(m_partial);
        std::string_view rest = textOf(file);
        bytes = rest.size();
        takeLine(rest); // the record
        whole = bytes - rest.size();
        while (const auto line = takeLine(rest)) {
            const auto value = parsed(*line);
            if (!value || !take(*value)) {
                break;
            }
            ++m_lines;
            whole = bytes - rest.size();
        }
    }
    if (whole < bytes) {
        m_log.reset();
        cut(m_partial, whole);
    }
}

void EvaluationOutput::append(const std::string& line)
{
    ++m_lines;
    if (m_through) {
        if (line != leftOut) {
            m_through->append(line);
        }
        return;
    }
    if (!m_log) {
        m_log.emplace(m_partial);
    }
    m_log->append(line);
}

void EvaluationOutput::finish(EvaluationRecord record, std::int64_t aside)
{
    if (m_through) {
        return;
    }
    {
        const MappedFile file(m_partial);
        std::string_view rest = textOf(file);
        for (std::int64_t line = 0; line <= aside; ++line) {
            takeLine(rest);
        }
        // The rows as they are, in as few pieces as the left-out ones allow.
        std::vector<std::string_view> pieces;
        std::string_view piece = rest.substr(0, 0);
        while (const auto line = takeLine(rest)) {
            if (*line != leftOut) {
                piece = {piece.empty() ? line->data() : piece.data(), piece.size() + line->size() + 1};
            } else if (!piece.empty()) {
                pieces.push_back(piece);
                piece = {};
            }
        }
        pieces.push_back(piece);
        writeFileAtomically(m_file, pieces);
    }
    record.file = hashOfFiles({m_file});
    writeJsonFile(records::recordFile(m_file), record.toJson());
    m_log.reset();
    std::error_code ignored;
    fs::remove(m_partial, ignored);
}

} // namespace dpl::evaluation
