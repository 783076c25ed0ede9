#pragma once

#include "base/error.hpp"

namespace dpl::data {

/// One row that cannot be used, in a file that can be read on: "file:line: reason". What `--skip_bad_rows` skips.
class RowError : public Error {
public:
    using Error::Error;
};

} // namespace dpl::data
