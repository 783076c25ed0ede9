#pragma once

#include "templates/failure.hpp"
#include "templates/token.hpp"

namespace dpl::templates {

/// Text that is no template, and where.
class SyntaxFailure : public Failure {
public:
    SyntaxFailure(const std::string& reason, Offset at) : Failure(reason), m_at(at) { }

    Offset at() const { return m_at; }

private:
    Offset m_at;
};

} // namespace dpl::templates
