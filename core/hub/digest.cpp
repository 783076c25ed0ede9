#include "hub/digest.hpp"

#include "base/error.hpp"
#include "base/stopped.hpp"
#include "base/uninterrupted.hpp"

#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dpl::hub {

struct Digest::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();

    State() = default;
    ~State() { EVP_MD_CTX_free(context); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

namespace {

void require(int result)
{
    if (result != 1) {
        throw Error("libcrypto cannot compute checksums; its configuration may forbid SHA-1 or SHA-256");
    }
}

/// A file opened for reading, closed with its owner.
class ReadFile {
public:
    explicit ReadFile(const std::filesystem::path& file)
        : m_number(uninterrupted([&] { return ::open(file.c_str(), O_RDONLY | O_CLOEXEC); }))
    {
        struct stat about { };
        if (m_number < 0 || ::fstat(m_number, &about) != 0) {
            const int reason = errno;
            close();
            throw FileError("cannot read " + file.string(), reason);
        }
        m_size = about.st_size;
    }
    ~ReadFile() { close(); }
    ReadFile(const ReadFile&) = delete;
    ReadFile& operator=(const ReadFile&) = delete;

    int number() const { return m_number; }
    std::int64_t size() const { return m_size; }

private:
    void close()
    {
        if (m_number >= 0) {
            ::close(m_number);
        }
    }

    int m_number;
    std::int64_t m_size = 0;
};

} // namespace

Digest::Digest(DigestKind kind, std::int64_t size) : m_state(std::make_unique<State>())
{
    require(EVP_DigestInit_ex(m_state->context, kind == DigestKind::sha256 ? EVP_sha256() : EVP_sha1(), nullptr));
    if (kind == DigestKind::gitBlob) {
        add("blob " + std::to_string(size) + std::string(1, '\0'));
    }
}

Digest::~Digest() = default;

void Digest::add(std::string_view piece)
{
    require(EVP_DigestUpdate(m_state->context, piece.data(), piece.size()));
}

std::string Digest::hex()
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    require(EVP_DigestFinal_ex(m_state->context, bytes, &length));
    constexpr const char* digits = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < length; ++i) {
        text += digits[bytes[i] >> 4U];
        text += digits[bytes[i] & 15U];
    }
    return text;
}

std::string sha256(std::string_view text)
{
    Digest digest(DigestKind::sha256, static_cast<std::int64_t>(text.size()));
    digest.add(text);
    return digest.hex();
}

std::string digestOfFile(const std::filesystem::path& file, DigestKind kind, const std::stop_token& stop)
{
    const ReadFile source(file);
    Digest digest(kind, source.size());
    std::vector<char> buffer(std::size_t{1} << 20U);
    for (;;) {
        throwIfStopped(stop);
        const ssize_t count = uninterrupted([&] { return ::read(source.number(), buffer.data(), buffer.size()); });
        if (count < 0) {
            throw FileError("cannot read " + file.string(), errno);
        }
        if (count == 0) {
            return digest.hex();
        }
        digest.add({buffer.data(), static_cast<std::size_t>(count)});
    }
}

} // namespace dpl::hub
