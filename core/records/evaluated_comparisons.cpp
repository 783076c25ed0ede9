#include "records/evaluated_comparisons.hpp"

#include "base/compute.hpp"
#include "base/error.hpp"
#include "base/parallel.hpp"
#include "data/line_reader.hpp"
#include "data/preference_dataset.hpp"
#include "data/whole_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <exception>
#include <iterator>

namespace dpl::records {

namespace {

const std::string& nothing(const RowColumn&)
{
    static const std::string empty;
    return empty;
}

double nothing(const NumberColumn&)
{
    return std::nan("");
}

/// The column of a name, begun if it is a new one; null where there are enough.
template <typename Column> Column* columnOf(std::vector<Column>& columns, const std::string& name)
{
    auto column = std::find_if(columns.begin(), columns.end(), [&](const Column& other) { return other.name == name; });
    if (column == columns.end()) {
        if (columns.size() == EvaluatedComparisons::mostColumns) {
            return nullptr;
        }
        column = columns.insert(column, {name, {}});
    }
    return &*column;
}

/// Rows without a value have none in every column.
void fillColumns(EvaluatedComparisons& comparisons)
{
    for (RowColumn& column : comparisons.columns) {
        column.values.resize(comparisons.size());
    }
    for (NumberColumn& column : comparisons.numbers) {
        column.values.resize(comparisons.size(), nothing(column));
    }
}

/// Reads row after row, keeping its buffers.
class ComparisonRowReader {
public:
    explicit ComparisonRowReader(EvaluatedComparisons& into) : m_into(into) { }

    void read(std::string_view row, const std::string& file, std::int64_t line)
    {
        JsonScanner scanner(row, file, line);
        m_subset.clear();
        m_chosen.clear();
        m_rejected.clear();
        m_prompt.clear();
        bool hasMessages = false;
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
            } else if (std::string* text = textOf(key); text != nullptr && scanner.atString()) {
                scanner.appendString(*text);
            } else if (text != nullptr && !scanner.atNull()) {
                const bool isSide = text != &m_prompt;
                const std::string_view value = scanner.raw();
                hasMessages = hasMessages || isSide || data::lookLikeMessages(value);
            } else if (key != "prompt" && scanner.atString()) {
                const std::string name(key); // which the next call makes invalid
                readLabel(name, scanner.string(), rows);
            } else {
                const std::string name(key);
                readPlain(name, scanner.raw(), rows);
            }
        }
        scanner.end();
        for (const auto& [column, name] :
            {std::pair(&m_into.chosen, "chosen"), std::pair(&m_into.rejected, "rejected")}) {
            if (column->count() != rows + 1) {
                throw Error(
                    where(file, line) + ": \"reward_output_" + name + "\" is missing; is this an evaluation file?");
            }
        }
        if (m_into.chosen.outputs != m_into.rejected.outputs) {
            throw Error(where(file, line) + ": reward_output_chosen has " + std::to_string(m_into.chosen.outputs)
                + " outputs, reward_output_rejected " + std::to_string(m_into.rejected.outputs));
        }
        if (hasMessages) {
            takeMessages(row, where(file, line));
        } else if (const std::string_view before = data::promptBefore(m_prompt, m_chosen, m_rejected);
                   !before.empty()) {
            m_chosen.insert(0, before);
            m_rejected.insert(0, before);
        }
        if (!hasMessages) {
            m_into.lengths.push_back(std::max(characters(m_chosen), characters(m_rejected)));
        }
        m_into.dataSubsets.push_back(m_subset);
        m_chosen += '\0';
        m_chosen += m_rejected;
        m_into.identities.push_back(rowIdentity(m_chosen));
        fillColumns(m_into);
    }

private:
    static std::string where(const std::string& file, std::int64_t line) { return file + ":" + std::to_string(line); }

    /// Where the text of a column belongs; null for other columns.
    std::string* textOf(std::string_view column)
    {
        return column == "chosen"  ? &m_chosen
            : column == "rejected" ? &m_rejected
            : column == "prompt"   ? &m_prompt
                                   : nullptr;
    }

    /// Of a row whose dialogues are messages.
    void takeMessages(std::string_view row, const std::string& where)
    {
        const data::Comparison comparison(parseJson(std::string(row), where), where, 0, 0);
        const data::Dialogue chosen = comparison.chosen();
        const data::Dialogue rejected = comparison.rejected();
        m_into.lengths.push_back(std::max(characters(chosen.readable()), characters(rejected.readable())));
        m_chosen = chosen.identity();
        m_rejected = rejected.identity();
    }

    static void readColumn(JsonScanner& scanner, const char* name, std::size_t rows, ModelOutputs& into)
    {
        if (into.count() != rows) {
            scanner.fail(std::string("\"") + name + "\" appears twice");
        }
        readOutputs(scanner, name, into);
    }

