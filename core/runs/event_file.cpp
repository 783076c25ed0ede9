#include "runs/event_file.hpp"

#include "base/error.hpp"
#include "base/files.hpp"

#include <array>
#include <bit>
#include <chrono>
#include <cstring>

namespace dpl::runs {

namespace {

/// Castagnoli's polynomial, reflected.
constexpr std::array<std::uint32_t, 256> crcTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = value & 1 ? 0x82f63b78u ^ (value >> 1) : value >> 1;
        }
        table[i] = value;
    }
    return table;
}();

/// As TFRecord files have it: rotated and added to, so that a checksum of checksums is none.
std::uint32_t maskedChecksum(std::string_view data)
{
    std::uint32_t crc = 0xffffffffu;
    for (const char c : data) {
        crc = crcTable[(crc ^ static_cast<unsigned char>(c)) & 0xff] ^ (crc >> 8);
    }
    crc = ~crc;
    return std::rotr(crc, 15) + 0xa282ead8u;
}

template <typename T> std::string littleEndian(T value)
{
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

std::string varint(std::uint64_t value)
{
    std::string bytes;
    for (; value >= 0x80; value >>= 7) {
        bytes.push_back(static_cast<char>((value & 0x7f) | 0x80));
    }
    bytes.push_back(static_cast<char>(value));
    return bytes;
}

// Fields of a protocol buffer message: the number and wire type, then the content.
std::string field(int number, int wireType)
{
    return varint(static_cast<std::uint64_t>(number) << 3 | static_cast<std::uint64_t>(wireType));
}

std::string lengthDelimited(int number, const std::string& content)
{
    return field(number, 2) + varint(content.size()) + content;
}

std::string eventHead(std::int64_t step)
{
    const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    return field(1, 1) + littleEndian(now) + field(2, 0) + varint(static_cast<std::uint64_t>(step));
}

} // namespace

EventFile::EventFile(const std::filesystem::path& folder)
{
    makeFolder(folder);
    m_goesOn = !std::filesystem::is_empty(folder);
    const auto now =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    m_file = folder
        / ("events.out.tfevents." + std::to_string(now / 1'000'000'000) + "." + std::to_string(now % 1'000'000'000)
            + ".dpl");
    m_stream.open(m_file, std::ios::binary | std::ios::app);
    write(eventHead(0) + lengthDelimited(3, "brain.Event:2"));
}

void EventFile::append(const Metrics& metrics)
{
    if (m_goesOn) {
        constexpr int sessionLog = 7;
        write(eventHead(metrics.step) + lengthDelimited(sessionLog, field(1, 0) + varint(1))); // status: START
        m_goesOn = false;
    }
    std::string values;
    for (const auto& [name, value] : metrics.values) {
        values += lengthDelimited(
            1, lengthDelimited(1, metrics.series + "/" + name) + field(2, 5) + littleEndian(static_cast<float>(value)));
    }
    write(eventHead(metrics.step) + lengthDelimited(5, values));
}

void EventFile::write(const std::string& event)
{
    const std::string length = littleEndian(static_cast<std::uint64_t>(event.size()));
    m_stream << length << littleEndian(maskedChecksum(length)) << event << littleEndian(maskedChecksum(event))
             << std::flush;
    if (!m_stream) {
        throw Error(m_file.string() + " cannot be written; is the disk full?");
    }
}

} // namespace dpl::runs
