#pragma once

#include "base/files.hpp"
#include "records/evaluation_record.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dpl::evaluation {

/// The record that a {file}.partial begins with; nothing if there is none.
std::optional<records::EvaluationRecord> beginningOf(const std::filesystem::path& partialFile);

/// An evaluation file on its way. Lines go to {file}.partial as they come, after the record of what they are made of;
/// the next start continues there; the file appears whole at the end. A symbolic link stays, and what it leads to is
/// replaced. A device or a pipe gets each line as it comes, without a record.
///
/// A line that is "null" stands for a row that the file lacks.
class EvaluationOutput {
public:
    /// Locks the partial file, or begins one, in place of one that was made of something else. Throws Error if another
    /// process is writing it, or it cannot be written.
    EvaluationOutput(const std::filesystem::path& file, const records::EvaluationRecord& record);

    /// One that keeps nothing: of a rank that does not write.
    EvaluationOutput() : m_isKept(false) { }

    /// Removes a new partial file that got no line; another one is on the disk then, unless the file is whole.
    ~EvaluationOutput();
    EvaluationOutput(const EvaluationOutput&) = delete;
    EvaluationOutput& operator=(const EvaluationOutput&) = delete;

    /// Before the first line is appended: hands over the lines of an earlier start, in order, until one is not whole or
    /// `take` does not want it: from there on they are dropped.
    void restore(const std::function<bool(const Json&)>& take);

    void append(const std::string& line);

    bool canContinue() const { return m_isKept; } ///< not a device or a pipe

    /// What the user should know of it, in sentences.
    const std::vector<std::string>& warnings() const { return m_warnings; }

    /// Makes the file whole of the lines but the first `aside`, which only served to make the others, and writes its
    /// record: `record` says what is known at the end.
    void finish(records::EvaluationRecord record, std::int64_t aside = 0);

private:
    std::filesystem::path m_file;
    std::filesystem::path m_partial;
    bool m_isKept = true;
    std::optional<FolderLock> m_lock; ///< of the partial file
    std::optional<LineLog> m_log; ///< what lines are written to
    bool m_isNew = false; ///< the partial file was not there
    std::int64_t m_lines = 0;
    std::vector<std::string> m_warnings;
};

} // namespace dpl::evaluation
