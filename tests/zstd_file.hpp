#pragma once

#include <stdexcept>
#include <string>

#include <zstd.h>

namespace dpl::test {

/// The text as one Zstandard frame, with a checksum; with a window of 2^`window` bytes where that is not 0.
inline std::string zstdCompressed(const std::string& text, int window = 0)
{
    ZSTD_CCtx* const context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    if (window != 0) {
        ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1);
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window);
        ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0); // which would make the window as small as the text
    }
    std::string packed(ZSTD_compressBound(text.size()) + 64, '\0');
    ZSTD_outBuffer out{packed.data(), packed.size(), 0};
    ZSTD_inBuffer in{text.data(), text.size(), 0};
    const std::size_t half = text.size() / 2; // in two pieces: the size is not known before
    in.size = half;
    std::size_t left = ZSTD_compressStream2(context, &out, &in, ZSTD_e_continue);
    in.size = text.size();
    while (ZSTD_isError(left) == 0 && (left = ZSTD_compressStream2(context, &out, &in, ZSTD_e_end)) != 0) { }
    ZSTD_freeCCtx(context);
    if (ZSTD_isError(left) != 0) {
        throw std::runtime_error("zstd did not pack");
    }
    packed.resize(out.pos);
    return packed;
}

} // namespace dpl::test
