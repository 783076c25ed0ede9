#pragma once

#include "base/error.hpp"

namespace dpl::hub {

/// What the hub, or the way to it, does not give.
class HubError final : public Error {
public:
    enum class Reason {
        offline, ///< the user asked not to use the network
        unreachable, ///< no answer that could be read
        refused, ///< the hub says no: missing, private, gated
    };

    HubError(Reason reason, const std::string& message) : Error(message), m_reason(reason) { }

    Reason reason() const { return m_reason; }

private:
    Reason m_reason;
};

} // namespace dpl::hub
