#include "base/error.hpp"
#include "data/unpacker.hpp"

#include <algorithm>
#include <limits>
#include <new>

#include <zlib.h>

namespace dpl::data {

namespace {

constexpr int gzipWindow = 15 + 16; // the largest window; expect a gzip header

class GzipUnpacker final : public Unpacker {
public:
    explicit GzipUnpacker(PackedBytes& bytes) : m_bytes(bytes)
    {
        if (inflateInit2(&m_stream, gzipWindow) != Z_OK) {
            throw Error("cannot unpack " + bytes.file() + ": zlib did not start");
        }
    }
    ~GzipUnpacker() override { inflateEnd(&m_stream); }
    GzipUnpacker(const GzipUnpacker&) = delete;
    GzipUnpacker& operator=(const GzipUnpacker&) = delete;

    std::size_t read(char* to, std::size_t size) override
    {
        const auto wanted = static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
        m_stream.next_out = reinterpret_cast<Bytef*>(to);
        m_stream.avail_out = wanted;
        while (m_stream.avail_out == wanted) {
            if (!m_inMember && !findMember()) {
                return 0;
            }
            if (!m_bytes.fill()) {
                throw Error(m_bytes.file() + ": its gzip data ends too early; the file was cut off, fetch it again");
            }
            m_stream.next_in = m_bytes.data();
            m_stream.avail_in = static_cast<uInt>(m_bytes.size());
            const int result = inflate(&m_stream, Z_NO_FLUSH);
            m_bytes.take(m_bytes.size() - m_stream.avail_in);
            if (result == Z_STREAM_END) {
                m_inMember = false;
            } else if (result == Z_MEM_ERROR) {
                throw std::bad_alloc();
            } else if (result != Z_OK && result != Z_BUF_ERROR) {
                throw Error(m_bytes.file() + ": its gzip data is damaged ("
                    + (m_stream.msg != nullptr ? m_stream.msg : "zlib error " + std::to_string(result))
                    + "); fetch it again");
            }
        }
        return wanted - m_stream.avail_out;
    }

private:
    /// Between two members: zeros, with which some tools pad, or the next header.
    bool findMember()
    {
        while (m_bytes.fill() && *m_bytes.data() == 0) {
            m_bytes.take(1);
        }
        if (m_bytes.size() == 0) {
            return false;
        }
        if (*m_bytes.data() != 0x1f) {
            throw Error(
                m_bytes.file() + ": its gzip data is followed by something else; the file is damaged, fetch it again");
        }
        if (inflateReset(&m_stream) != Z_OK) {
            throw Error(m_bytes.file() + ": cannot start to unpack it");
        }
        m_inMember = true;
        return true;
    }

    PackedBytes& m_bytes;
    z_stream m_stream{};
    bool m_inMember = false; ///< between the header and the checksum of one
};

} // namespace

std::unique_ptr<Unpacker> unpackGzip(PackedBytes& bytes)
{
    return std::make_unique<GzipUnpacker>(bytes);
}

} // namespace dpl::data
