#include "base/protobuf_writer.hpp"

#include <bit>

namespace dpl {

namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

template <typename T> std::string_view bytesOf(const T& value)
{
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

} // namespace

void ProtobufWriter::number(std::uint32_t field, std::uint64_t value)
{
    begin(field, Kind::varint);
    varint(value);
}

void ProtobufWriter::real(std::uint32_t field, float value)
{
    begin(field, Kind::fixed32);
    m_message += bytesOf(value);
}

void ProtobufWriter::real(std::uint32_t field, double value)
{
    begin(field, Kind::fixed64);
    m_message += bytesOf(value);
}

void ProtobufWriter::bytes(std::uint32_t field, std::string_view value)
{
    begin(field, Kind::delimited);
    varint(value.size());
    m_message += value;
}

void ProtobufWriter::begin(std::uint32_t field, Kind kind)
{
    varint(std::uint64_t{field} << 3 | static_cast<std::uint64_t>(kind));
}

void ProtobufWriter::varint(std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7) {
        m_message += static_cast<char>((value & 0x7f) | 0x80);
    }
    m_message += static_cast<char>(value);
}

} // namespace dpl
