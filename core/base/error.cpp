#include "base/error.hpp"

#include <cerrno>
#include <cstring>

namespace dpl {

FileError::FileError(const std::string& what, int reason)
    : Error(what + ": " + std::strerror(reason)), m_isMissing(reason == ENOENT || reason == ENOTDIR)
{
}

bool isRefusal(const Error& error)
{
    const auto* ofFile = dynamic_cast<const FileError*>(&error);
    return ofFile != nullptr && !ofFile->isMissing();
}

} // namespace dpl
