#include "text/token_cache.hpp"

#include "base/content_hash.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

#include <bit>
#include <cstring>

namespace dpl::text {

static_assert(std::endian::native == std::endian::little, "the cache is little-endian, and so must the machine be");

namespace {

// The file: magic, key, the number of texts (64 bits), the number of ids of each text (32 bits), all ids (32 bits), a
// hash of all before.
constexpr std::string_view magic = "dpl token ids 1\n";
constexpr std::size_t hashLength = 32;

std::string keyOf(const Tokenizer& tokenizer, std::span<const std::string> texts)
{
    ContentHash hash;
    hash.add(tokenizer.fingerprint());
    for (const std::string& text : texts) {
        hash.add(text);
    }
    return hash.hex();
}

std::filesystem::path fileOf(const std::string& key, const std::filesystem::path& folder)
{
    return folder / (key + ".tokens");
}

std::string hashOf(std::string_view content)
{
    ContentHash hash;
    hash.add(content);
    return hash.hex();
}

template <typename T> void append(std::string& content, const T* values, std::size_t count)
{
    if (count > 0) {
        content.append(reinterpret_cast<const char*>(values), count * sizeof(T));
    }
}

std::string pack(const std::string& key, const std::vector<TokenIds>& ids)
{
    std::string content(magic);
    content += key;
    const std::uint64_t count = ids.size();
    append(content, &count, 1);
    for (const TokenIds& text : ids) {
        const auto length = static_cast<std::uint32_t>(text.size());
        append(content, &length, 1);
    }
    for (const TokenIds& text : ids) {
        append(content, text.data(), text.size());
    }
    return content + hashOf(content);
}

/// What pack() packed, or nothing if anything about it is wrong.
std::optional<std::vector<TokenIds>> unpack(
    std::string_view content, const std::string& key, std::size_t texts, std::size_t vocabulary)
{
    const std::size_t header = magic.size() + hashLength + sizeof(std::uint64_t);
    if (content.size() < header + hashLength || !content.starts_with(magic)
        || content.substr(magic.size(), hashLength) != key) {
        return std::nullopt;
    }
    const std::string_view body = content.substr(0, content.size() - hashLength);
    if (content.substr(body.size()) != hashOf(body)) {
        return std::nullopt;
    }
    std::uint64_t count = 0;
    std::memcpy(&count, body.data() + magic.size() + hashLength, sizeof count);
    if (count != texts || count > (body.size() - header) / sizeof(std::uint32_t)) {
        return std::nullopt;
    }
    std::string_view lengths = body.substr(header, count * sizeof(std::uint32_t));
    std::string_view rest = body.substr(header + lengths.size());
    std::vector<TokenIds> result;
    result.reserve(count);
    for (; !lengths.empty(); lengths.remove_prefix(sizeof(std::uint32_t))) {
        std::uint32_t length = 0;
        std::memcpy(&length, lengths.data(), sizeof length);
        if (length > rest.size() / sizeof(TokenId)) {
            return std::nullopt;
        }
        TokenIds& ids = result.emplace_back(length);
        if (length > 0) {
            std::memcpy(ids.data(), rest.data(), length * sizeof(TokenId));
        }
        rest.remove_prefix(length * sizeof(TokenId));
        for (const TokenId id : ids) {
            if (id < 0 || static_cast<std::size_t>(id) >= vocabulary) {
                return std::nullopt;
            }
        }
    }
    return rest.empty() ? std::optional(std::move(result)) : std::nullopt;
}

} // namespace

std::filesystem::path tokenCacheFile(
    const Tokenizer& tokenizer, std::span<const std::string> texts, const std::filesystem::path& folder)
{
    return fileOf(keyOf(tokenizer, texts), folder);
}

std::vector<TokenIds> encodeCached(const Tokenizer& tokenizer, std::span<const std::string> texts,
    const TokenIdCache& cache, int threads, std::stop_token stop)
{
    if (cache.folder.empty()) {
        return encodeAll(tokenizer, texts, threads, stop);
    }
    const std::string key = keyOf(tokenizer, texts);
    const std::filesystem::path file = fileOf(key, cache.folder);
    const auto warn = [&cache](const Error& error) {
        if (cache.warned) {
            cache.warned(std::string("token ids are not kept for the next time: ") + error.what());
        }
    };
    try {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(file, ignored)) {
            if (auto known = unpack(readFile(file), key, texts.size(), tokenizer.vocabularySize())) {
                return std::move(*known);
            }
        }
    } catch (const Error& error) {
        warn(error);
    }
    std::vector<TokenIds> ids = encodeAll(tokenizer, texts, threads, stop);
    try {
        writeFileAtomically(file, pack(key, ids));
    } catch (const Error& error) {
        warn(error);
    }
    return ids;
}

} // namespace dpl::text
