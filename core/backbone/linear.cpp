#include "backbone/linear.hpp"

#include "backbone/gradient_node.hpp"
#include "base/error.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros_like.h>

namespace dpl::backbone {

namespace {

/// What an adapter reads: the layer's input in float32, with dropout where it acts.
at::Tensor adapterInput(const at::Tensor& x, const LoraLayer& lora, const PassOptions& pass)
{
    const at::Tensor input = x.to(lora.a.scalar_type());
    return lora.dropout.acts(pass) ? dropped(input, lora.dropout.rate, lora.dropout.key(pass)) : input;
}

/// y += factor * a b, in y's type.
void addProduct(at::Tensor y, const at::Tensor& a, const at::Tensor& b, double factor)
{
    if (y.scalar_type() == a.scalar_type()) {
        at::addmm_out(y, y, a, b, 1.0, factor);
    } else {
        y.add_(at::mm(a, b).mul_(factor));
    }
}

/// DoRA's factors of what was computed, but for the bias.
void scaleOutputs(at::Tensor y, const at::Tensor& factors, const at::Tensor& bias)
{
    if (bias.defined()) {
        y.sub_(bias).mul_(factors).add_(bias);
    } else {
        y.mul_(factors);
    }
}

} // namespace

/// The backward pass of LinearGroup::apply. Inputs: x; the stacked weight and bias; A and B of each adapter.
class LinearNode final : public GradientNode {
public:
    const LinearGroup* group = nullptr;
    std::size_t first = 0;
    std::size_t count = 0;
    at::Tensor x; ///< kept only if something is trained that reads it
    std::vector<at::Tensor> inner; ///< dropout(x) A^T of each adapter

    std::string name() const override { return "LinearNode"; }

    void release_variables() override
    {
        x.reset();
        inner.clear();
    }

protected:
    variable_list back(variable_list gradients) override
    {
        variable_list result(num_outputs());
        const at::Tensor& dY = gradients[0];
        if (!dY.defined()) {
            return result;
        }
        if (wants(0)) {
            backwardThroughWeights(dY, result[0]);
        }
        if (wants(1)) {
            // A gradient has the shape of the whole stacked weight, of which this product may have used a part.
            result[1] = at::zeros_like(group->m_weight);
            at::Tensor part = group->slice(result[1], first, count, true);
            if (group->m_inputsFirst) {
                at::mm_out(part, x.t(), dY);
            } else {
                at::mm_out(part, dY.t(), x);
            }
        }
        if (wants(2)) {
            result[2] = at::zeros_like(group->m_bias);
            group->slice(result[2], first, count, false).copy_(dY.sum(0));
        }
        backwardThroughAdapters(dY, result);
        return result;
    }

private:
    void backwardThroughWeights(const at::Tensor& dY, at::Tensor& dX) const
    {
        if (group->usesPacked(count)) {
            if (!group->m_packedTransposed.isDefined()) {
                group->m_packedTransposed = PackedWeight(group->m_packed.dense().t().contiguous());
            }
            dX = group->m_packedTransposed.multiply(dY, {});
            return;
        }
        dX = at::empty({dY.size(0), group->m_inputs}, dY.options());
        const std::int64_t start = group->offset(first);
        bool isFirst = true;
        group->forEachPart(first, count, [&](const LinearGroup::Part& part) {
            const at::Tensor d = dY.narrow(1, part.offset - start, part.outputs);
            const at::Tensor weight = group->m_inputsFirst ? part.weight.t() : part.weight;
            if (isFirst) {
                at::mm_out(dX, d, weight);
            } else {
                at::addmm_out(dX, dX, d, weight);
            }
            isFirst = false;
        });
    }

    void backwardThroughAdapters(const at::Tensor& dY, variable_list& result) const
    {
        const std::int64_t start = group->offset(first);
        std::size_t adapter = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const LinearGroup::Member& member = group->members()[first + i];
            if (!member.lora) {
                continue;
            }
            const LoraLayer& lora = *member.lora;
            const std::size_t input = 3 + 2 * adapter;
            const at::Tensor d =
                dY.narrow(1, group->offset(first + i) - start, member.outputs).to(lora.a.scalar_type());
            if (wants(input + 1)) {
                result[input + 1] = at::mm(d.t(), inner[adapter]).mul_(lora.scale);
            }
            const at::Tensor dInner = at::mm(d, lora.b).mul_(lora.scale);
            if (wants(input)) {
                result[input] = at::mm(dInner.t(), adapterInput(x, lora, *pass));
            }
            if (result[0].defined()) {
                if (lora.dropout.acts(*pass)) {
                    result[0].add_(dropped(at::mm(dInner, lora.a), lora.dropout.rate, lora.dropout.key(*pass)));
                } else {
                    addProduct(result[0], dInner, lora.a, 1.0);
                }
            }
            ++adapter;
        }
    }
};

