#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/family_spec.hpp"
#include "backbone/linear.hpp"
#include "backbone/pass_options.hpp"

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace dpl::backbone {

/// A residual stream after something was added to it, and what the next block reads of it.
struct Normed {
    at::Tensor sum; ///< x + delta
    at::Tensor normed;
};

/// The normalisation in front of a block, together with the addition that comes before it: one pass over memory.
class Norm {
public:
    Norm(std::string name, std::int64_t width, double epsilon, NormKind kind);

    void load(WeightSource& source, const DeviceAndType& placement);

    std::int64_t width() const { return m_width; }

    /// x and delta [rows, width]; delta may be undefined.
    Normed apply(const at::Tensor& x, const at::Tensor& delta, const PassOptionsPointer& pass) const;

    void forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const;
    void collectTrainable(std::vector<std::pair<std::string, at::Tensor>>& parameters);

private:
    friend class NormNode;

    bool hasBias() const { return m_kind == NormKind::layer; }

    /// What is multiplied by.
    at::Tensor factors() const;

    Normed applyByTensors(const at::Tensor& x, const at::Tensor& delta) const;

    std::string m_name;
    std::int64_t m_width;
    double m_epsilon;
    NormKind m_kind;
    at::Tensor m_weight;
    at::Tensor m_bias;
};

} // namespace dpl::backbone
