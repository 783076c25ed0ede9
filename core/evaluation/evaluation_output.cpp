#include "evaluation/evaluation_output.hpp"

#include "base/content_hash.hpp"
#include "base/error.hpp"
#include "base/json_text.hpp"
#include "base/mapped_file.hpp"
#include "evaluation/evaluation_place.hpp"

#include <string_view>
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

/// "2 threads on cpu"
std::string computedText(const Json& computed)
{
    const JsonObject json(computed, "computed");
    const std::int64_t threads = json.integer("threads", 1);
    return std::to_string(threads) + (threads == 1 ? " thread on " : " threads on ") + json.string("device", "cpu");
}

} // namespace

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
{
    const OutputPlace place = outputPlace(file);
    m_file = place.file;
    m_isKept = !place.isStream;
    std::error_code ignored;
    if (fs::is_directory(m_file, ignored)) {
        throw Error("cannot write " + m_file.string() + ": it is a folder; name a file in it");
    }
    if (!m_isKept) {
        m_log.emplace(file);
        return;
    }
    m_partial = records::partialFile(m_file);
    m_lock.emplace(m_partial);
    if (!m_lock->problem().empty()) {
        m_warnings.push_back("files cannot be locked here (" + m_lock->problem()
            + "): see to it that no other process writes " + m_file.string());
    }
    const auto begun = beginningOf(m_partial);
    m_isNew = !begun || !isSame(*begun, record) || begun->cut != record.cut;
    if (m_isNew) {
        m_log.emplace(m_partial, 0);
        m_log->append(dumpJson(record.toJson()));
    } else if (!begun->computed.is_null() && begun->computed != record.computed) {
        m_warnings.push_back("it was begun with " + computedText(begun->computed) + " and resumes with "
            + computedText(record.computed) + ": last digits may differ from those of one made in one go");
    }
}

EvaluationOutput::~EvaluationOutput()
{
    if (m_isNew && m_lines == 0) {
        std::error_code ignored;
        fs::remove(m_partial, ignored);
    } else if (m_isKept && m_log) {
        try {
            m_log->sync();
        } catch (const Error&) {
            // What is not on the disk when the power fails is scored again.
        }
    }
}

void EvaluationOutput::restore(const std::function<bool(const Json&)>& take)
{
    if (!m_isKept) {
        return;
    }
    std::size_t whole = 0;
    {
        const MappedFile file(m_partial);
        const std::string_view all = textOf(file);
        std::string_view rest = all;
        takeLine(rest); // the record
        whole = all.size() - rest.size();
        while (const auto line = takeLine(rest)) {
            const auto value = parsed(*line);
            if (!value || !take(*value)) {
                break;
            }
            ++m_lines;
            whole = all.size() - rest.size();
        }
    }
    m_log.emplace(m_partial, whole);
}

void EvaluationOutput::append(const std::string& line)
{
    ++m_lines;
    if (m_isKept || line != leftOut) {
        m_log->append(line);
    }
}

void EvaluationOutput::finish(EvaluationRecord record, std::int64_t aside)
{
    if (!m_isKept) {
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
