#include "evaluation/evaluation_line.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace dpl::evaluation {

EvaluationLine::EvaluationLine(Json row) : m_row(std::move(row))
{
    if (!m_row.is_object()) {
        throw Error("a row of an evaluation file is not an object");
    }
}

void EvaluationLine::beginColumn(std::string_view column)
{
    const std::string name(column);
    m_row.erase(name);
    m_added += (m_added.empty() ? "" : ",") + dumpJson(name) + ":";
}

void EvaluationLine::list(std::string_view column, std::span<const float> outputs)
{
    if (outputs.empty()) {
        throw Error(std::string(column) + " has no outputs");
    }
    m_added += '[';
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (!std::isfinite(outputs[i])) {
            throw Error(std::string(column) + " is not finite");
        }
        char text[32];
        const auto end = std::to_chars(text, text + sizeof text, outputs[i]).ptr;
        m_added += i == 0 ? "" : ",";
        m_added.append(text, end);
    }
    m_added += ']';
}

void EvaluationLine::addOutputs(std::string_view column, std::span<const float> outputs)
{
    beginColumn(column);
    list(column, outputs);
}

void EvaluationLine::addResponses(std::string_view column, std::span<const float> outputs, int k)
{
    const auto width = static_cast<std::size_t>(std::max(k, 0));
    if (width == 0 || outputs.empty() || outputs.size() % width != 0) {
        throw Error(std::to_string(outputs.size()) + " numbers cannot be divided into lists of " + std::to_string(k)
            + " for " + std::string(column));
    }
    beginColumn(column);
    m_added += '[';
    for (std::size_t i = 0; i < outputs.size(); i += width) {
        m_added += i == 0 ? "" : ",";
        list(column, outputs.subspan(i, width));
    }
    m_added += ']';
}

std::string EvaluationLine::text() const
{
    std::string line = dumpJson(m_row);
    line.pop_back();
    line += m_row.empty() || m_added.empty() ? "" : ",";
    return line + m_added + "}";
}

} // namespace dpl::evaluation
