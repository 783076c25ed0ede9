#pragma once

#include "base/json.hpp"

#include <cstring>
#include <stdexcept>

namespace dpl::test {

/// The metadata of a GGUF file of the fixtures, read without any of core's code.
class GgufMetadata {
public:
    explicit GgufMetadata(const std::string& bytes) : m_bytes(bytes) { }

    Json read()
    {
        m_at = 16; // magic, version, number of tensors
        Json metadata = Json::object();
        for (auto count = number<std::uint64_t>(); count > 0; --count) {
            const std::string key = text();
            metadata[key] = value(number<std::uint32_t>());
        }
        return metadata;
    }

private:
    template <typename T> T number()
    {
        if (m_at + sizeof(T) > m_bytes.size()) {
            throw std::runtime_error("the fixture ends early");
        }
        T result;
        std::memcpy(&result, m_bytes.data() + m_at, sizeof result);
        m_at += sizeof result;
        return result;
    }

    std::string text()
    {
        const auto length = number<std::uint64_t>();
        m_at += length;
        return m_bytes.substr(m_at - length, length);
    }

    Json value(std::uint32_t type)
    {
        switch (type) {
        case 0: return number<std::uint8_t>();
        case 1: return number<std::int8_t>();
        case 2: return number<std::uint16_t>();
        case 3: return number<std::int16_t>();
        case 4: return number<std::uint32_t>();
        case 5: return number<std::int32_t>();
        case 6: return number<float>();
        case 7: return number<std::uint8_t>() != 0;
        case 8: return text();
        case 9: {
            const auto entry = number<std::uint32_t>();
            Json array = Json::array();
            for (auto count = number<std::uint64_t>(); count > 0; --count) {
                array.push_back(value(entry));
            }
            return array;
        }
        default: throw std::runtime_error("the fixture has a type that no fixture should have");
        }
    }

    const std::string& m_bytes;
    std::size_t m_at = 0;
};

} // namespace dpl::test
