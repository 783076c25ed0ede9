#include "runs/event_file.hpp"

#include "base/protobuf_writer.hpp"

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

// Fields of event.proto and summary.proto.
constexpr std::uint32_t eventTime = 1;
constexpr std::uint32_t eventStep = 2;
constexpr std::uint32_t eventVersion = 3;
constexpr std::uint32_t eventSummary = 5;
constexpr std::uint32_t eventSessionLog = 7;
constexpr std::uint32_t summaryValue = 1;
constexpr std::uint32_t valueTag = 1;
constexpr std::uint32_t valueScalar = 2;
constexpr std::uint32_t sessionStatus = 1;

ProtobufWriter eventAt(std::int64_t step)
{
    ProtobufWriter event;
    event.real(eventTime, std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count());
    event.number(eventStep, static_cast<std::uint64_t>(step));
    return event;
}

} // namespace

EventFile::EventFile(const std::filesystem::path& folder)
{
    makeFolder(folder);
    std::error_code ignored;
    m_goesOn = !std::filesystem::is_empty(folder, ignored);
    const auto now =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    m_file.emplace(folder
        / ("events.out.tfevents." + std::to_string(now / 1'000'000'000) + "." + std::to_string(now % 1'000'000'000)
            + ".dpl"));
    ProtobufWriter event = eventAt(0);
    event.bytes(eventVersion, "brain.Event:2");
    write(event.message());
}

void EventFile::append(const Metrics& metrics)
{
    if (m_goesOn) {
        ProtobufWriter start;
        start.number(sessionStatus, 1); // START
        ProtobufWriter event = eventAt(metrics.step);
        event.bytes(eventSessionLog, start.message());
        write(event.message());
        m_goesOn = false;
    }
    ProtobufWriter summary;
    for (const auto& [name, value] : metrics.values) {
        ProtobufWriter entry;
        entry.bytes(valueTag, metrics.series + "/" + name);
        entry.real(valueScalar, static_cast<float>(value));
        summary.bytes(summaryValue, entry.message());
    }
    ProtobufWriter event = eventAt(metrics.step);
    event.bytes(eventSummary, summary.message());
    write(event.message());
}

void EventFile::write(const std::string& event)
{
    const std::string length = littleEndian(static_cast<std::uint64_t>(event.size()));
    m_file->append(length + littleEndian(maskedChecksum(length)) + event + littleEndian(maskedChecksum(event)));
}

} // namespace dpl::runs
