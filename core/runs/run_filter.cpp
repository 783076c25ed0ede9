#include "runs/run_filter.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string_view>

namespace dpl::runs {

namespace {

constexpr std::string_view blanks = " \t\n";

std::string lowered(std::string text)
{
    std::transform(
        text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool isOfName(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

/// A number with its unit; nothing if the text is none.
std::optional<double> numberOf(const std::string& text, CellStyle style)
{
    double number = 0.0;
    const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const char* end = text.data() + text.size();
    const auto [read, error] = std::from_chars(begin, end, number);
    if (error != std::errc() || !std::isfinite(number)) {
        return std::nullopt;
    }
    const std::string_view unit(read, static_cast<std::size_t>(end - read));
    if (unit.empty()) {
        return number;
    }
    if (unit == "%") {
        return number / 100.0;
    }
    if (style == CellStyle::duration && unit.size() == 1) {
        constexpr double minute = 60.0;
        constexpr double hour = 60.0 * minute;
        switch (unit[0]) {
        case 's': return number;
        case 'm': return number * minute;
        case 'h': return number * hour;
        case 'd': return number * 24.0 * hour;
        default: break;
        }
    }
    return std::nullopt;
}

/// As decimal texts of one number are.
bool isSame(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

} // namespace

class RunFilter::Parser {
public:
    Parser(RunFilter& filter, const std::string& text, const std::vector<std::string>& parameters)
        : m_filter(filter), m_text(text), m_parameters(parameters)
    {
    }

    void parse()
    {
        for (skipBlanks(); m_at < m_text.size(); skipBlanks()) {
            const std::size_t begin = m_at;
            while (m_at < m_text.size() && isOfName(m_text[m_at])) {
                ++m_at;
            }
            const std::string name = lowered(m_text.substr(begin, m_at - begin));
            const auto how = name.empty() ? std::nullopt : readOperator();
            if (!how) {
                m_at = begin;
                m_filter.m_words.push_back(lowered(readValue()));
                continue;
            }
            takeTerm(begin, name, *how);
        }
        std::erase(m_filter.m_words, std::string());
    }

private:
    void skipBlanks() { m_at = std::min(m_text.find_first_not_of(blanks, m_at), m_text.size()); }

    /// Behind a name; blanks may stand before it unless it is a colon, which words begin with, too.
    std::optional<Operator> readOperator()
    {
        if (m_at < m_text.size() && m_text[m_at] == ':') {
            ++m_at;
            return Operator::begins;
        }
        constexpr std::pair<std::string_view, Operator> operators[]{{"!=", Operator::other},
            {"<=", Operator::lessOrEqual}, {">=", Operator::moreOrEqual}, {"==", Operator::equal},
            {"=", Operator::equal}, {"<", Operator::less}, {">", Operator::more}};
        const std::size_t before = m_at;
        skipBlanks();
        for (const auto& [sign, how] : operators) {
            if (m_text.compare(m_at, sign.size(), sign) == 0) {
                m_at += sign.size();
                skipBlanks();
                return how;
            }
        }
        m_at = before;
        return std::nullopt;
    }

    std::string readValue()
    {
        const bool isQuoted = m_at < m_text.size() && m_text[m_at] == '"';
        const std::size_t begin = m_at + (isQuoted ? 1 : 0);
        const std::size_t end =
            std::min(isQuoted ? m_text.find('"', begin) : m_text.find_first_of(blanks, begin), m_text.size());
        m_at = std::min(end + (isQuoted ? 1 : 0), m_text.size());
        return m_text.substr(begin, end - begin);
    }

    void takeTerm(std::size_t begin, const std::string& name, Operator how)
    {
        const std::size_t valueAt = m_at;
        Term term;
        term.how = how;
        term.text = lowered(readValue());
        const auto column = columnOf(name);
        if (!column) {
            complain(begin,
                "there is no column or parameter \"" + name
                    + "\"; use state, head, subset, seed, tag, experiment, backbone, loss, acc, heldout, lr, time or a "
                      "parameter such as num_train_epochs");
            return;
        }
        term.column = *column;
        term.number = numberOf(term.text, term.column.style);
        if (term.text.empty()) {
            if (how != Operator::begins) {
                complain(valueAt, "a value is missing behind \"" + name + "\"");
            }
            return;
        }
        const bool isOrder = how != Operator::begins && how != Operator::equal && how != Operator::other;
        if (isOrder && !term.number && term.column.id != "created") {
            complain(valueAt, "\"" + term.text + "\" is not a number");
            return;
        }
        if (isOrder && !term.column.isNumber() && term.column.id != "created") {
            complain(
                begin, "\"" + name + "\" is a text, which is neither more nor less; use " + name + ":" + term.text);
            return;
        }
        m_filter.m_terms.push_back(std::move(term));
    }

    std::optional<RunColumn> columnOf(const std::string& name) const
    {
        for (const RunColumn& column : runColumns()) {
            if (column.isCalled(name)) {
                return column;
            }
        }
        for (const std::string& parameter : m_parameters) {
            if (lowered(parameter) == name) {
                return parameterColumn(parameter);
            }
        }
        return std::nullopt;
    }

    /// Of several, the first is said.
    void complain(std::size_t at, const std::string& what)
    {
        if (m_filter.m_problem.empty()) {
            const auto isFirstByte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
            const auto end = m_text.begin() + static_cast<std::ptrdiff_t>(at);
            m_filter.m_problem =
                "Character " + std::to_string(std::count_if(m_text.begin(), end, isFirstByte) + 1) + ": " + what;
        }
    }

    RunFilter& m_filter;
    const std::string& m_text;
    const std::vector<std::string>& m_parameters;
    std::size_t m_at = 0;
};

RunFilter::RunFilter(const std::string& text, const std::vector<std::string>& parameters)
{
    Parser(*this, text, parameters).parse();
}

bool RunFilter::holds(const Term& term, const ListedRun& run, const std::string& state)
{
    if (term.column.id == "tag" && term.how == Operator::begins) {
        return std::any_of(run.notes.tags.begin(), run.notes.tags.end(),
            [&](const std::string& tag) { return lowered(tag).starts_with(term.text); });
    }
    const RunCell cell = term.column.id == "state" ? RunCell(state) : term.column.value(run);
    if (const auto* number = std::get_if<double>(&cell)) {
        if (!term.number) {
            return term.how == Operator::other;
        }
        switch (term.how) {
        case Operator::begins:
        case Operator::equal: return isSame(*number, *term.number);
        case Operator::other: return !isSame(*number, *term.number);
        case Operator::less: return *number < *term.number;
        case Operator::lessOrEqual: return *number <= *term.number;
        case Operator::more: return *number > *term.number;
        case Operator::moreOrEqual: return *number >= *term.number;
        }
    }
    if (const auto* written = std::get_if<std::string>(&cell)) {
        const std::string text = lowered(*written);
        switch (term.how) {
        case Operator::begins:
            // A head by its label or by its name in files.
            return text.starts_with(term.text)
                || (term.column.id == "head" && lowered(run.head).starts_with(term.text));
        case Operator::equal: return text == term.text || (term.column.id == "head" && lowered(run.head) == term.text);
        case Operator::other: return text != term.text && (term.column.id != "head" || lowered(run.head) != term.text);
        case Operator::less: return text < term.text;
        case Operator::lessOrEqual: return text <= term.text || text.starts_with(term.text);
        case Operator::more: return text > term.text && !text.starts_with(term.text);
        case Operator::moreOrEqual: return text >= term.text;
        }
    }
    return false;
}

bool RunFilter::matches(const ListedRun& run, const std::string& state) const
{
    if (!std::all_of(m_terms.begin(), m_terms.end(), [&](const Term& term) { return holds(term, run, state); })) {
        return false;
    }
    if (m_words.empty()) {
        return true;
    }
    const std::string text = lowered(run.name() + "\n" + run.record.title + "\n" + run.folder.filename().string() + "\n"
        + run.experiment + "\n" + run.backbone + "\n" + run.notes.note + "\n" + textOfTags(run.notes.tags));
    return std::all_of(m_words.begin(), m_words.end(),
        [&text](const std::string& word) { return text.find(word) != std::string::npos; });
}

} // namespace dpl::runs
