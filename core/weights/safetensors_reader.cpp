#include "base/error.hpp"
#include "weights/byte_reader.hpp"
#include "weights/weight_file.hpp"
#include "weights/weight_formats.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace dpl::weights {

namespace {

/// As in the Python library.
constexpr std::uint64_t longestHeader = 100'000'000;

constexpr StorageType knownTypes[]{StorageType::f64, StorageType::f32, StorageType::f16, StorageType::bf16,
    StorageType::i64, StorageType::i32, StorageType::i16, StorageType::i8, StorageType::u8, StorageType::boolean,
    StorageType::u16, StorageType::u32, StorageType::u64, StorageType::c64, StorageType::f8_e4m3, StorageType::f8_e5m2,
    StorageType::f8_e4m3fnuz, StorageType::f8_e5m2fnuz, StorageType::f8_e8m0, StorageType::f6_e2m3,
    StorageType::f6_e3m2, StorageType::f4};

struct Entry {
    std::string name;
    std::string type;
    std::vector<std::int64_t> shape;
    std::array<std::uint64_t, 2> offsets{};
};

/// Reads the header event by event: it may hold a million names, and what it may hold besides them is little. Anything
/// else is an error as soon as it is met.
class HeaderReader final : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit HeaderReader(const std::string& source) : m_source(source) { }

    std::vector<Entry> entries;

    /// No metadata at all is what the Python library reads into it.
    bool null() override { return (m_place == Place::top && m_key == "__metadata__") || unexpected("null"); }
    bool boolean(bool) override { return unexpected("true or false"); }
    bool number_float(double, const std::string& text) override { return unexpected(text); }
    bool binary(nlohmann::json::binary_t&) override { return unexpected("bytes"); }
    bool number_integer(std::int64_t value) override { return unexpected(std::to_string(value)); }

    bool number_unsigned(std::uint64_t value) override
    {
        if (m_place == Place::shape && value <= static_cast<std::uint64_t>(INT64_MAX)) {
            entries.back().shape.push_back(static_cast<std::int64_t>(value));
            return true;
        }
        if (m_place == Place::offsets && m_offsetCount < 2) {
            entries.back().offsets[m_offsetCount++] = value;
            return true;
        }
        return unexpected(std::to_string(value));
    }

    bool string(std::string& value) override
    {
        if (m_place == Place::metadata) {
            return true;
        }
        if (m_place == Place::tensor && m_key == "dtype") {
            entries.back().type = value;
            return true;
        }
        return unexpected("a string");
    }

    bool start_object(std::size_t) override
    {
        switch (m_place) {
        case Place::outside: m_place = Place::top; return true;
        case Place::top:
            m_place = m_key == "__metadata__" ? Place::metadata : Place::tensor;
            if (m_place == Place::tensor) {
                entries.push_back({m_key, {}, {}, {}});
                m_seen = {};
            }
            return true;
        default: return unexpected("an object");
        }
    }

    bool end_object() override
    {
        if (m_place == Place::tensor) {
            for (const auto& [key, seen] :
                {std::pair{"dtype", m_seen[0]}, {"shape", m_seen[1]}, {"data_offsets", m_seen[2]}}) {
                if (!seen) {
                    throw broken("\"" + std::string(key) + "\" is missing");
                }
            }
        }
        m_place = m_place == Place::top ? Place::outside : Place::top;
        return true;
    }

    bool start_array(std::size_t) override
    {
        if (m_place == Place::tensor && m_key == "shape") {
            m_place = Place::shape;
            return true;
        }
        if (m_place == Place::tensor && m_key == "data_offsets") {
            m_place = Place::offsets;
            m_offsetCount = 0;
            return true;
        }
        return unexpected("an array");
    }

    bool end_array() override
    {
        if (m_place == Place::offsets && m_offsetCount != 2) {
            throw broken("data_offsets are not two numbers");
        }
        m_place = Place::tensor;
        return true;
    }

