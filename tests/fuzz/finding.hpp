#pragma once

#include <cstdlib>
#include <iostream>

namespace dpl::test {

/// What must hold whatever the input is; where it does not, the input is a finding.
inline void require(bool holds, const char* what)
{
    if (!holds) {
        std::cerr << "finding: " << what << "\n";
        std::abort();
    }
}

} // namespace dpl::test