LinearGroup::LinearGroup(
    std::int64_t inputs, std::vector<std::pair<std::string, std::int64_t>> members, bool hasBias, bool inputsFirst)
    : m_inputs(inputs), m_hasBias(hasBias), m_inputsFirst(inputsFirst)
{
    for (auto& [name, outputs] : members) {
        m_members.push_back({std::move(name), outputs, std::nullopt});
    }
}

std::int64_t LinearGroup::offset(std::size_t member) const
{
    std::int64_t result = 0;
    for (std::size_t i = 0; i < member; ++i) {
        result += m_members[i].outputs;
    }
    return result;
}

at::Tensor LinearGroup::slice(const at::Tensor& stacked, std::size_t first, std::size_t count, bool isMatrix) const
{
    const std::int64_t start = offset(first);
    return stacked.narrow(isMatrix && m_inputsFirst ? 1 : 0, start, offset(first + count) - start);
}

void LinearGroup::load(WeightSource& source, const DeviceAndType& placement)
{
    m_placement = placement;
    // Shapes are checked before memory is asked for.
    std::vector<SourceTensor> matrices;
    for (const Member& member : m_members) {
        const std::vector<std::int64_t> shape = m_inputsFirst ? std::vector<std::int64_t>{m_inputs, member.outputs}
                                                              : std::vector<std::int64_t>{member.outputs, m_inputs};
        matrices.push_back(source.take(member.name + ".weight", shape));
    }
    const std::int64_t outputs = offset(m_members.size());
    const auto onCpu = at::TensorOptions(at::kFloat);
    at::Tensor weight;
    if (!placement.keepStored) {
        weight = m_inputsFirst ? at::empty({m_inputs, outputs}, onCpu) : at::empty({outputs, m_inputs}, onCpu);
    }
    at::Tensor bias = m_hasBias ? at::empty({outputs}, onCpu) : at::Tensor();
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        const Member& member = m_members[i];
        const SourceTensor& tensor = matrices[i];
        if (placement.keepStored) {
            m_stored.push_back(tensor);
        } else {
            const at::Tensor target = slice(weight, i, 1, true);
            const at::Tensor whole = target.is_contiguous() ? target : at::empty(target.sizes(), onCpu);
            tensor.read({whole.mutable_data_ptr<float>(), static_cast<std::size_t>(whole.numel())});
            if (!target.is_contiguous()) {
                target.copy_(whole);
            }
            tensor.file->release(*tensor.stored);
        }
        if (m_hasBias) {
            const at::Tensor target = slice(bias, i, 1, false);
            source.take(member.name + ".bias", {member.outputs})
                .read({target.mutable_data_ptr<float>(), static_cast<std::size_t>(target.numel())});
        }
    }
    if (weight.defined()) {
        setWholeWeight(weight.to(at::TensorOptions(placement.device).dtype(placement.type)));
    }
    if (bias.defined()) {
        m_bias = bias.to(at::TensorOptions(placement.device).dtype(placement.type));
    }
}

at::Tensor LinearGroup::wholeWeight() const
{
    if (m_packed.isDefined()) {
        const at::Tensor dense = m_packed.dense();
        return m_inputsFirst ? dense.t() : dense;
    }
    return m_weight;
}

void LinearGroup::setWholeWeight(const at::Tensor& weight)
{
    m_packedTransposed = {};
    if (m_placement.device.is_cpu() && m_placement.type == at::kFloat && PackedWeight::isSupported()) {
        m_packed = PackedWeight((m_inputsFirst ? weight.t() : weight).contiguous());
    } else {
        m_weight = weight;
    }
}

void LinearGroup::forEachPart(std::size_t first, std::size_t count, const std::function<void(const Part&)>& f) const
{
    if (const at::Tensor whole = wholeWeight(); whole.defined()) {
        const std::int64_t start = offset(first);
        f({start, offset(first + count) - start, slice(whole, first, count, true)});
        return;
    }
    for (std::size_t i = first; i < first + count; ++i) {
        const SourceTensor& tensor = m_stored[i];
        at::Tensor dequantised = at::empty({tensor.rows(), tensor.columns()}, at::TensorOptions(at::kFloat));
        tensor.read({dequantised.mutable_data_ptr<float>(), static_cast<std::size_t>(dequantised.numel())});
        f({offset(i), m_members[i].outputs,
            dequantised.to(at::TensorOptions(m_placement.device).dtype(m_placement.type))});
    }
}

