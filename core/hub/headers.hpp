#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace dpl::hub {

/// The header fields of an answer, by their names in lower case; of several of one name the last.
class Headers {
public:
    /// Takes a line as it came, with or without its end. A status line ("HTTP/1.1 200 OK") begins another answer. What
    /// is no field is passed over, and so is what is beyond 64 KiB.
    void add(std::string_view line);

    bool has(const std::string& name) const { return m_values.contains(name); }
    std::string value(const std::string& name) const; ///< empty if there is none

private:
    std::map<std::string, std::string> m_values;
    std::size_t m_bytes = 0;
};

/// What an ETag says: abc of "abc" and of W/"abc".
std::string etagIn(std::string_view value);

/// How long the server asks to wait, at most an hour: RateLimit ("resolvers";r=0;t=55: a second more than t), else
/// Retry-After in seconds; nothing if it does not say.
std::optional<double> secondsToWait(const Headers& headers);

/// The address of the next page of a list (Link: <...>; rel="next").
std::optional<std::string> nextPage(const Headers& headers);

/// The first byte of a part, of Content-Range: bytes 100-199/1000.
std::optional<std::int64_t> firstByte(const Headers& headers);

/// A whole number that is not negative; nothing for any other text.
std::optional<std::int64_t> countIn(std::string_view text);

} // namespace dpl::hub
