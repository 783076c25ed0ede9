#include "base/mapped_file.hpp"

#include "base/error.hpp"
#include "base/uninterrupted.hpp"

#include <cerrno>
#include <cstdint>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dpl {

namespace {

FileError cannotRead(const std::filesystem::path& file, int reason)
{
    return FileError("cannot read " + file.string(), reason);
}

} // namespace

MappedFile::MappedFile(const std::filesystem::path& file)
{
    // Without waiting: a named pipe would let nobody through.
    const int descriptor = uninterrupted([&] { return ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); });
    if (descriptor < 0) {
        throw cannotRead(file, errno);
    }
    struct stat about { };
    if (::fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
        const std::string reason = S_ISDIR(about.st_mode) ? "it is a folder" : "it is not a regular file";
        ::close(descriptor);
        throw Error("cannot read " + file.string() + ": " + reason);
    }
    const auto size = static_cast<std::size_t>(about.st_size);
    void* address = nullptr;
    if (size > 0) {
        address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    }
    const int reason = errno;
    ::close(descriptor);
    if (address == MAP_FAILED) {
        throw cannotRead(file, reason);
    }
    m_bytes = {static_cast<const std::byte*>(address), size};
}

MappedFile::~MappedFile()
{
    if (!m_bytes.empty()) {
        ::munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
    }
}

void MappedFile::release(std::span<const std::byte> part) const
{
    const auto address = [](const std::byte* pointer) { return reinterpret_cast<std::uintptr_t>(pointer); };
    const std::uintptr_t first = address(m_bytes.data());
    const std::uintptr_t begin = address(part.data());
    if (part.empty() || begin < first || begin - first > m_bytes.size()
        || part.size() > m_bytes.size() - (begin - first)) {
        return;
    }
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const std::uintptr_t from = (begin + page - 1) / page * page;
    const std::uintptr_t to = (begin + part.size()) / page * page;
    if (from < to) {
        ::madvise(const_cast<std::byte*>(m_bytes.data()) + (from - first), to - from, MADV_DONTNEED);
    }
}

} // namespace dpl
