#include "data/byte_stream.hpp"

#include "base/error.hpp"
#include "data/packed_bytes.hpp"
#include "data/table_file.hpp"
#include "data/unpacker.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace dpl::data {

namespace {

/// What files begin with that are not text, and how to get text out of them.
struct ForeignFormat {
    std::string_view magic;
    const char* advice;
};

using namespace std::string_view_literals;

constexpr ForeignFormat foreignFormats[]{
    {"\xfd\x37zXZ\0"sv, "it is compressed by xz; unpack it with \"xz -d\""},
    {"BZh"sv, "it is compressed by bzip2; unpack it with \"bzip2 -d\""},
    {"\x04\x22\x4d\x18"sv, "it is compressed by LZ4; unpack it with \"lz4 -d\""},
    {"PK\x03\x04"sv, "it is a zip archive; unpack it"},
    {"version https://git-lfs"sv, "it is not the data but a Git LFS pointer to them; fetch them with \"git lfs pull\""},
};
constexpr std::size_t longestMagic = 24;

} // namespace

struct ByteStream::State {
    PackedBytes packed;
    std::unique_ptr<Unpacker> unpacker;
    std::string ahead; ///< what was read to look at it
    std::size_t aheadBegin = 0;

    explicit State(const std::filesystem::path& file) : packed(file) { }

    std::size_t read(char* to, std::size_t size) { return unpacker ? unpacker->read(to, size) : packed.read(to, size); }
};

ByteStream::ByteStream(const std::filesystem::path& file) : m_state(std::make_unique<State>(file))
{
    State& state = *m_state;
    state.packed.fill(longestMagic);
    const std::string_view start = state.packed.text();
    for (const ForeignFormat& format : foreignFormats) {
        if (start.starts_with(format.magic)) {
            throw Error(file.string() + " cannot be read as text: " + format.advice);
        }
    }
    if (tableFormat(start)) {
        throw Error(file.string()
            + " cannot be read as text: it is a Parquet or Arrow file; save it as JSON lines, for example with pandas: "
              "to_json(orient=\"records\", lines=True)");
    }
    if (start.starts_with("\x1f\x8b"sv)) {
        state.unpacker = unpackGzip(state.packed);
    } else if (isZstd(start)) {
        state.unpacker = unpackZstd(state.packed);
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
