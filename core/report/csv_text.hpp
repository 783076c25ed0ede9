#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dpl::report {

/// One field as RFC 4180 has it: quoted, with quotes doubled, if it holds a comma, a quote, a line break or outer
/// blanks.
std::string csvField(std::string_view text);

/// One record of raw fields, each quoted as needed, ended by CR LF.
std::string csvRecord(const std::vector<std::string>& fields);

} // namespace dpl::report
