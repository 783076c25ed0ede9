#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/dropout.hpp"
#include "backbone/lora.hpp"
#include "backbone/packed_weight.hpp"
#include "backbone/pass_options.hpp"
#include "backbone/weight_source.hpp"

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dpl::backbone {

/// Where weights are and how they are computed with.
struct DeviceAndType {
    at::Device device = at::kCPU;
    at::ScalarType type = at::kFloat; ///< of activations, and of weights that are resident
    bool keepStored = false; ///< leave matrices in their files, and dequantise each when it is used
};

/// The trained part of an adapted linear layer.
struct LoraLayer {
    at::Tensor a; ///< [rank, in], float32
    at::Tensor b; ///< [out, rank], float32
    double alpha = 1.0;
    double scale = 1.0; ///< of alpha and the rank
    DropoutAt dropout; ///< of what it reads
    at::Tensor outputFactors; ///< of DoRA: [out], float32, of what layer and adapter give together; undefined: LoRA
};

/// Linear layers that read the same input, computed by one matrix product: y = x W^T + bias, W the members' weights
/// stacked. Each member may be adapted. GPT-2 stores its matrices as [in, out]; they stay so.
class LinearGroup {
public:
    struct Member {
        std::string name; ///< within the model: "layers.0.self_attn.q_proj"
        std::int64_t outputs = 0;
        std::optional<LoraLayer> lora;
    };

    LinearGroup(
        std::int64_t inputs, std::vector<std::pair<std::string, std::int64_t>> members, bool hasBias, bool inputsFirst);

    /// Takes the members' tensors from the source.
    void load(WeightSource& source, const DeviceAndType& placement);

    /// x [rows, in] to [rows, outputs of the members first ... first + count - 1].
    at::Tensor apply(const at::Tensor& x, const PassOptionsPointer& pass, std::size_t first, std::size_t count) const;
    at::Tensor apply(const at::Tensor& x, const PassOptionsPointer& pass) const
    {
        return apply(x, pass, 0, m_members.size());
    }

    /// A member's weight [outputs, in] in float32, dequantised if it stays in its file.
    at::Tensor weight(std::size_t member) const;

    /// Adds scale * B A to the resident weights and forgets the adapters. Throws Error if the weights are not resident.
    void mergeLora();

    std::int64_t inputs() const { return m_inputs; }
    std::vector<Member>& members() { return m_members; }
    const std::vector<Member>& members() const { return m_members; }

    /// Calls f(name, tensor) for each member's weight and bias, unless they stay in their file.
    void forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const;

    /// Full fine-tuning: makes the stacked weight and bias have gradients and appends them, under the first member's
    /// name.
    void collectTrainable(std::vector<std::pair<std::string, at::Tensor>>& parameters);

private:
    friend class LinearNode;

    struct Part {
        std::int64_t offset; ///< of its outputs in y
        std::int64_t outputs;
        at::Tensor weight; ///< [outputs, in], or [in, outputs]
    };
    /// The whole weight in the layout of its file's matrices, resident or packed; undefined if it stays in its file.
    at::Tensor wholeWeight() const;
    void setWholeWeight(const at::Tensor& weight);
    bool usesPacked(std::size_t count) const { return m_packed.isDefined() && count == m_members.size(); }

    /// Calls f(part) for the weights of the members: a single part if they are in memory, one after the other if not.
    void forEachPart(std::size_t first, std::size_t count, const std::function<void(const Part&)>& f) const;
    std::int64_t offset(std::size_t member) const;
    at::Tensor slice(const at::Tensor& stacked, std::size_t first, std::size_t count, bool isMatrix) const;

    std::int64_t m_inputs;
    std::vector<Member> m_members;
    bool m_hasBias;
    bool m_inputsFirst;
    DeviceAndType m_placement;
    at::Tensor m_bias;
    // One of these three:
    at::Tensor m_weight;
    PackedWeight m_packed; ///< for the CPU in float32, unless it is trained; [outputs, inputs]
    std::vector<SourceTensor> m_stored;

    mutable PackedWeight m_packedTransposed; ///< the transpose of m_packed, from the first backward pass on
};

} // namespace dpl::backbone
