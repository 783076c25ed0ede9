#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/linear.hpp"

#include <ATen/core/Tensor.h>

#include <span>
#include <string>
#include <vector>

namespace dpl::backbone {

/// Rows of a table, picked by number. The table stays in its file unless it is trained: a batch needs few of its rows.
class Embedding {
public:
    Embedding(std::string name, std::int64_t rows, std::int64_t width)
        : m_name(std::move(name)), m_rows(rows), m_width(width)
    {
    }

    void load(WeightSource& source, const DeviceAndType& placement);

    /// [rows.size(), width]
    at::Tensor apply(std::span<const std::int32_t> rows) const;

    void forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const;
    void collectTrainable(std::vector<std::pair<std::string, at::Tensor>>& parameters);

private:
    at::Tensor wholeTable() const;

    std::string m_name;
    std::int64_t m_rows;
    std::int64_t m_width;
    DeviceAndType m_placement;
    SourceTensor m_source;
    at::Tensor m_table; ///< only if it is trained
};

} // namespace dpl::backbone
