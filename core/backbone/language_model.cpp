#include "backbone/language_model.hpp"

#include "backbone/gpt2.hpp"
#include "backbone/gradient_node.hpp"
#include "backbone/llama.hpp"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

namespace dpl::backbone {

namespace {

/// The backward pass of a layer of which nothing was kept. Weights that are trained inside get their gradients
/// directly.
class RepeatedLayerNode final : public GradientNode {
public:
    std::function<Stream(const Stream&)> layer;
    Stream input;

    std::string name() const override { return "RepeatedLayerNode"; }

    void release_variables() override { input = {}; }

protected:
    variable_list back(variable_list gradients) override
    {
        const at::AutoGradMode recording(true);
        const auto asLeaf = [](const at::Tensor& t) { return t.defined() ? t.detach().set_requires_grad(true) : t; };
        const Stream leaf{asLeaf(input.x), asLeaf(input.delta)};
        const Stream output = layer(leaf);
        variable_list roots;
        variable_list rootGradients;
        const auto add = [&](const at::Tensor& root, const at::Tensor& gradient) {
            if (gradient.defined()) {
                roots.push_back(root);
                rootGradients.push_back(gradient);
            }
        };
        add(output.x, gradients[0]);
        add(output.delta, gradients[1]);
        if (!roots.empty()) {
            torch::autograd::backward(roots, rootGradients);
        }
        return {leaf.x.grad(), leaf.delta.defined() ? leaf.delta.grad() : at::Tensor()};
    }
};

} // namespace

Stream checkpointedLayer(
    const Stream& stream, const PassOptionsPointer& pass, const std::function<Stream(const Stream&)>& f)
{
    if (!pass->checkpointLayers) {
        return f(stream);
    }
    const auto node = makeGradientNode<RepeatedLayerNode>(pass, {stream.x, stream.delta});
    if (!node) {
        return f(stream); // the first layer that is trained: nothing comes back to its input
    }
    Stream output;
    {
        const at::NoGradGuard guard;
        output = f({stream.x.detach(), stream.delta.defined() ? stream.delta.detach() : at::Tensor()});
    }
    node->layer = f;
    node->input = {stream.x.detach(), stream.delta.defined() ? stream.delta.detach() : at::Tensor()};
    recordGradient(node, {output.x, output.delta});
    return output;
}

std::unique_ptr<LanguageModel> loadLanguageModel(
    WeightSource& source, const DeviceAndType& placement, Observer& observer, const std::stop_token& stop)
{
    const auto progress = [&](std::int64_t layer, std::int64_t layers) {
        throwIfStopped(stop);
        observer.progressed({"Loading layers", layer, layers});
    };
    std::unique_ptr<LanguageModel> model;
    if (source.config().family == Family::llama) {
        model = std::make_unique<Llama>(source, placement, progress);
    } else {
        model = std::make_unique<Gpt2>(source, placement, progress);
    }
    return model;
}

} // namespace dpl::backbone