    bool key(std::string& value) override
    {
        m_key = value;
        if (m_place == Place::top && !m_names.insert(value).second) {
            throw Error(m_source + " is damaged: the name " + value + " occurs twice in its header");
        }
        if (m_place == Place::tensor) {
            const std::size_t index = value == "dtype" ? 0 : value == "shape" ? 1 : value == "data_offsets" ? 2 : 3;
            if (index == 3 || std::exchange(m_seen[index], true)) {
                throw broken("\"" + value + "\" " + (index == 3 ? "is not known" : "occurs twice"));
            }
        }
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override
    {
        throw Error(m_source + " is damaged: its header is not JSON at byte " + std::to_string(position)
            + "; fetch the file again");
    }

private:
    enum class Place { outside, top, metadata, tensor, shape, offsets };

    bool unexpected(const std::string& found) const
    {
        switch (m_place) {
        case Place::outside: throw Error(m_source + " is damaged: its header is not a JSON object");
        case Place::top:
            throw Error(m_source + " is damaged: the header has " + found + " for " + m_key + " instead of an object");
        case Place::metadata:
            throw Error(m_source + " is damaged: __metadata__ holds " + found + " instead of strings");
        case Place::shape: throw broken("its shape holds " + found);
        case Place::offsets: throw broken("its data_offsets hold " + found + " instead of two offsets");
        default: throw broken("\"" + m_key + "\" is " + found);
        }
    }

    Error broken(const std::string& why) const
    {
        return Error(m_source + " is damaged: tensor " + entries.back().name + ": " + why);
    }

    const std::string& m_source;
    Place m_place = Place::outside;
    std::string m_key;
    std::unordered_set<std::string> m_names;
    std::array<bool, 3> m_seen{};
    std::size_t m_offsetCount = 0;
};

StorageType typeOf(const Entry& entry, const std::string& source)
{
    for (const StorageType type : knownTypes) {
        if (toString(type) == entry.type) {
            return type;
        }
    }
    throw Error(source + ": tensor " + entry.name + " is of type " + entry.type
        + ", which is not supported; save it as F32, F16 or BF16");
}

class SafetensorsFile final : public WeightFile {
public:
    explicit SafetensorsFile(const std::filesystem::path& file) : WeightFile(file)
    {
        m_format = "safetensors";
        m_tensors = parseSafetensors(m_file.bytes(), file.string());
    }
};

} // namespace

std::vector<StoredTensor> parseSafetensors(std::span<const std::byte> file, const std::string& source)
{
    ByteReader reader(file, source);
    const auto length = reader.number<std::uint64_t>("its first eight bytes");
    if (length > reader.left()) {
        throw Error(source + " is damaged: its header claims to be longer than the file (" + std::to_string(length)
            + " bytes); fetch the file again");
    }
    if (length > longestHeader) {
        throw Error(source + " is damaged: its header claims to take " + std::to_string(length)
            + " bytes, more than any safetensors file has");
    }
    const std::string_view header = reader.text(length, "its header");
    HeaderReader events(source);
    nlohmann::json::sax_parse(header.begin(), header.end(), &events);
    const std::span<const std::byte> data = file.subspan(reader.position());

    std::vector<Entry>& entries = events.entries;
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return a.offsets != b.offsets ? a.offsets < b.offsets : a.name < b.name;
    });
    std::vector<StoredTensor> tensors;
    tensors.reserve(entries.size());
    std::uint64_t end = 0;
    for (Entry& entry : entries) {
        const auto broken = [&](const std::string& why) {
            return Error(source + " is damaged: tensor " + entry.name + " " + why);
        };
        const StorageType type = typeOf(entry, source);
        const auto [first, last] = entry.offsets;
        if (first > last || last > data.size()) {
            throw broken("lies outside the file, which ends early or is damaged; fetch it again");
        }
        if (first != end) {
            throw broken(first < end ? "overlaps the one before it" : "does not follow the one before it");
        }
        const std::optional<std::size_t> bytes = storedBytes(type, entry.shape);
        if (bytes != last - first) {
            throw broken("has " + std::to_string(last - first) + " bytes, which does not fit " + toString(type) + " "
                + shapeText(entry.shape));
        }
        tensors.push_back({std::move(entry.name), std::move(entry.shape), type, data.subspan(first, *bytes)});
        end = last;
    }
    if (end != data.size()) {
        throw Error(
            source + " is damaged: " + std::to_string(data.size() - end) + " bytes at its end belong to no tensor");
    }
    return tensors;
}

std::unique_ptr<WeightFile> openSafetensors(const std::filesystem::path& file)
{
    return std::make_unique<SafetensorsFile>(file);
}

} // namespace dpl::weights
