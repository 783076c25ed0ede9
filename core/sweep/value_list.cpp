#include "sweep/value_list.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/json_text.hpp"
#include "sweep/sweep_params.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>
#include <type_traits>

namespace dpl::sweep {

namespace {

constexpr std::int64_t usualCount = 5;
constexpr std::uint64_t largestWhole = std::uint64_t{1} << 53; ///< in a range, whose values are computed

[[noreturn]] void refuse(const std::string& what)
{
    throw Error(what);
}

void replaceAll(std::string& text, const std::string& from, const std::string& to)
{
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

/// With the signs of a keyboard in place of those of a text.
std::string plain(std::string text)
{
    replaceAll(text, "\u2212", "-");
    replaceAll(text, "\u2013", "-");
    replaceAll(text, "\u2026", "..");
    return text;
}

template <typename Number> std::optional<Number> numberOf(const std::string& text)
{
    Number value{};
    const char* end = text.data() + text.size();
    const auto [read, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && read == end ? std::optional(value) : std::nullopt;
}

bool isDigits(const std::string& text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Has no more digits than it needs to be told from its neighbours.
double rounded(double value, int digits)
{
    char text[64];
    const auto written = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, digits - 1);
    double result = value;
    std::from_chars(text, written.ptr, result);
    return result;
}

/// One value, or one range, with what stands behind it.
class Segment {
public:
    Segment(std::vector<std::string> words, NumberKind kind) : m_words(std::move(words)), m_kind(kind) { }

    std::vector<Json> values()
    {
        std::vector<Json> all;
        while (m_next < m_words.size()) {
            const std::string word = m_words[m_next++];
            if (const auto ends = endsOf(word)) {
                for (Json& value : range(*ends, word)) {
                    all.push_back(std::move(value));
                }
            } else {
                all.push_back(single(word));
            }
        }
        return all;
    }

private:
    std::optional<std::pair<std::string, std::string>> endsOf(const std::string& word) const
    {
        if (const std::size_t at = word.find(".."); at != std::string::npos) {
            return std::pair(word.substr(0, at), word.substr(at + 2));
        }
        const std::size_t at = word.find('-');
        if (at == std::string::npos || !isDigits(word.substr(0, at)) || !isDigits(word.substr(at + 1))) {
            return std::nullopt;
        }
        if (m_kind == NumberKind::decimal) {
            refuse("Write " + word.substr(0, at) + ".." + word.substr(at + 1) + " for a range of decimals.");
        }
        return std::pair(word.substr(0, at), word.substr(at + 1));
    }

    Json single(const std::string& word) const
    {
        if (m_kind == NumberKind::whole) {
            const auto value = numberOf<std::uint64_t>(word);
            if (!value) {
                refuse("\u201c" + word + "\u201d is not a whole number in digits alone.");
            }
            return *value;
        }
        return decimal(word);
    }

    static double decimal(const std::string& word)
    {
        const auto value = numberOf<double>(word.starts_with('+') ? word.substr(1) : word);
        if (!value || !std::isfinite(*value)) {
            refuse("\u201c" + word + "\u201d is not a number.");
        }
        return *value;
    }

    double end(const std::string& word) const
    {
        if (m_kind == NumberKind::decimal) {
            return decimal(word);
        }
        const auto value = numberOf<std::uint64_t>(word);
        if (!value || *value > largestWhole) {
            refuse("\u201c" + word + "\u201d is not a whole number that a range can begin or end with.");
        }
        return static_cast<double>(*value);
    }

    /// The word that comes next, if it is this one.
    bool takes(const char* word)
    {
        const bool isNext = m_next < m_words.size() && m_words[m_next] == word;
        m_next += isNext ? 1 : 0;
        return isNext;
    }

    std::optional<std::int64_t> takeCount()
    {
        if (m_next >= m_words.size()) {
            return std::nullopt;
        }
        const auto count = numberOf<std::int64_t>(m_words[m_next]);
        if (!count || *count < 2) {
            refuse("\u201c" + m_words[m_next]
                + "\u201d cannot follow a range: write how many values, 2 or more, \u201cstep\u201d or "
                  "\u201clog\u201d, "
                  "and a semicolon before further values.");
        }
        ++m_next;
        return count;
    }

    std::vector<Json> range(const std::pair<std::string, std::string>& ends, const std::string& word)
    {
        const double low = end(ends.first);
        const double high = end(ends.second);
        if (low >= high) {
            refuse("The range " + word + " must go from a smaller number to a larger one.");
        }
        std::vector<double> points;
        if (takes("log")) {
            if (low <= 0.0) {
                refuse("The range " + word + " log must begin above 0.");
            }
            points = logarithmic(low, high, takeCount());
        } else if (takes("step")) {
            points = stepped(low, high);
        } else {
            const auto count = takeCount();
            points = m_kind == NumberKind::whole && !count ? spaced(low, high, 1.0)
                                                           : linear(low, high, count.value_or(usualCount));
        }
        if (m_next < m_words.size()) {
            refuse("Write a semicolon between the range " + word + " and \u201c" + m_words[m_next] + "\u201d.");
        }
        return jsonOf(points);
    }

    static void checkCount(double count)
    {
        if (count > static_cast<double>(SweepParams::mostRuns)) {
            refuse("A range may have at most " + formatCount(static_cast<std::int64_t>(SweepParams::mostRuns))
                + " values.");
        }
    }

    static std::vector<double> spaced(double low, double high, double step)
    {
        constexpr double slack = 1e-9; // so that 0..0.3 step 0.1 ends with 0.3
        const double count = std::floor((high - low) / step + slack) + 1.0;
        checkCount(count);
        std::vector<double> points;
        for (std::int64_t i = 0; i < static_cast<std::int64_t>(count); ++i) {
            points.push_back(rounded(low + static_cast<double>(i) * step, 12));
        }
        return points;
    }

    std::vector<double> stepped(double low, double high)
    {
        if (m_next >= m_words.size()) {
            refuse("Write the size of the steps behind \u201cstep\u201d.");
        }
        const double step = end(m_words[m_next++]);
        if (step <= 0.0) {
            refuse("The steps must be above 0.");
        }
        return spaced(low, high, step);
    }

    static std::vector<double> linear(double low, double high, std::int64_t count)
    {
        checkCount(static_cast<double>(count));
        std::vector<double> points;
        for (std::int64_t i = 0; i < count; ++i) {
            const double share = static_cast<double>(i) / static_cast<double>(count - 1);
            points.push_back(i == 0 ? low : i + 1 == count ? high : rounded(low + share * (high - low), 6));
        }
        return points;
    }

    /// How many powers of the base lie between them, if it is a whole number.
    static std::optional<std::int64_t> powersBetween(double low, double high, double base)
    {
        const double powers = std::log(high / low) / std::log(base);
        const double whole = std::round(powers);
        return whole >= 1.0 && std::abs(powers - whole) < 1e-9 ? std::optional(static_cast<std::int64_t>(whole))
                                                               : std::nullopt;
    }

    static std::vector<double> logarithmic(double low, double high, const std::optional<std::int64_t>& asked)
    {
        std::int64_t count = asked.value_or(usualCount);
        for (const double base : {2.0, 10.0}) {
            if (const auto powers = powersBetween(low, high, base); powers && !asked) {
                count = *powers + 1;
            }
        }
        checkCount(static_cast<double>(count));
        std::vector<double> points;
        for (std::int64_t i = 0; i < count; ++i) {
            const double share = static_cast<double>(i) / static_cast<double>(count - 1);
            points.push_back(i == 0 ? low : i + 1 == count ? high : rounded(low * std::pow(high / low, share), 4));
        }
        return points;
    }

    std::vector<Json> jsonOf(const std::vector<double>& points) const
    {
        std::vector<Json> values;
        for (const double point : points) {
            values.push_back(
                m_kind == NumberKind::whole ? Json(static_cast<std::uint64_t>(std::llround(point))) : Json(point));
        }
        return values;
    }

    std::vector<std::string> m_words;
    NumberKind m_kind;
    std::size_t m_next = 0;
};

/// "1,000": one number to some, two to others. Not in a list with blanks, or with anything but three digits behind each
/// comma.
bool mayBeOneNumber(const std::string& word)
{
    const std::size_t range = std::max(word.rfind('-') + 1, word.rfind('.') + 1); // 0 where there is none
    const std::string number = word.substr(range);
    const std::size_t first = number.find(',');
    if (first == std::string::npos || first == 0 || first > 3 || number[0] == '0') {
        return false;
    }
    for (std::size_t at = first; at < number.size(); at += 4) {
        if (number[at] != ',' || at + 4 > number.size() || !isDigits(number.substr(at + 1, 3))) {
            return false;
        }
    }
    return isDigits(number.substr(0, first));
}

/// Commas between whole numbers as semicolons.
std::string withSemicolons(const std::string& text)
{
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (mayBeOneNumber(word)) {
            std::string digits = word;
            std::erase(digits, ',');
            std::string apart = word;
            replaceAll(apart, ",", " ");
            refuse("\u201c" + word + "\u201d may be one number or several: write " + digits + ", or " + apart + ".");
        }
    }
    std::string separated = text;
    std::replace(separated.begin(), separated.end(), ',', ';');
    return separated;
}

/// "1.5" for a number alone that is written with a comma.
std::optional<std::string> withPoint(const std::string& text)
{
    const std::size_t comma = text.find(',');
    if (comma == std::string::npos || text.find(',', comma + 1) != std::string::npos) {
        return std::nullopt;
    }
    std::string pointed = text;
    pointed[comma] = '.';
    return numberOf<double>(pointed) ? std::optional(pointed) : std::nullopt;
}

std::string textOf(const Json& value)
{
    const std::string text = value.is_number_float() ? formatLikePython(value.get<double>()) : dumpJson(value);
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::vector<std::vector<std::string>> segmentsOf(const std::string& text)
{
    std::vector<std::vector<std::string>> segments(1);
    std::string word;
    const auto endWord = [&] {
        if (!word.empty()) {
            segments.back().push_back(std::exchange(word, {}));
        }
    };
    for (const char c : text) {
        if (c == ';' || c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            endWord();
            if (c == ';') {
                segments.emplace_back();
            }
        } else {
            word += c;
        }
    }
    endWord();
    return segments;
}

} // namespace

std::optional<NumberKind> numberKind(const std::string& parameter)
{
    std::optional<NumberKind> kind;
    training::TrainingParams params;
    training::visitParameters(params, [&](const char* name, const auto& member, const char*) {
        using Member = std::decay_t<decltype(member)>;
        if (parameter != name) {
            return;
        }
        if constexpr (std::is_same_v<Member, std::int64_t> || std::is_same_v<Member, std::uint64_t>) {
            kind = NumberKind::whole;
        } else if constexpr (std::is_same_v<Member, double> || std::is_same_v<Member, std::optional<double>>) {
            kind = NumberKind::decimal;
        }
    });
    return kind;
}

std::vector<Json> readValues(const std::string& text, NumberKind kind)
{
    std::string written = plain(text);
    if (kind == NumberKind::whole) {
        written = withSemicolons(written);
    } else if (written.find(',') != std::string::npos) {
        const auto segments = segmentsOf(written);
        if (const auto pointed =
                segments.size() == 1 && segments[0].size() == 1 ? withPoint(segments[0][0]) : std::nullopt;
            pointed) {
            refuse("Write " + *pointed + " with a point, not with a comma.");
        }
        refuse("Use points in decimals, and blanks between them.");
    }
    std::vector<Json> values;
    for (std::vector<std::string>& words : segmentsOf(written)) {
        for (Json& value : Segment(std::move(words), kind).values()) {
            if (std::find(values.begin(), values.end(), value) == values.end()) {
                values.push_back(std::move(value));
            }
        }
    }
    if (values.empty()) {
        refuse("Write a number.");
    }
    return values;
}

std::string textOf(const std::vector<Json>& values)
{
    const auto isNext = [&](std::size_t i) {
        return i < values.size() && values[i].is_number_unsigned() && values[i - 1].is_number_unsigned()
            && values[i - 1].get<std::uint64_t>() + 1 == values[i].get<std::uint64_t>();
    };
    std::string text;
    bool hasRange = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::size_t last = i;
        while (isNext(last + 1)) {
            ++last;
        }
        const bool isRange = last > i + 1;
        text += text.empty() ? "" : hasRange || isRange ? "; " : " ";
        text += textOf(values[i]);
        if (isRange) {
            text += "-" + textOf(values[last]);
            i = last;
        }
        hasRange = hasRange || isRange;
    }
    return text;
}

std::string shortList(const std::vector<Json>& values)
{
    constexpr std::size_t mostWhole = 5;
    constexpr std::size_t shown = 3;
    std::string list;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values.size() > mostWhole && i == shown) {
            list += ", \u2026";
            i = values.size() - 1;
        }
        list += (list.empty() ? "" : ", ") + textOf(values[i]);
    }
    return list;
}

} // namespace dpl::sweep
