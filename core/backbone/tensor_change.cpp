#include "backbone/tensor_change.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::backbone {

void TensorChange::addLora(std::int64_t row, std::span<float> values) const
{
    for (std::size_t j = 0; j < values.size(); ++j) {
        float sum = 0.0f;
        for (std::int64_t k = 0; k < a.rows; ++k) {
            sum += a.values[static_cast<std::size_t>(k * a.columns + row)]
                * b.values[j * static_cast<std::size_t>(b.columns) + static_cast<std::size_t>(k)];
        }
        values[j] += static_cast<float>(scale) * sum;
    }
}

void TensorChange::takeLengths(const std::vector<double>& squares)
{
    factors.resize(squares.size());
    for (std::size_t j = 0; j < squares.size(); ++j) {
        factors[j] = static_cast<float>(static_cast<double>(magnitudes[j]) / std::sqrt(squares[j]));
    }
}

void TensorChange::apply(std::int64_t first, std::int64_t count, std::span<float> rows) const
{
    const std::size_t width = count > 0 ? rows.size() / static_cast<std::size_t>(count) : 0;
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t row = first + i;
        const std::span<float> values = rows.subspan(static_cast<std::size_t>(i) * width, width);
        if (const auto own = ownRows.find(row); own != ownRows.end()) {
            std::ranges::copy(rowValues.row(own->second), values.begin());
        }
        if (!a.values.empty()) {
            addLora(row, values);
        }
        for (std::size_t j = 0; j < factors.size(); ++j) {
            values[j] *= factors[j];
        }
    }
}

} // namespace dpl::backbone
