#pragma once

#include "base/files.hpp"
#include "error_message.hpp"
#include "fixture_path.hpp"
#include "temporary_folder.hpp"
#include "weights/stored_tensor.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace dpl::weights::test {

using dpl::test::fixturePath;

inline std::span<const std::byte> bytesOf(const std::string& content)
{
    return std::as_bytes(std::span(content));
}

/// A number as a file holds it.
template <typename T> std::string little(T value)
{
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

/// A copy in which one part is another, which need not be as long.
inline std::string with(const std::string& content, const std::string& part, const std::string& instead)
{
    const std::size_t at = content.find(part);
    EXPECT_NE(at, std::string::npos) << "the part to damage is not there: " << part;
    return at == std::string::npos ? content : content.substr(0, at) + instead + content.substr(at + part.size());
}

inline std::vector<float> dequantised(const StoredTensor& tensor)
{
    std::vector<float> values(static_cast<std::size_t>(tensor.elements()));
    dequantise(tensor, values);
    return values;
}

/// Equal to the bit, NaNs and signs of zeros included.
inline testing::AssertionResult sameBits(const std::vector<float>& a, const std::vector<float>& b)
{
    if (a.size() != b.size()) {
        return testing::AssertionFailure() << a.size() << " numbers instead of " << b.size();
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::bit_cast<std::uint32_t>(a[i]) != std::bit_cast<std::uint32_t>(b[i])) {
            return testing::AssertionFailure() << a[i] << " instead of " << b[i] << " at " << i;
        }
    }
    return testing::AssertionSuccess();
}

} // namespace dpl::weights::test
