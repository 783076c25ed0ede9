#include "data/packed_bytes.hpp"

#include "base/error.hpp"
#include "base/uninterrupted.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace dpl::data {

PackedBytes::PackedBytes(const std::filesystem::path& file)
    : m_file(file.string()), m_descriptor(uninterrupted([&] { return ::open(file.c_str(), O_RDONLY | O_CLOEXEC); }))
{
    if (m_descriptor < 0) {
        const int reason = errno;
        throw FileError("cannot read " + m_file, reason);
    }
}

PackedBytes::~PackedBytes()
{
    ::close(m_descriptor);
}

bool PackedBytes::fill(std::size_t size)
{
    if (this->size() >= size) {
        return true;
    }
    std::memmove(m_bytes.data(), data(), this->size());
    m_end = this->size();
    m_begin = 0;
    while (m_end < size) {
        const std::size_t count = readFile(m_bytes.data() + m_end, m_bytes.size() - m_end);
        if (count == 0) {
            break;
        }
        m_end += count;
    }
    return m_end > 0;
}

std::size_t PackedBytes::read(char* to, std::size_t size)
{
    if (this->size() == 0) {
        return readFile(to, size);
    }
    const std::size_t count = std::min(size, this->size());
    std::memcpy(to, data(), count);
    take(count);
    return count;
}

std::size_t PackedBytes::readFile(void* to, std::size_t size) const
{
    const ssize_t count = uninterrupted([&] { return ::read(m_descriptor, to, size); });
    if (count < 0) {
        const int reason = errno;
        if (reason == EISDIR) {
            throw Error("cannot read " + m_file + ": it is a folder");
        }
        throw FileError("cannot read " + m_file, reason);
    }
    return static_cast<std::size_t>(count);
}

} // namespace dpl::data
