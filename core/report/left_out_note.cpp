#include "report/left_out_note.hpp"

namespace dpl::report {

std::optional<std::string> leftOutNote(std::size_t leftOut, std::size_t points)
{
    if (leftOut == 0) {
        return std::nullopt;
    }
    return std::to_string(leftOut) + " of " + std::to_string(points) + (points == 1 ? " point" : " points")
        + (leftOut == 1 ? " is at or below 0 and left out: a logarithmic axis has no place for it"
                        : " are at or below 0 and left out: a logarithmic axis has no place for them");
}

} // namespace dpl::report
