#pragma once

#include "base/json_scanner.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::records {

/// The outputs of a reward model for a number of responses, row-major [responses, outputs].
struct ModelOutputs {
    int outputs = 0; ///< k, the same for all; 0 before the first
    std::vector<double> values;

    std::size_t count() const { return outputs > 0 ? values.size() / static_cast<std::size_t>(outputs) : 0; }

    std::span<const double> of(std::size_t response) const
    {
        const auto width = static_cast<std::size_t>(outputs);
        return std::span(values).subspan(response * width, width);
    }
};

/// More outputs than any head has; a longer list is an error.
inline constexpr int mostOutputs = 4096;

/// Reads one response's list of outputs and appends it. Throws Error, with the scanner's place and the field's name, if
/// it is not a list of finite numbers, as many as for the responses before it.
void readOutputs(JsonScanner& scanner, const std::string& field, ModelOutputs& into);

} // namespace dpl::records
