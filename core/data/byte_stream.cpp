#include "data/byte_stream.hpp"

#include "base/error.hpp"
#include "base/uninterrupted.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

namespace dpl::data {

namespace {

constexpr int gzipWindow = 15 + 16; // the largest window; expect a gzip header

/// What files begin with that are not text, and how to get text out of them.
struct ForeignFormat {
    std::string_view magic;
    const char* advice;
};

using namespace std::string_view_literals;

constexpr ForeignFormat foreignFormats[]{
    {"\x28\xb5\x2f\xfd"sv, "it is compressed by Zstandard; unpack it with \"zstd -d\""},
    {"\xfd\x37zXZ\0"sv, "it is compressed by xz; unpack it with \"xz -d\""},
    {"BZh"sv, "it is compressed by bzip2; unpack it with \"bzip2 -d\""},
    {"\x04\x22\x4d\x18"sv, "it is compressed by LZ4; unpack it with \"lz4 -d\""},
    {"PK\x03\x04"sv, "it is a zip archive; unpack it"},
    {"PAR1"sv,
        "it is a Parquet file; save it as JSON lines, for example with pandas: to_json(orient=\"records\", "
        "lines=True)"},
    {"ARROW1"sv,
        "it is an Arrow file; save it as JSON lines, for example with pandas: to_json(orient=\"records\", "
        "lines=True)"},
    {"version https://git-lfs"sv, "it is not the data but a Git LFS pointer to them; fetch them with \"git lfs pull\""},
};
constexpr std::size_t longestMagic = 24;

} // namespace

struct ByteStream::State {
    std::filesystem::path file;
    int descriptor = -1;
    bool isGzip = false;
    bool inMember = false; ///< between the header and the checksum of a gzip member
    z_stream unpacker{};
    bool unpackerReady = false;
    std::array<unsigned char, 1 << 16> packed{};
    std::size_t packedBegin = 0;
    std::size_t packedEnd = 0;
    std::string ahead; ///< what was read to look at it
    std::size_t aheadBegin = 0;

    explicit State(const std::filesystem::path& path) : file(path) { }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    ~State()
    {
        if (unpackerReady) {
            inflateEnd(&unpacker);
        }
        if (descriptor >= 0) {
            ::close(descriptor);
        }
    }

    std::size_t readRaw(void* to, std::size_t size) const
    {
        const ssize_t count = uninterrupted([&] { return ::read(descriptor, to, size); });
        if (count < 0) {
            const int reason = errno;
            if (reason == EISDIR) {
                throw Error("cannot read " + file.string() + ": it is a folder");
            }
            throw FileError("cannot read " + file.string(), reason);
        }
        return static_cast<std::size_t>(count);
    }

    /// Makes sure that packed bytes are there, if the file has any more.
    bool fill()
    {
        if (packedBegin == packedEnd) {
            packedBegin = 0;
            packedEnd = readRaw(packed.data(), packed.size());
        }
        return packedBegin != packedEnd;
    }

    /// Between two members: zeros, with which some tools pad, or the next header.
    bool findMember()
    {
        while (fill() && packed[packedBegin] == 0) {
            ++packedBegin;
        }
        if (packedBegin == packedEnd) {
            return false;
        }
        if (packed[packedBegin] != 0x1f) {
            throw Error(
                file.string() + ": its gzip data is followed by something else; the file is damaged, fetch it again");
        }
        if (inflateReset(&unpacker) != Z_OK) {
            throw Error(file.string() + ": cannot start to unpack it");
        }
        inMember = true;
        return true;
    }

