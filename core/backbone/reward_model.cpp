#include "backbone/reward_model.hpp"

#include "backbone/classifier_files.hpp"
#include "backbone/lora_targets.hpp"
#include "backbone/reward_model_parts.hpp"
#include "base/compute.hpp"
#include "base/error.hpp"
#include "base/random_stream.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/add.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

namespace dpl::backbone {

namespace {

// Streams of a model's own random numbers.
constexpr std::uint64_t scoreStream = 1;
constexpr std::uint64_t adapterStream = 2;

/// Where the dropouts of adapters begin among the places of a model.
constexpr std::uint64_t adapterPlaces = std::uint64_t{1} << 32;

/// Whether texts share tokens whose rotation is another in each of them.
bool sharesUnlike(const PackedBatch& batch, const Rope& rope)
{
    std::map<std::size_t, std::int64_t> classOfTree;
    for (const std::int64_t last : batch.lastTokens) {
        std::size_t root = batch.segmentOf(last);
        while (batch.segments[root].prefix >= 0) {
            root = static_cast<std::size_t>(batch.segments[root].prefix);
        }
        const std::int64_t own = rope.lengthClass(batch.positions[static_cast<std::size_t>(last)] + 1);
        if (classOfTree.emplace(root, own).first->second != own) {
            return true;
        }
    }
    return false;
}

double normalNumber(RandomStream& random)
{
    // Box and Muller; 1 - u is never 0.
    const double radius = std::sqrt(-2.0 * std::log(1.0 - random.uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * random.uniform());
}

at::Tensor tensorOf(const AdapterMatrix& matrix)
{
    at::Tensor tensor = at::empty({matrix.rows, matrix.columns}, at::TensorOptions(at::kFloat));
    std::copy(matrix.values.begin(), matrix.values.end(), tensor.mutable_data_ptr<float>());
    return tensor;
}

AdapterMatrix matrixOf(const at::Tensor& tensor)
{
    const at::Tensor here = tensor.detach().to(at::TensorOptions(at::kCPU).dtype(at::kFloat)).contiguous();
    const float* data = here.const_data_ptr<float>();
    return {here.size(0), here.size(1), std::vector<float>(data, data + here.numel())};
}

std::string shape(const at::Tensor& tensor)
{
    return "[" + std::to_string(tensor.size(0)) + ", " + std::to_string(tensor.size(1)) + "]";
}

DeviceAndType placementOf(const LoadOptions& options)
{
    checkDevice(options.device);
    DeviceAndType placement;
    placement.device = at::Device(options.device);
    if (options.type == "bfloat16") {
        placement.type = at::kBFloat16;
    } else if (options.type != "float32") {
        throw Error("models are computed in float32 or bfloat16, not in \"" + options.type + "\"");
    }
    placement.keepStored = options.keepStored;
    return placement;
}

/// The tokens that scores are read at, each once and ascending, and where each sequence finds its own among them.
struct ScoredTokens {
    std::vector<std::int64_t> tokens;
    std::vector<std::int64_t> rowOfSequence;

    explicit ScoredTokens(const PackedBatch& batch) : tokens(batch.lastTokens)
    {
        std::sort(tokens.begin(), tokens.end());
        tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
        for (const std::int64_t token : batch.lastTokens) {
            rowOfSequence.push_back(std::lower_bound(tokens.begin(), tokens.end(), token) - tokens.begin());
        }
    }
};

/// Adds to an adapter, in the negative, what its initialisation took from the layer's weight W [outputs, in], so that
/// it acts on W as it is stored: A and B become twice as wide, and B A less the part that was taken.
void takeInitialPart(LoraLayer& lora, const AdapterConfig& config, const at::Tensor& weight, const FamilySpec& family,
    const std::string& name)
{
    const at::NoGradGuard guard;
    const std::int64_t rank = lora.a.size(0);
    at::Tensor a;
    at::Tensor b;
    if (rank > std::min(weight.size(0), weight.size(1))) {
        throw Error("the adapter of " + name + " began as a part of the weights, but has a larger rank than they");
    }
    if (config.taken == TakenFromWeights::principal) {
        const auto [u, s, vt] = at::linalg_svd(weight, false);
        const at::Tensor root = s.narrow(0, 0, rank).div(lora.scale).sqrt_();
        a = root.unsqueeze(1).mul(vt.narrow(0, 0, rank));
        b = u.narrow(1, 0, rank).mul(root);
    } else {
        if (family.inputsFirst) {
            throw Error("the adapter of " + name + " began as OLoRA, which peft does not support for "
                + std::string(family.label) + "; save it again as a plain one");
        }
        const auto [q, r] = at::linalg_qr(weight);
        a = r.narrow(0, 0, rank);
        b = q.narrow(1, 0, rank);
    }
    lora.a = at::cat({lora.a, a.to(lora.a.options())}, 0);
    lora.b = at::cat({lora.b, b.neg().to(lora.b.options())}, 1);
    lora.alpha *= config.lora.rankStabilized ? std::numbers::sqrt2 : 2.0; // which leaves the scale as it was
}

/// DoRA (Liu et al., 2024): rows of W + scale B A get the lengths that were trained.
void takeMagnitudes(LoraLayer& lora, const std::vector<float>& magnitudes, const at::Tensor& weight)
{
    const at::NoGradGuard guard;
    const at::Tensor changed =
        at::addmm(weight, lora.b.to(weight.device()), lora.a.to(weight.device()), 1.0, lora.scale);
    lora.outputFactors =
        at::tensor(magnitudes, at::TensorOptions(at::kFloat)).to(weight.device()).div(changed.norm(2, {1}));
}

/// A backbone's score layer with what an adapter adds to it.
AdapterMatrix withLora(const AdapterMatrix& score, const AdaptedLayer& layer, const LoraConfig& lora)
{
    if (layer.a.columns != score.columns || layer.b.rows != score.rows) {
        throw Error("the adapter of the score layer does not fit the backbone's, of " + std::to_string(score.rows)
            + " outputs; it was trained on another backbone");
    }
    return matrixOf(
        at::addmm(tensorOf(score), tensorOf(layer.b), tensorOf(layer.a), 1.0, lora.scale(layer.alpha, layer.a.rows)));
}

AdapterMatrix freshScore(std::int64_t outputs, std::int64_t width, std::uint64_t seed)
{
    RandomStream random(seed, {scoreStream});
    AdapterMatrix score{outputs, width, {}};
    for (std::int64_t i = 0; i < outputs * width; ++i) {
        score.values.push_back(static_cast<float>(0.02 * normalNumber(random)) * 0.01f);
    }
    return score;
}

} // namespace

at::Tensor RewardModel::Parts::outputs(const PackedBatch& batch, const PassOptionsPointer& pass) const
{
    if (!score.defined()) {
        throw Error(source.path().string() + " has no score layer; it is a backbone, not a reward model");
    }
    batch.check(model->config().vocabularySize, model->config().contextLength);
    if (sharesUnlike(batch, model->config().rope)) {
        return outputs(batch.unshared(), pass);
    }
    const ScoredTokens scored(batch);
    const at::Tensor hidden = model->hiddenStates(batch, scored.tokens, pass).to(at::kFloat);
    const at::Tensor rows = at::tensor(scored.rowOfSequence, at::TensorOptions(at::kLong)).to(hidden.device());
    // Sequences that end at one token have one row of the product: equal texts have equal bits.
    at::Tensor result = at::mm(hidden, score.t());
    if (scoreBias.defined()) {
        result = at::add(result, scoreBias);
    }
    return result.index_select(0, rows);
}

void RewardModel::Parts::load(const TensorChanges& changes, Observer& observer, const std::stop_token& stop)
{
    if (model && changes == source.changes()) {
        return;
    }
    model.reset(); // its memory is wanted
    source.setChanges(changes);
    model = loadLanguageModel(source, placement, observer, stop);
    source.checkChangesTaken();
}

void RewardModel::Parts::removeAdapter()
{
    Observer silent;
    load({}, silent, {});
    removeLora();
}

void RewardModel::Parts::removeLora()
{
    for (LinearGroup* group : model->linearGroups()) {
        for (LinearGroup::Member& member : group->members()) {
            member.lora.reset();
        }
    }
    hasAdapter = false;
    isPlain = true;
    trainable.clear();
    // The score layer of an adapter goes with it.
    score = at::Tensor();
    scoreBias = at::Tensor();
    if (!backboneScore.weight.values.empty()) {
        setScore(backboneScore.weight, backboneScore.bias);
    }
}

LoraLayer& RewardModel::Parts::addLora(
    LinearGroup::Member& member, std::int64_t inputs, std::uint64_t place, double alpha, std::int64_t rank)
{
    const auto options = at::TensorOptions(placement.device).dtype(at::kFloat);
    member.lora = LoraLayer{at::zeros({rank, inputs}, options), at::zeros({member.outputs, rank}, options), alpha,
        lora.scale(alpha, rank), {lora.dropout, place}, {}};
    return *member.lora;
}

void RewardModel::Parts::collectTrainable()
{
    trainable.clear();
    for (LinearGroup* group : model->linearGroups()) {
        for (LinearGroup::Member& member : group->members()) {
            if (member.lora) {
                const std::string path = "base_model.model." + model->namePrefix() + member.name;
                trainable.emplace_back(path + ".lora_A.weight", member.lora->a.set_requires_grad(true));
                trainable.emplace_back(path + ".lora_B.weight", member.lora->b.set_requires_grad(true));
            }
        }
    }
    trainable.emplace_back("base_model.model.score.weight", score.set_requires_grad(true));
}

void RewardModel::Parts::setScore(const AdapterMatrix& matrix, const std::vector<float>& bias)
{
    if (matrix.columns != model->config().hiddenSize || matrix.rows < 1) {
        throw Error("a score layer of shape [" + std::to_string(matrix.rows) + ", " + std::to_string(matrix.columns)
            + "] does not fit the backbone " + source.path().string() + ", whose hidden size is "
            + std::to_string(model->config().hiddenSize));
    }
    if (!bias.empty() && bias.size() != static_cast<std::size_t>(matrix.rows)) {
        throw Error("a score layer of " + std::to_string(matrix.rows) + " outputs has a bias of "
            + std::to_string(bias.size()) + " numbers");
    }
    score = tensorOf(matrix).to(placement.device);
    scoreBias = bias.empty() ? at::Tensor() : at::tensor(bias, at::TensorOptions(at::kFloat)).to(placement.device);
}

RewardModel::RewardModel(const std::filesystem::path& backbone, const LoadOptions& options, Observer& observer,
    const std::stop_token& stop, const Adapter* adapter)
{
    const DeviceAndType placement = placementOf(options);
    m_parts = std::make_unique<Parts>(backbone);
    m_parts->baseModelName = std::filesystem::absolute(backbone).lexically_normal().string();
    m_parts->placement = placement;
    m_parts->load(adapter ? adapter->changes : TensorChanges(), observer, stop);
    m_parts->backboneScore = takeScoreLayer(m_parts->source);
    if (!m_parts->backboneScore.weight.values.empty()) {
        m_parts->setScore(m_parts->backboneScore.weight, m_parts->backboneScore.bias);
    }
    m_parts->source.checkAllTaken();
    if (adapter) {
        putOn(*adapter);
    }
}

RewardModel::~RewardModel() = default;
RewardModel::RewardModel(RewardModel&&) noexcept = default;
RewardModel& RewardModel::operator=(RewardModel&&) noexcept = default;

const BackboneConfig& RewardModel::config() const
{
    return m_parts->model->config();
}

const std::filesystem::path& RewardModel::path() const
{
    return m_parts->source.path();
}

void RewardModel::setBaseModelName(const std::string& name)
{
    m_parts->baseModelName = name;
}

const std::string& RewardModel::baseModelName() const
{
    return m_parts->baseModelName;
}

int RewardModel::outputs() const
{
    return m_parts->score.defined() ? static_cast<int>(m_parts->score.size(0)) : 0;
}

HeadKind RewardModel::headKind() const
{
    return m_parts->backboneScore.kind;
}

void RewardModel::keepOutput(int output)
{
    if (output < 0 || output >= outputs()) {
        throw Error(path().string() + " has " + std::to_string(outputs()) + " outputs, and none of the number "
            + std::to_string(output) + " (they count from 0)");
    }
    const at::NoGradGuard guard;
    m_parts->score = m_parts->score.narrow(0, output, 1).clone();
    if (m_parts->scoreBias.defined()) {
        m_parts->scoreBias = m_parts->scoreBias.narrow(0, output, 1).clone();
    }
}

void RewardModel::startAdapter(const LoraConfig& lora, int outputs, std::uint64_t seed)
{
    lora.check();
    m_parts->removeAdapter();
    m_parts->lora = lora;
    auto& targets = m_parts->lora.targetModules;
    if (targets.empty()) {
        targets = config().family->adapted;
    }
    LoraTargets wanted(targets, m_parts->model->namePrefix());
    RandomStream random(seed, {adapterStream});
    std::uint64_t place = 0;
    for (LinearGroup* group : m_parts->model->linearGroups()) {
        for (LinearGroup::Member& member : group->members()) {
            if (wanted.take(member.name)) {
                LoraLayer& layer =
                    m_parts->addLora(member, group->inputs(), adapterPlaces + place, lora.alpha, lora.rank);
                // Kaiming's uniform numbers with a = sqrt(5), as peft draws them: within 1 / sqrt(inputs).
                const double bound = 1.0 / std::sqrt(static_cast<double>(group->inputs()));
                AdapterMatrix a{lora.rank, group->inputs(), {}};
                for (std::int64_t i = 0; i < a.rows * a.columns; ++i) {
                    a.values.push_back(static_cast<float>(bound * (2.0 * random.uniform() - 1.0)));
                }
                layer.a = tensorOf(a).to(m_parts->placement.device);
            }
            ++place;
        }
    }
    wanted.checkAllFound();
    targets = wanted.names();
    m_parts->setScore(freshScore(outputs, config().hiddenSize, seed));
    m_parts->hasAdapter = true;
    m_parts->collectTrainable();
}

void RewardModel::startFullTraining(int outputs, std::uint64_t seed)
{
    if (m_parts->source.isGguf()) {
        throw Error("full fine-tuning needs a backbone in a folder of the Hugging Face layout, where the result "
                    "can be written in the same form; train an adapter on "
            + path().string() + " instead");
    }
    if (config().isWithinOther) {
        throw Error("full fine-tuning needs a language model by itself, and " + path().string()
            + " is one that sees images, too; train an adapter on it instead");
    }
    m_parts->removeAdapter();
    m_parts->setScore(freshScore(outputs, config().hiddenSize, seed));
    resumeFullTraining(path());
}

void RewardModel::resumeFullTraining(const std::filesystem::path& original)
{
    if (outputs() == 0) {
        throw Error(path().string() + " has no score layer to train on; it was not saved by full fine-tuning");
    }
    m_parts->trainable = m_parts->model->collectTrainable();
    m_parts->trainable.emplace_back("score.weight", m_parts->score.set_requires_grad(true));
    m_parts->original = original;
}

void RewardModel::putOn(const Adapter& adapter)
{
    Observer silent;
    m_parts->load(adapter.changes, silent, {});
    m_parts->removeLora();
    const bool isPlain = adapter.config.taken == TakenFromWeights::nothing;
    m_parts->lora = adapter.config.lora;
    if (!isPlain) { // its layers become twice as wide, with an equal scale
        m_parts->lora.rank *= 2;
        m_parts->lora.alpha *= adapter.config.lora.rankStabilized ? std::numbers::sqrt2 : 2.0;
    }
    std::map<std::string, const AdaptedLayer*> layers;
    for (const AdaptedLayer& layer : adapter.layers) {
        layers[layer.name] = &layer;
    }
    std::uint64_t place = 0;
    for (LinearGroup* group : m_parts->model->linearGroups()) {
        for (std::size_t i = 0; i < group->members().size(); ++i) {
            LinearGroup::Member& member = group->members()[i];
            if (const auto found = layers.find(member.name); found != layers.end()) {
                const AdaptedLayer& layer = *found->second;
                LoraLayer& lora =
                    m_parts->addLora(member, group->inputs(), adapterPlaces + place, layer.alpha, layer.a.rows);
                const at::Tensor a = tensorOf(layer.a);
                const at::Tensor b = tensorOf(layer.b);
                if (a.sizes() != lora.a.sizes() || b.sizes() != lora.b.sizes()) {
                    throw Error("the adapter of " + layer.name + " has the shapes " + shape(a) + " and " + shape(b)
                        + ", the backbone " + path().string() + " needs " + shape(lora.a) + " and " + shape(lora.b)
                        + "; it was trained on another backbone");
                }
                lora.a = a.to(m_parts->placement.device);
                lora.b = b.to(m_parts->placement.device);
                if (!isPlain) {
                    takeInitialPart(lora, adapter.config, group->weight(i), *config().family, layer.name);
                }
                if (!layer.magnitudes.empty()) {
                    takeMagnitudes(lora, layer.magnitudes, group->weight(i));
                }
                layers.erase(found);
            }
            ++place;
        }
    }
    if (!layers.empty()) {
        throw Error("the adapter changes the layer " + layers.begin()->first + ", which the backbone " + path().string()
            + " does not have; it was trained on another backbone");
    }
    if (!adapter.score.values.empty()) {
        m_parts->setScore(adapter.score, adapter.scoreBias);
    } else if (adapter.scoreLora && m_parts->score.defined()) {
        m_parts->setScore(withLora(m_parts->backboneScore.weight, *adapter.scoreLora, adapter.config.lora),
            m_parts->backboneScore.bias);
    }
    if (!m_parts->score.defined()) {
        throw Error("the adapter has no score layer (base_model.model.score.weight), and the backbone has none either; "
                    "it was saved without it, and cannot score");
    }
    m_parts->hasAdapter = true;
    m_parts->isPlain = adapter.isPlain();
    m_parts->collectTrainable();
}

void RewardModel::mergeAdapter()
{
    for (LinearGroup* group : m_parts->model->linearGroups()) {
        group->mergeLora();
    }
    m_parts->hasAdapter = false;
    m_parts->trainable.clear();
    if (m_parts->score.defined()) {
        m_parts->score.set_requires_grad(false);
    }
}

Adapter RewardModel::adapter() const
{
    if (!m_parts->hasAdapter) {
        throw Error("this model has no adapter to save");
    }
    if (!m_parts->isPlain) {
        throw Error(
            "the adapter is more than LoRA on linear layers (DoRA, biases, or layers that are saved whole), which "
            "is read and not written or trained further; merge it in Python and use the result as backbone");
    }
    Adapter adapter;
    adapter.config.lora = m_parts->lora;
    adapter.config.baseModel = m_parts->baseModelName;
    adapter.config.fanInFanOut = config().family->inputsFirst;
    for (LinearGroup* group : m_parts->model->linearGroups()) {
        for (const LinearGroup::Member& member : group->members()) {
            if (member.lora) {
                adapter.layers.push_back(
                    {member.name, matrixOf(member.lora->a), matrixOf(member.lora->b), member.lora->alpha, {}});
            }
        }
    }
    adapter.score = matrixOf(m_parts->score);
    return adapter;
}

void RewardModel::save(const std::filesystem::path& folder) const
{
    if (m_parts->hasAdapter) {
        writeAdapter(folder, adapter(), m_parts->model->namePrefix());
        return;
    }
    if (outputs() == 0) {
        throw Error("this model has no score layer to save");
    }
    saveClassifier(*m_parts, folder);
}

void RewardModel::setScore(const AdapterMatrix& score)
{
    m_parts->setScore(score);
    if (m_parts->hasAdapter) {
        m_parts->collectTrainable();
    }
}

std::vector<std::vector<double>> RewardModel::score(const PackedBatch& batch, const std::stop_token& stop) const
{
    const at::NoGradGuard guard;
    PassOptions pass;
    pass.stop = stop;
    const at::Tensor result = m_parts->outputs(batch, std::make_shared<const PassOptions>(pass))
                                  .to(at::TensorOptions(at::kCPU).dtype(at::kFloat))
                                  .contiguous();
    std::vector<std::vector<double>> scores;
    for (std::int64_t i = 0; i < result.size(0); ++i) {
        const float* row = result.const_data_ptr<float>() + i * result.size(1);
        scores.emplace_back(row, row + result.size(1));
    }
    return scores;
}

std::vector<float> RewardModel::hiddenStates(const PackedBatch& batch, const std::stop_token& stop) const
{
    const at::NoGradGuard guard;
    batch.check(config().vocabularySize, config().contextLength);
    if (sharesUnlike(batch, config().rope)) {
        throw Error(
            "texts that share tokens have these rotated by their own lengths, so that the shared tokens have no "
            "one hidden state; ask for each text by itself");
    }
    std::vector<std::int64_t> tokens(static_cast<std::size_t>(batch.tokenCount()));
    std::iota(tokens.begin(), tokens.end(), 0);
    PassOptions pass;
    pass.stop = stop;
    const at::Tensor hidden = m_parts->model->hiddenStates(batch, tokens, std::make_shared<const PassOptions>(pass))
                                  .to(at::TensorOptions(at::kCPU).dtype(at::kFloat))
                                  .contiguous();
    const float* data = hidden.const_data_ptr<float>();
    return {data, data + hidden.numel()};
}

} // namespace dpl::backbone
