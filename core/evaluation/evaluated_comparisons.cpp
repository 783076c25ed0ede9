#include "evaluation/evaluated_comparisons.hpp"

#include "base/error.hpp"
#include "data/line_reader.hpp"

#include <algorithm>
#include <cstring>

namespace dpl::evaluation {

namespace {

/// Reads row after row, keeping its buffers.
class RowReader {
public:
    explicit RowReader(EvaluatedComparisons& into) : m_into(into) { }

    void read(std::string_view line, const data::LineReader& lines)
    {
        JsonScanner scanner(line, lines.file(), lines.line());
        m_subset.clear();
        m_chosen.clear();
        m_rejected.clear();
        const std::size_t rows = m_into.size();
        std::string_view key;
        scanner.beginObject();
        while (scanner.nextMember(key)) {
            if (key == "reward_output_chosen") {
                readColumn(scanner, "reward_output_chosen", rows, m_into.chosen);
            } else if (key == "reward_output_rejected") {
                readColumn(scanner, "reward_output_rejected", rows, m_into.rejected);
            } else if (key == "data_subset" && !scanner.atNull()) {
                m_subset = scanner.string();
            } else if (key == "chosen" && !scanner.atNull()) {
                scanner.appendString(m_chosen);
            } else if (key == "rejected" && !scanner.atNull()) {
                scanner.appendString(m_rejected);
            } else if (key != "prompt" && scanner.atString()) {
                const std::string name(key); // which the next call makes invalid
                readLabel(name, scanner.string(), rows);
            } else {
                scanner.skip();
            }
        }
        scanner.end();
        for (const auto& [column, name] :
            {std::pair(&m_into.chosen, "chosen"), std::pair(&m_into.rejected, "rejected")}) {
            if (column->count() != rows + 1) {
                throw Error(lines.where() + ": \"reward_output_" + name + "\" is missing; is this an evaluation file?");
            }
        }
        if (m_into.chosen.outputs != m_into.rejected.outputs) {
            throw Error(lines.where() + ": reward_output_chosen has " + std::to_string(m_into.chosen.outputs)
                + " outputs, reward_output_rejected " + std::to_string(m_into.rejected.outputs));
        }
        m_into.dataSubsets.push_back(m_subset);
        m_into.lengths.push_back(std::max(characters(m_chosen), characters(m_rejected)));
        m_chosen += '\0';
        m_chosen += m_rejected;
        m_into.identities.push_back(rowIdentity(m_chosen));
        for (RowColumn& column : m_into.columns) {
            column.values.resize(rows + 1);
        }
    }

private:
    static void readColumn(JsonScanner& scanner, const char* name, std::size_t rows, ModelOutputs& into)
    {
        if (into.count() != rows) {
            scanner.fail(std::string("\"") + name + "\" is there twice");
        }
        readOutputs(scanner, name, into);
    }

    /// Code points of UTF-8: bytes but for those that go on with a character, of which most texts have few.
    static std::int32_t characters(std::string_view text)
    {
        const auto goOn = [](std::string_view bytes) { return std::count_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0xc0) == 0x80; }); };
        std::ptrdiff_t count = static_cast<std::ptrdiff_t>(text.size());
        std::size_t at = 0;
        for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
            std::memcpy(&word, text.data() + at, sizeof word);
            if ((word & 0x8080808080808080u) != 0) {
                count -= goOn(text.substr(at, sizeof word));
            }
        }
        return static_cast<std::int32_t>(count - goOn(text.substr(at)));
    }

    void readLabel(const std::string& name, std::string_view label, std::size_t row)
    {
        if (label.size() > EvaluatedComparisons::longestLabel) {
            return;
        }
        auto& columns = m_into.columns;
        auto column = std::find_if(columns.begin(), columns.end(), [&](const RowColumn& other) { return other.name == name; });
        if (column == columns.end()) {
            if (columns.size() == EvaluatedComparisons::mostColumns) {
                return;
            }
            column = columns.insert(column, {name, {}});
        }
        column->values.resize(row);
        column->values.emplace_back(label);
    }

    EvaluatedComparisons& m_into;
    std::string m_subset;
    std::string m_chosen;
    std::string m_rejected;
};

} // namespace

EvaluatedComparisons readEvaluatedComparisons(const std::filesystem::path& file)
{
    EvaluatedComparisons result;
    result.file = file;
    data::LineReader lines(file);
    RowReader reader(result);
    for (std::string_view line; lines.next(line);) {
        if (line.find_first_not_of(" \t") != std::string_view::npos) {
            reader.read(line, lines);
        }
    }
    if (result.size() == 0) {
        throw Error(file.string() + " has no rows; evaluate the model again");
    }
    return result;
}

} // namespace dpl::evaluation
