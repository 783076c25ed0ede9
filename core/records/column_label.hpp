#pragma once

#include <string>

namespace dpl::records {

/// What people call the model of a column in response evaluation files: "both · base" for "both"; columns of other
/// models have their own names.
std::string labelOfColumn(const std::string& name);

} // namespace dpl::records
