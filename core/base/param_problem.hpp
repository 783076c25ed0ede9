#pragma once

#include "base/error.hpp"

#include <string>

namespace dpl {

/// What is wrong with a parameter.
struct ParamProblem {
    std::string name; ///< the reference's
    std::string rest; ///< of the sentence that begins with the name: " must be above 0", ": name a backbone to train"
    bool isMissing = false; ///< it is empty, and there is nothing to go without it

    std::string sentence() const { return name + rest; }

    friend bool operator==(const ParamProblem&, const ParamProblem&) = default;
};

/// What does not work with a parameter's value, as a file that it names cannot be read.
class ParameterError : public Error {
public:
    ParameterError(std::string parameter, const std::string& message)
        : Error(message), m_parameter(std::move(parameter))
    {
    }

    const std::string& parameter() const { return m_parameter; } ///< by the reference's name

private:
    std::string m_parameter;
};

} // namespace dpl
