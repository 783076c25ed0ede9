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

} // namespace dpl
