#pragma once

#include "room_order.hpp"

#include <functional>

namespace dpl::test {

/// What `faults` says of each line: "layer/path:number: what is said", by file and line.
std::vector<std::string> faultsByLine(const std::string& layer, const Sources& sources,
    const std::function<std::vector<std::string>(const std::string& line)>& faults);

} // namespace dpl::test
