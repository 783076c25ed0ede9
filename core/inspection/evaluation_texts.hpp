#pragma once

#include "inspection/dialogue.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::inspection {

/// What was said in a row: the prompt, and responses to it.
struct ItemTexts {
    std::string prompt;
    std::vector<std::string> responses;
    std::vector<Turn> turns; ///< of the prompt
};

/// The rows of an evaluation file as text: kept in memory, unpacked if it is gzip, and parsed when they are asked for.
class EvaluationTexts {
public:
    /// Throws Error if the file cannot be read.
    explicit EvaluationTexts(const std::filesystem::path& file);

    const std::filesystem::path& file() const { return m_file; }
    std::size_t size() const
    {
        return m_rows.size();
    } ///< lines that are not blank, as the readers of core/evaluation count rows

    /// The line itself, JSON.
    std::string_view row(std::size_t row) const;

    /// The texts of a comparison, [chosen, rejected] behind the dialogue that both have before them, or of a prompt's
    /// responses. Throws Error naming file and line if it is not a JSON object.
    ItemTexts texts(std::size_t row) const;

private:
    struct Row {
        std::size_t begin;
        std::size_t end;
        std::int64_t line;
    };

    ItemTexts messages(std::size_t row, bool comparison) const; ///< of a row that has them

    std::filesystem::path m_file;
    std::string m_source;
    std::string m_content;
    std::vector<Row> m_rows;
};

} // namespace dpl::inspection
