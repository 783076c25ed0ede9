#pragma once

#include "weights/weight_file.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dpl::backbone {

/// A matrix of an adapter, row-major, as float32.
struct AdapterMatrix {
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::vector<float> values;

    std::span<const float> row(std::int64_t i) const
    {
        return std::span(values).subspan(static_cast<std::size_t>(i * columns), static_cast<std::size_t>(columns));
    }
};

/// What an adapter makes of a backbone's tensor where no layer does it: a tensor of its own in place of it
/// (modules_to_save, trained biases), and, of a table of embeddings, LoRA and rows of its own. Applied to rows as they
/// are read, so that a table stays in its file.
struct TensorChange {
    const weights::StoredTensor* replacement = nullptr; ///< in `file`
    std::shared_ptr<const weights::WeightFile> file;

    AdapterMatrix a; ///< [rank, rows]; empty: no LoRA
    AdapterMatrix b; ///< [columns, rank]
    double scale = 1.0;
    std::vector<float> magnitudes; ///< of DoRA: the lengths of the changed table's columns; empty: as they come out
    std::vector<float> factors; ///< of the columns, that give them these lengths; prepared by WeightSource

    std::map<std::int64_t, std::int64_t> ownRows; ///< row of the table to row of `rowValues`
    AdapterMatrix rowValues;

    /// Whether rows are changed, besides a replacement.
    bool changesRows() const { return !a.values.empty() || !ownRows.empty(); }

    /// Of rows [first, first + count) of a table.
    void apply(std::int64_t first, std::int64_t count, std::span<float> rows) const;

    /// Computes `factors`; `readRow` gives a row as it was before LoRA.
    template <typename ReadRow> void prepare(std::int64_t rows, std::int64_t columns, const ReadRow& readRow);

private:
    void addLora(std::int64_t row, std::span<float> values) const;
    void takeLengths(const std::vector<double>& squares);
};

/// By the names that WeightSource has.
using TensorChanges = std::map<std::string, std::shared_ptr<const TensorChange>>;

template <typename ReadRow> void TensorChange::prepare(std::int64_t rows, std::int64_t columns, const ReadRow& readRow)
{
    if (magnitudes.empty()) {
        return;
    }
    std::vector<float> row(static_cast<std::size_t>(columns));
    std::vector<double> squares(row.size(), 0.0);
    for (std::int64_t i = 0; i < rows; ++i) {
        readRow(i, std::span(row));
        addLora(i, row);
        for (std::size_t j = 0; j < row.size(); ++j) {
            squares[j] += static_cast<double>(row[j]) * static_cast<double>(row[j]);
        }
    }
    takeLengths(squares);
}

} // namespace dpl::backbone
