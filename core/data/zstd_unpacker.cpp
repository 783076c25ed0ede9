#include "base/error.hpp"
#include "data/unpacker.hpp"

#include <new>

#include <zstd.h>
#include <zstd_errors.h>

namespace dpl::data {

namespace {

constexpr int largestWindow = 27; // log2 of bytes: what the tool zstd takes by itself

class ZstdUnpacker final : public Unpacker {
public:
    explicit ZstdUnpacker(PackedBytes& bytes) : m_bytes(bytes), m_context(ZSTD_createDCtx())
    {
        if (!m_context) {
            throw std::bad_alloc();
        }
        check(ZSTD_DCtx_setParameter(m_context.get(), ZSTD_d_windowLogMax, largestWindow));
    }

    std::size_t read(char* to, std::size_t size) override
    {
        ZSTD_outBuffer out{to, size, 0};
        while (out.pos == 0) {
            const bool hasMore = m_bytes.fill();
            if (!hasMore && !m_inFrame) {
                return 0;
            }
            ZSTD_inBuffer in{m_bytes.data(), m_bytes.size(), 0};
            const std::size_t wanted = check(ZSTD_decompressStream(m_context.get(), &out, &in));
            m_bytes.take(in.pos);
            m_inFrame = wanted != 0;
            m_hasFrame = m_hasFrame || !m_inFrame;
            if (!hasMore && m_inFrame && out.pos == 0) { // nor did it still hold anything back
                throw Error(
                    m_bytes.file() + ": its Zstandard data ends too early; the file was cut off, fetch it again");
            }
        }
        return out.pos;
    }

private:
    struct Free {
        void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
    };

    std::size_t check(std::size_t result) const
    {
        if (ZSTD_isError(result) == 0) {
            return result;
        }
        switch (ZSTD_getErrorCode(result)) {
        case ZSTD_error_memory_allocation: throw std::bad_alloc();
        case ZSTD_error_frameParameter_windowTooLarge:
            throw Error(m_bytes.file()
                + ": it was compressed with a window of more than 128 MiB, for which unpacking needs as much memory; "
                  "compress it again without --ultra and --long");
        case ZSTD_error_prefix_unknown:
            if (m_hasFrame) {
                throw Error(m_bytes.file()
                    + ": its Zstandard data is followed by something else; the file is damaged, fetch it again");
            }
            [[fallthrough]];
        default:
            throw Error(
                m_bytes.file() + ": its Zstandard data is damaged (" + ZSTD_getErrorName(result) + "); fetch it again");
        }
    }

    PackedBytes& m_bytes;
    std::unique_ptr<ZSTD_DCtx, Free> m_context;
    bool m_inFrame = false;
    bool m_hasFrame = false; ///< a whole one was read
};

} // namespace

std::unique_ptr<Unpacker> unpackZstd(PackedBytes& bytes)
{
    return std::make_unique<ZstdUnpacker>(bytes);
}

bool isZstd(std::string_view start)
{
    using namespace std::string_view_literals;
    const bool isSkippable = start.size() >= 4 && (static_cast<unsigned char>(start[0]) & 0xf0U) == 0x50U
        && start.substr(1, 3) == "\x2a\x4d\x18"sv;
    return isSkippable || start.starts_with("\x28\xb5\x2f\xfd"sv);
}

} // namespace dpl::data
