#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/pass_options.hpp"

#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <type_traits>

namespace dpl::backbone {

using torch::autograd::variable_list;

/// A step of the backward pass that computes the derivatives of one operation in its own code. Its inputs are numbered
/// as they are given to recordGradient.
class GradientNode : public torch::autograd::Node {
public:
    PassOptionsPointer pass;

    variable_list apply(variable_list&& gradients) final
    {
        try {
            pass->checkStop();
            return back(std::move(gradients));
        } catch (const Stopped&) {
            // LibTorch's engine, which may call this on a thread of its own, lets only such exceptions through.
            throw std::runtime_error("the backward pass was stopped");
        }
    }

protected:
    /// The derivative for each input, undefined where `wants` says no. `gradients` has one entry for each output,
    /// undefined where nothing came back.
    virtual variable_list back(variable_list gradients) = 0;

    bool wants(std::size_t input) const { return task_should_compute_output(input); }
};

/// A node if one is needed: gradients are recorded, and one of the inputs has them. Otherwise null.
template <typename Node> auto makeGradientNode(const PassOptionsPointer& pass, const variable_list& inputs)
{
    // LibTorch has held nodes by either pointer.
    using NodePointer = decltype(torch::autograd::Edge::function);
    constexpr bool isShared = std::is_same_v<NodePointer, std::shared_ptr<torch::autograd::Node>>;
    const bool isNeeded = torch::autograd::GradMode::is_enabled()
        && std::any_of(inputs.begin(), inputs.end(),
            [](const at::Tensor& input) { return input.defined() && input.requires_grad(); });
    const auto prepare = [&](auto node) {
        if (node) {
            node->pass = pass;
            node->set_next_edges(torch::autograd::collect_next_edges(inputs));
        }
        return node;
    };
    if constexpr (isShared) {
        return prepare(isNeeded ? std::make_shared<Node>() : nullptr);
    } else {
        return prepare(isNeeded ? c10::make_intrusive<Node>() : c10::intrusive_ptr<Node>());
    }
}

/// Makes the outputs, in their order, come from the node.
template <typename NodePointer> void recordGradient(const NodePointer& node, std::initializer_list<at::Tensor> outputs)
{
    for (const at::Tensor& output : outputs) {
        torch::autograd::set_history(output, node);
    }
}

} // namespace dpl::backbone
