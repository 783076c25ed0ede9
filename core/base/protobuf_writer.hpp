#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dpl {

/// Writes a message of protocol buffers, field by field, by their numbers. A message within is bytes.
class ProtobufWriter {
public:
    void number(std::uint32_t field, std::uint64_t value);
    void real(std::uint32_t field, float value);
    void real(std::uint32_t field, double value);
    void bytes(std::uint32_t field, std::string_view value);

    const std::string& message() const { return m_message; }

private:
    enum class Kind : std::uint32_t { varint = 0, fixed64 = 1, delimited = 2, fixed32 = 5 };
    void begin(std::uint32_t field, Kind kind);
    void varint(std::uint64_t value);

    std::string m_message;
};

} // namespace dpl
