#pragma once

#include <stdexcept>
#include <string>

namespace dpl::templates {

/// What goes wrong while a template is rendered; where it happened is known to the renderer, which makes a
/// TemplateError of it.
class Failure : public std::runtime_error {
public:
    explicit Failure(const std::string& reason) : std::runtime_error(reason) { }
};

/// A sentence that the template itself says, by raise_exception.
class Refusal : public Failure {
public:
    using Failure::Failure;
};

} // namespace dpl::templates
