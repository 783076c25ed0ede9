#include "backbone/embedding.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

namespace dpl::backbone {

void Embedding::load(WeightSource& source, const DeviceAndType& placement)
{
    m_placement = placement;
    m_source = source.take(m_name + ".weight", {m_rows, m_width});
}

at::Tensor Embedding::apply(std::span<const std::int32_t> rows) const
{
    if (m_table.defined()) {
        const at::Tensor indices =
            at::tensor(at::ArrayRef<std::int32_t>(rows.data(), rows.size()), at::TensorOptions(at::kLong));
        return m_table.index_select(0, indices.to(m_table.device()));
    }
    at::Tensor out = at::empty({static_cast<std::int64_t>(rows.size()), m_width}, at::TensorOptions(at::kFloat));
    const auto width = static_cast<std::size_t>(m_width);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        m_source.readRows(rows[i], 1, {out.mutable_data_ptr<float>() + i * width, width});
    }
    return out.to(at::TensorOptions(m_placement.device).dtype(m_placement.type));
}

at::Tensor Embedding::wholeTable() const
{
    at::Tensor table = at::empty({m_rows, m_width}, at::TensorOptions(at::kFloat));
    m_source.read({table.mutable_data_ptr<float>(), static_cast<std::size_t>(table.numel())});
    return table.to(at::TensorOptions(m_placement.device).dtype(m_placement.type));
}

void Embedding::forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const
{
    f(m_name + ".weight", m_table.defined() ? m_table : wholeTable());
}

void Embedding::collectTrainable(std::vector<std::pair<std::string, at::Tensor>>& parameters)
{
    m_table = wholeTable();
    m_table.set_requires_grad(true);
    parameters.emplace_back(m_name + ".weight", m_table);
}

} // namespace dpl::backbone
