#include "backbone/pass.hpp"

namespace dpl::backbone {

void Pass::checkStop() const
{
    if (stop.stop_requested()) {
        throw Stopped{};
    }
}

} // namespace dpl::backbone