at::Tensor LinearGroup::apply(
    const at::Tensor& x, const PassOptionsPointer& pass, std::size_t first, std::size_t count) const
{
    pass->checkStop();
    variable_list inputs{x, m_weight, m_bias};
    for (std::size_t i = first; i < first + count; ++i) {
        if (m_members[i].lora) {
            inputs.push_back(m_members[i].lora->a);
            inputs.push_back(m_members[i].lora->b);
        }
    }
    const auto node = makeGradientNode<LinearNode>(pass, inputs);
    const bool isTrained = std::any_of(
        inputs.begin() + 1, inputs.end(), [](const at::Tensor& t) { return t.defined() && t.requires_grad(); });
    const std::int64_t start = offset(first);
    std::vector<at::Tensor> inner;
    at::Tensor y;
    {
        const at::NoGradGuard guard;
        if (usesPacked(count)) {
            y = m_packed.multiply(x, m_bias);
        } else {
            y = at::empty({x.size(0), offset(first + count) - start}, x.options());
        }
        const auto addPart = [&](const Part& part) {
            at::Tensor out = y.narrow(1, part.offset - start, part.outputs);
            const at::Tensor weight = m_inputsFirst ? part.weight : part.weight.t();
            if (m_hasBias) {
                at::addmm_out(out, m_bias.narrow(0, part.offset, part.outputs), x, weight);
            } else {
                at::mm_out(out, x, weight);
            }
        };
        if (!usesPacked(count)) {
            forEachPart(first, count, addPart);
        }
        for (std::size_t i = first; i < first + count; ++i) {
            if (const auto& lora = m_members[i].lora) {
                inner.push_back(at::mm(adapterInput(x, *lora, *pass), lora->a.t()));
                const at::Tensor out = y.narrow(1, offset(i) - start, m_members[i].outputs);
                addProduct(out, inner.back(), lora->b.t(), lora->scale);
                if (lora->outputFactors.defined()) {
                    scaleOutputs(out, lora->outputFactors, m_hasBias ? slice(m_bias, i, 1, false) : at::Tensor());
                }
            }
        }
    }
    if (node) {
        for (std::size_t i = first; i < first + count; ++i) {
            if (m_members[i].lora && m_members[i].lora->outputFactors.defined()) {
                throw Error("DoRA is read and not trained; the adapter of " + m_members[i].name + " is one");
            }
        }
        node->group = this;
        node->first = first;
        node->count = count;
        if (isTrained) {
            node->x = x.detach();
            node->inner = std::move(inner);
        }
        recordGradient(node, {y});
    }
    return y;
}

at::Tensor LinearGroup::weight(std::size_t member) const
{
    const at::NoGradGuard guard;
    at::Tensor result;
    forEachPart(member, 1,
        [&](const Part& part) { result = (m_inputsFirst ? part.weight.t() : part.weight).to(at::kFloat).clone(); });
    return result;
}

void LinearGroup::mergeLora()
{
    if (std::none_of(
            m_members.begin(), m_members.end(), [](const Member& member) { return member.lora.has_value(); })) {
        return;
    }
    const at::NoGradGuard guard;
    const at::Tensor whole = wholeWeight();
    if (!whole.defined()) {
        throw Error(
            "the adapter of " + m_members.front().name + " cannot be merged into weights that are kept in their file");
    }
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        if (auto& lora = m_members[i].lora) {
            at::Tensor weight = slice(whole, i, 1, true);
            const at::Tensor update = at::mm(lora->b, lora->a).mul_(lora->scale).to(weight.scalar_type());
            weight.add_(m_inputsFirst ? update.t() : update);
            if (lora->outputFactors.defined()) {
                const at::Tensor factors = lora->outputFactors.to(weight.scalar_type());
                weight.mul_(m_inputsFirst ? factors : factors.unsqueeze(1));
            }
            lora.reset();
        }
    }
    setWholeWeight(whole);
}

void LinearGroup::forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const
{
    const at::Tensor whole = wholeWeight();
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        if (whole.defined()) {
            f(m_members[i].name + ".weight", slice(whole, i, 1, true));
        }
        if (m_bias.defined()) {
            f(m_members[i].name + ".bias", slice(m_bias, i, 1, false));
        }
    }
}

void LinearGroup::collectTrainable(std::vector<std::pair<std::string, at::Tensor>>& parameters)
{
    m_weight = wholeWeight();
    if (!m_weight.defined()) {
        throw Error("weights that are kept in their file cannot be trained; load them, or train an adapter");
    }
    m_packed = m_packedTransposed = {};
    m_weight = m_weight.contiguous();
    m_weight.set_requires_grad(true);
    parameters.emplace_back(m_members.front().name + ".weight", m_weight);
    if (m_bias.defined()) {
        m_bias.set_requires_grad(true);
        parameters.emplace_back(m_members.front().name + ".bias", m_bias);
    }
}

} // namespace dpl::backbone
