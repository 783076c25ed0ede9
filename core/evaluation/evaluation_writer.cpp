#include "evaluation/evaluation_writer.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"

#include <charconv>
#include <cmath>

namespace dpl::evaluation {

EvaluationWriter::EvaluationWriter(std::filesystem::path file) : m_file(std::move(file))
{
    // Said now, rather than after hours of scoring.
    const std::filesystem::path probe = m_file.string() + ".writable";
    writeFileAtomically(probe, "");
    std::error_code ignored;
    std::filesystem::remove(probe, ignored);
}

void EvaluationWriter::beginRow(const Json& row)
{
    if (!row.is_object()) {
        throw Error("cannot write " + m_file.string() + ": row " + std::to_string(m_rows + 1) + " is not an object");
    }
    m_row = row;
    m_added.clear();
}

void EvaluationWriter::beginColumn(std::string_view column)
{
    const std::string name(column);
    m_row.erase(name);
    m_added += (m_added.empty() ? "" : ",") + dumpJson(name) + ":";
}

void EvaluationWriter::list(std::string_view column, std::span<const float> outputs)
{
    if (outputs.empty()) {
        throw Error("cannot write " + m_file.string() + ": row " + std::to_string(m_rows + 1) + " has no "
            + std::string(column));
    }
    m_added += '[';
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (!std::isfinite(outputs[i])) {
            throw Error("cannot write " + m_file.string() + ": " + std::string(column) + " of row "
                + std::to_string(m_rows + 1) + " is not finite; did training diverge?");
        }
        char text[32];
        const auto end = std::to_chars(text, text + sizeof text, outputs[i]).ptr;
        m_added += i == 0 ? "" : ",";
        m_added.append(text, end);
    }
    m_added += ']';
}

void EvaluationWriter::addOutputs(std::string_view column, std::span<const float> outputs)
{
    beginColumn(column);
    list(column, outputs);
}

void EvaluationWriter::addResponses(std::string_view column, std::span<const float> outputs, int k)
{
    const auto width = static_cast<std::size_t>(std::max(k, 0));
    if (width == 0 || outputs.empty() || outputs.size() % width != 0) {
        throw Error("cannot write " + m_file.string() + ": " + std::to_string(outputs.size())
            + " numbers cannot be divided into lists of " + std::to_string(k) + " for " + std::string(column));
    }
    beginColumn(column);
    m_added += '[';
    for (std::size_t i = 0; i < outputs.size(); i += width) {
        m_added += i == 0 ? "" : ",";
        list(column, outputs.subspan(i, width));
    }
    m_added += ']';
}

void EvaluationWriter::endRow()
{
    std::string line = dumpJson(m_row);
    line.pop_back();
    m_content += line;
    m_content += m_row.empty() || m_added.empty() ? "" : ",";
    m_content += m_added;
    m_content += "}\n";
    ++m_rows;
}

void EvaluationWriter::finish()
{
    writeFileAtomically(m_file, m_content);
}

} // namespace dpl::evaluation
