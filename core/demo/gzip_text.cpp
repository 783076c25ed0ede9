#include "demo/gzip_text.hpp"

#include "base/error.hpp"

#include <zlib.h>

namespace dpl::demo {

std::string gzipped(std::string_view text)
{
    z_stream stream{};
    constexpr int gzipWindow = 15 + 16;
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzipWindow, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw Error("zlib cannot start to compress; is memory low?");
    }
    std::string input(text);
    std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int ended = deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    if (ended != Z_STREAM_END) {
        throw Error("zlib cannot compress " + std::to_string(text.size()) + " bytes");
    }
    return packed;
}

} // namespace dpl::demo
