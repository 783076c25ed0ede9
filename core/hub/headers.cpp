#include "hub/headers.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace dpl::hub {

namespace {

constexpr std::size_t mostHeaderBytes = 65536;
constexpr double longestWait = 3600;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string inLowerCase(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return lower;
}

std::optional<double> secondsIn(std::string_view text)
{
    const auto count = countIn(trimmed(text));
    return count ? std::optional(std::min(static_cast<double>(*count), longestWait)) : std::nullopt;
}

} // namespace

void Headers::add(std::string_view line)
{
    if (line.starts_with("HTTP/")) {
        *this = Headers();
        return;
    }
    const std::size_t colon = line.find(':');
    m_bytes += line.size();
    if (colon == std::string_view::npos || colon == 0 || m_bytes > mostHeaderBytes) {
        return;
    }
    m_values[inLowerCase(trimmed(line.substr(0, colon)))] = trimmed(line.substr(colon + 1));
}

std::string Headers::value(const std::string& name) const
{
    const auto found = m_values.find(name);
    return found != m_values.end() ? found->second : std::string();
}

std::string etagIn(std::string_view value)
{
    if (value.starts_with("W/")) {
        value.remove_prefix(2);
    }
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
        value = value.substr(1, value.size() - 2);
    }
    return std::string(value);
}

std::optional<double> secondsToWait(const Headers& headers)
{
    const std::string limit = headers.value("ratelimit");
    if (const std::size_t at = limit.find(";t="); at != std::string::npos) {
        const std::string rest = limit.substr(at + 3);
        if (const auto seconds = secondsIn(rest.substr(0, rest.find_first_of(";,")))) {
            return std::min(*seconds + 1, longestWait);
        }
    }
    return secondsIn(headers.value("retry-after"));
}

std::optional<std::string> nextPage(const Headers& headers)
{
    const std::string link = headers.value("link");
    for (std::size_t at = link.find('<'); at != std::string::npos; at = link.find('<', at + 1)) {
        const std::size_t end = link.find('>', at);
        if (end == std::string::npos) {
            break;
        }
        const std::string parameters = link.substr(end + 1, link.find('<', end) - end - 1);
        if (parameters.find("rel=\"next\"") != std::string::npos || parameters.find("rel=next") != std::string::npos) {
            return link.substr(at + 1, end - at - 1);
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> firstByte(const Headers& headers)
{
    const std::string range = headers.value("content-range");
    constexpr std::string_view unit = "bytes ";
    const std::size_t dash = range.find('-');
    return range.starts_with(unit) && dash != std::string::npos
        ? countIn(std::string_view(range).substr(unit.size(), dash - unit.size()))
        : std::nullopt;
}

std::optional<std::int64_t> countIn(std::string_view text)
{
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    return error == std::errc() && end == text.data() + text.size() && count >= 0 ? std::optional(count) : std::nullopt;
}

} // namespace dpl::hub