    std::size_t unpack(char* to, std::size_t size)
    {
        const auto wanted = static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
        unpacker.next_out = reinterpret_cast<Bytef*>(to);
        unpacker.avail_out = wanted;
        while (unpacker.avail_out == wanted) {
            if (!inMember && !findMember()) {
                return 0;
            }
            if (!fill()) {
                throw Error(file.string() + ": its gzip data ends too early; the file was cut off, fetch it again");
            }
            unpacker.next_in = packed.data() + packedBegin;
            unpacker.avail_in = static_cast<uInt>(packedEnd - packedBegin);
            const int result = inflate(&unpacker, Z_NO_FLUSH);
            packedBegin = packedEnd - unpacker.avail_in;
            if (result == Z_STREAM_END) {
                inMember = false;
            } else if (result == Z_MEM_ERROR) {
                throw std::bad_alloc();
            } else if (result != Z_OK && result != Z_BUF_ERROR) {
                throw Error(file.string() + ": its gzip data is damaged ("
                    + (unpacker.msg != nullptr ? unpacker.msg : "zlib error " + std::to_string(result))
                    + "); fetch it again");
            }
        }
        return wanted - unpacker.avail_out;
    }

    std::size_t read(char* to, std::size_t size)
    {
        if (isGzip) {
            return unpack(to, size);
        }
        if (packedBegin == packedEnd) {
            return readRaw(to, size);
        }
        const std::size_t count = std::min(size, packedEnd - packedBegin);
        std::memcpy(to, packed.data() + packedBegin, count);
        packedBegin += count;
        return count;
    }
};

ByteStream::ByteStream(const std::filesystem::path& file) : m_state(std::make_unique<State>(file))
{
    State& state = *m_state;
    state.descriptor = uninterrupted([&] { return ::open(file.c_str(), O_RDONLY | O_CLOEXEC); });
    if (state.descriptor < 0) {
        const int reason = errno;
        throw FileError("cannot read " + file.string(), reason);
    }
    while (state.packedEnd < longestMagic) {
        const std::size_t count =
            state.readRaw(state.packed.data() + state.packedEnd, state.packed.size() - state.packedEnd);
        if (count == 0) {
            break;
        }
        state.packedEnd += count;
    }
    const std::string_view start(reinterpret_cast<const char*>(state.packed.data()), state.packedEnd);
    for (const ForeignFormat& format : foreignFormats) {
        if (start.starts_with(format.magic)) {
            throw Error(file.string() + " cannot be read as text: " + format.advice);
        }
    }
    state.isGzip = state.packedEnd >= 2 && state.packed[0] == 0x1f && state.packed[1] == 0x8b;
    if (state.isGzip) {
        if (inflateInit2(&state.unpacker, gzipWindow) != Z_OK) {
            throw Error("cannot unpack " + file.string() + ": zlib did not start");
        }
        state.unpackerReady = true;
    }
}

ByteStream::~ByteStream() = default;
ByteStream::ByteStream(ByteStream&&) noexcept = default;

std::size_t ByteStream::read(char* to, std::size_t size)
{
    State& state = *m_state;
    if (state.aheadBegin == state.ahead.size()) {
        return state.read(to, size);
    }
    const std::size_t count = std::min(size, state.ahead.size() - state.aheadBegin);
    std::memcpy(to, state.ahead.data() + state.aheadBegin, count);
    state.aheadBegin += count;
    return count;
}

char ByteStream::firstCharacter()
{
    constexpr std::string_view passed = " \t\r\n\xef\xbb\xbf";
    constexpr std::size_t block = 4096;
    constexpr std::size_t most = std::size_t{1} << 20;
    State& state = *m_state;
    for (std::size_t searched = state.aheadBegin;;) {
        if (const std::size_t found = state.ahead.find_first_not_of(passed, searched); found != std::string::npos) {
            return state.ahead[found];
        }
        searched = state.ahead.size();
        if (searched >= most) {
            return '\0';
        }
        state.ahead.resize(searched + block);
        const std::size_t count = state.read(state.ahead.data() + searched, block);
        state.ahead.resize(searched + count);
        if (count == 0) {
            return '\0';
        }
    }
}

} // namespace dpl::data
