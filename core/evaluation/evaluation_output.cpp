#include "evaluation/evaluation_output.hpp"

#include "base/content_hash.hpp"
#include "base/error.hpp"
#include "base/file_pieces.hpp"
#include "base/json_text.hpp"
#include "evaluation/evaluation_place.hpp"

#include <string_view>

namespace dpl::evaluation {

namespace {

namespace fs = std::filesystem;
using records::EvaluationRecord;

constexpr std::string_view leftOut = "null";

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
    WholeLines lines(partialFile);
    std::string_view line;
    if (!lines.next(line)) {
        return std::nullopt;
    }
    try {
        if (const auto value = parsed(line)) {
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
    std::uint64_t whole = 0;
    {
        WholeLines lines(m_partial);
        std::string_view line;
        lines.next(line); // the record
        whole = lines.position();
        while (lines.next(line)) {
            const auto value = parsed(line);
            if (!value || !take(*value)) {
                break;
            }
            ++m_lines;
            whole = lines.position();
        }
    }
    m_log.emplace(m_partial, whole);
}

void EvaluationOutput::append(const std::string& line)
{
    ++m_lines;
    if (m_log && (m_isKept || line != leftOut)) {
        m_log->append(line);
    }
}

void EvaluationOutput::finish(EvaluationRecord record, std::int64_t aside)
{
    if (!m_isKept) {
        return;
    }
    {
        WholeLines lines(m_partial);
        std::string_view line;
        for (std::int64_t i = 0; i <= aside; ++i) {
            lines.next(line);
        }
        std::string rows;
        writeFileAtomically(m_file, [&]() -> std::string_view {
            constexpr std::size_t atOnce = std::size_t{1} << 17;
            rows.clear();
            while (rows.size() < atOnce && lines.next(line)) {
                if (line != leftOut) {
                    rows.append(line);
                    rows += '\n';
                }
            }
            return rows;
        });
    }
    record.file = hashOfFiles({m_file});
    writeJsonFile(records::recordFile(m_file), record.toJson());
    m_log.reset();
    std::error_code ignored;
    fs::remove(m_partial, ignored);
}

} // namespace dpl::evaluation