    /// Code points of UTF-8: bytes but for those that go on with a character, of which most texts have few.
    static std::int32_t characters(std::string_view text)
    {
        const auto goOn = [](std::string_view bytes) {
            return std::count_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0xc0) == 0x80; });
        };
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
        if (RowColumn* column = columnOf(m_into.columns, name)) {
            column->values.resize(row);
            column->values.emplace_back(label);
        }
    }

    /// A value that is no text: numbers and truth values are kept.
    void readPlain(const std::string& name, std::string_view value, std::size_t row)
    {
        if (value == "true" || value == "false") {
            readLabel(name, value, row);
            return;
        }
        double number = 0.0;
        const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
        if (read.ec != std::errc() || read.ptr != value.data() + value.size()) {
            return; // no number, or one too large for a double
        }
        if (NumberColumn* column = columnOf(m_into.numbers, name)) {
            column->values.resize(row, std::nan(""));
            column->values.push_back(number);
        }
    }

    EvaluatedComparisons& m_into;
    std::string m_subset;
    std::string m_chosen;
    std::string m_rejected;
    std::string m_prompt;
};

/// Lines that are parsed together, on several threads.
class RowBatch {
public:
    bool isFull() const { return m_text.size() >= fullBytes; }

    void add(std::string_view line, std::int64_t number)
    {
        m_lines.push_back({m_text.size(), line.size(), number});
        m_text += line;
    }

    /// Appends the rows to what was read before. Throws the error of the first row that has one.
    void parseInto(EvaluatedComparisons& result, const std::string& file)
    {
        std::size_t first = 0;
        if (result.size() == 0 && !m_lines.empty()) {
            ComparisonRowReader reader(result);
            read(m_lines[first++], reader, file); // says what the others must be like
        }
        const std::size_t rows = m_lines.size() - first;
        const std::size_t parts =
            std::min<std::size_t>(rows, static_cast<std::size_t>(std::min(availableThreads(), mostThreads)));
        std::vector<EvaluatedComparisons> parsed(parts);
        std::vector<std::exception_ptr> failures(parts);
        parallelItems(parts, static_cast<int>(parts), [&](std::size_t part) {
            continueFrom(result, parsed[part]);
            try {
                ComparisonRowReader reader(parsed[part]);
                for (std::size_t i = part * rows / parts; i < (part + 1) * rows / parts; ++i) {
                    read(m_lines[first + i], reader, file);
                }
            } catch (...) {
                failures[part] = std::current_exception();
            }
        });
        for (std::size_t part = 0; part < parts; ++part) {
            if (failures[part]) {
                std::rethrow_exception(failures[part]);
            }
            append(parsed[part], result);
        }
        m_text.clear();
        m_lines.clear();
    }

private:
    static constexpr std::size_t fullBytes = std::size_t{4} << 20;
    static constexpr int mostThreads = 8;

    struct Line {
        std::size_t begin;
        std::size_t size;
        std::int64_t number;
    };

    void read(const Line& line, ComparisonRowReader& reader, const std::string& file) const
    {
        reader.read(std::string_view(m_text).substr(line.begin, line.size), file, line.number);
    }

    /// What is known of the columns already holds for the rows that follow.
    static void continueFrom(const EvaluatedComparisons& before, EvaluatedComparisons& part)
    {
        part.chosen.outputs = before.chosen.outputs;
        part.rejected.outputs = before.rejected.outputs;
        for (const RowColumn& column : before.columns) {
            part.columns.push_back({column.name, {}});
        }
        for (const NumberColumn& column : before.numbers) {
            part.numbers.push_back({column.name, {}});
        }
    }

    static void append(EvaluatedComparisons& part, EvaluatedComparisons& to)
    {
        const std::size_t rows = to.size();
        for (const auto& [from, into] :
            {std::pair(&part.chosen, &to.chosen), std::pair(&part.rejected, &to.rejected)}) {
            into->values.insert(into->values.end(), from->values.begin(), from->values.end());
        }
        std::move(part.dataSubsets.begin(), part.dataSubsets.end(), std::back_inserter(to.dataSubsets));
        to.identities.insert(to.identities.end(), part.identities.begin(), part.identities.end());
        to.lengths.insert(to.lengths.end(), part.lengths.begin(), part.lengths.end());
        appendColumns(part.columns, rows, to.columns);
        appendColumns(part.numbers, rows, to.numbers);
        fillColumns(to);
    }

    template <typename Column>
    static void appendColumns(std::vector<Column>& part, std::size_t rows, std::vector<Column>& to)
    {
        for (Column& column : part) {
            if (Column* into = columnOf(to, column.name)) {
                into->values.resize(rows, nothing(*into));
                std::move(column.values.begin(), column.values.end(), std::back_inserter(into->values));
            }
        }
    }

    std::string m_text;
    std::vector<Line> m_lines;
};

} // namespace

EvaluatedComparisons readEvaluatedComparisons(const std::filesystem::path& file)
{
    EvaluatedComparisons result;
    result.file = file;
    data::LineReader lines(file);
    RowBatch batch;
    std::exception_ptr unreadable;
    for (bool goesOn = true; goesOn;) {
        std::string_view line;
        try {
            goesOn = lines.next(line);
        } catch (...) {
            unreadable = std::current_exception(); // unless a line before it is wrong
            goesOn = false;
        }
        if (goesOn && line.find_first_not_of(" \t") != std::string_view::npos) {
            batch.add(line, lines.line());
        }
        if (!goesOn || batch.isFull()) {
            batch.parseInto(result, lines.file());
        }
    }
    if (unreadable) {
        std::rethrow_exception(unreadable);
    }
    if (result.size() == 0) {
        throw Error(file.string() + " has no rows; evaluate the model again");
    }
    return result;
}

} // namespace dpl::records
