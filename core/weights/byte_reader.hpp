#pragma once

#include "base/error.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace dpl::weights {

static_assert(std::endian::native == std::endian::little, "weight files are little-endian, and so must the machine be");

/// Goes through bytes from front to back and never beyond their end.
class ByteReader {
public:
    /// `source` names the bytes in errors, and must outlive the reader.
    ByteReader(std::span<const std::byte> bytes, const std::string& source) : m_bytes(bytes), m_source(source) { }

    std::size_t position() const { return m_position; }
    std::size_t left() const { return m_bytes.size() - m_position; }

    /// The next number, little-endian. `what` says in errors what the file ends in.
    template <typename T> T number(const char* what)
    {
        static_assert(std::is_arithmetic_v<T>);
        T value;
        std::memcpy(&value, take(sizeof value, what).data(), sizeof value);
        return value;
    }

    std::string_view text(std::uint64_t length, const char* what)
    {
        const std::span<const std::byte> part = take(length, what);
        return {reinterpret_cast<const char*>(part.data()), part.size()};
    }

    /// What comes before the next line feed, which is passed over.
    std::string_view line(const char* what)
    {
        const std::string_view rest(reinterpret_cast<const char*>(m_bytes.data()) + m_position, left());
        const std::string_view found = text(std::min(rest.find('\n'), rest.size()), what);
        take(1, what);
        return found;
    }

    std::span<const std::byte> take(std::uint64_t length, const char* what)
    {
        if (length > left()) {
            throw Error(m_source + " is damaged: it ends within " + what);
        }
        const auto part = m_bytes.subspan(m_position, static_cast<std::size_t>(length));
        m_position += part.size();
        return part;
    }

private:
    std::span<const std::byte> m_bytes;
    const std::string& m_source;
    std::size_t m_position = 0;
};

} // namespace dpl::weights
