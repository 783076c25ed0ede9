#include "weights/dequantise.hpp"
#include "weights/dequantise_loops.hpp"

#include <cstring>

namespace dpl::weights {

DPL_TARGET_CLONES void dequantiseF64(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t i = 0; i < blocks; ++i) {
        out[i] = static_cast<float>(loadAt<double>(stored + 8 * i));
    }
}

void dequantiseF32(const std::byte* stored, std::size_t blocks, float* out)
{
    if (blocks > 0) {
        std::memcpy(out, stored, blocks * sizeof(float));
    }
}

DPL_TARGET_CLONES void dequantiseF16(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t i = 0; i < blocks; ++i) {
        out[i] = fromHalf(loadAt<std::uint16_t>(stored + 2 * i));
    }
}

DPL_TARGET_CLONES void dequantiseBf16(const std::byte* __restrict stored, std::size_t blocks, float* __restrict out)
{
    for (std::size_t i = 0; i < blocks; ++i) {
        const std::uint32_t bits = std::uint32_t{loadAt<std::uint16_t>(stored + 2 * i)} << 16;
        out[i] = std::bit_cast<float>(bits);
    }
}

} // namespace dpl::weights
