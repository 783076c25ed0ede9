#pragma once

#include <stdexcept>
#include <string>

namespace dpl {

/// The one exception of the project. Its message is a sentence for the user: what failed, where (file, line, JSON path,
/// option, tensor), and what to do about it.
class Error : public std::runtime_error {
public:
    explicit Error(const std::string& message) : std::runtime_error(message) { }
};

/// What the system does not do with a file.
class FileError : public Error {
public:
    /// "{what}: {the reason}"; `reason` is errno's.
    FileError(const std::string& what, int reason);

    bool isMissing() const { return m_isMissing; } ///< the file, or the folder that it would be in

private:
    bool m_isMissing;
};

/// Whether the system refuses a file that is there. What is in it may be as good as ever: no reason to make it anew.
bool isRefusal(const Error& error);

} // namespace dpl
