#pragma once

#include <cerrno>

namespace dpl {

/// Makes a call of the system's again for as long as a signal interrupts it (EINTR). The call's result; negative, with
/// the reason in errno, if it failed otherwise.
template <typename Call> auto uninterrupted(const Call& call)
{
    for (;;) {
        const auto result = call();
        if (result >= 0 || errno != EINTR) {
            return result;
        }
    }
}

} // namespace dpl
