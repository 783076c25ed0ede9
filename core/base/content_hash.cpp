#include "base/content_hash.hpp"

#include "base/file_pieces.hpp"

#include <xxhash.h>

#include <cstdint>
#include <cstdio>
#include <new>

namespace dpl {

struct ContentHash::State {
    XXH3_state_t* hash = XXH3_createState();
    ~State() { XXH3_freeState(hash); }
};

ContentHash::ContentHash() : m_state(std::make_unique<State>())
{
    if (!m_state->hash || XXH3_128bits_reset(m_state->hash) != XXH_OK) {
        throw std::bad_alloc();
    }
}

ContentHash::~ContentHash() = default;

void ContentHash::add(std::string_view piece)
{
    const std::uint64_t length = piece.size();
    XXH3_128bits_update(m_state->hash, &length, sizeof length);
    XXH3_128bits_update(m_state->hash, piece.data(), piece.size());
}

void ContentHash::addFile(const std::filesystem::path& file)
{
    FilePieces pieces(file);
    const std::uint64_t length = pieces.size();
    XXH3_128bits_update(m_state->hash, &length, sizeof length);
    for (std::string_view piece = pieces.next(); !piece.empty(); piece = pieces.next()) {
        XXH3_128bits_update(m_state->hash, piece.data(), piece.size());
    }
}

std::string ContentHash::hex() const
{
    const XXH128_hash_t digest = XXH3_128bits_digest(m_state->hash);
    char text[33];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(digest.high64),
        static_cast<unsigned long long>(digest.low64));
    return text;
}

std::string hashOfFiles(const std::vector<std::filesystem::path>& files)
{
    ContentHash hash;
    for (const std::filesystem::path& file : files) {
        hash.addFile(file);
    }
    return hash.hex();
}

} // namespace dpl
