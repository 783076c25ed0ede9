#include "backbone/score_layer.hpp"

#include "backbone/weight_source.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::backbone {

namespace {

namespace fs = std::filesystem;

/// Labels by their numbers, if these are 0, 1, ...
std::vector<std::string> labelsOf(const JsonObject& json)
{
    constexpr std::size_t most = 10'000;
    if (!json.has("id2label") || !json.value("id2label").is_object()) {
        return {};
    }
    const Json& names = json.value("id2label");
    std::vector<std::string> labels(std::min(names.size(), most));
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto found = names.find(std::to_string(i));
        if (found == names.end() || !found->is_string()) {
            return {};
        }
        labels[i] = found->get<std::string>();
    }
    return labels;
}

/// score.bias of score.weight
std::string biasOf(const std::string& weight)
{
    return weight.substr(0, weight.rfind('.')) + ".bias";
}

/// (output - mean) / deviation, done to the layer.
void normalise(ScoreLayer& layer, const HeadConfig& config)
{
    if (config.mean == 0.0 && config.deviation == 1.0) {
        return;
    }
    layer.bias.resize(static_cast<std::size_t>(layer.weight.rows), 0.0f);
    for (float& value : layer.weight.values) {
        value = static_cast<float>(static_cast<double>(value) / config.deviation);
    }
    for (float& value : layer.bias) {
        value = static_cast<float>((static_cast<double>(value) - config.mean) / config.deviation);
    }
}

std::vector<float> valuesOf(const weights::StoredTensor& tensor)
{
    std::vector<float> values(static_cast<std::size_t>(tensor.elements()));
    weights::dequantise(tensor, values);
    return values;
}

} // namespace

bool HeadConfig::namesLabels() const
{
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] != "LABEL_" + std::to_string(i) && labels[i] != std::to_string(i)) {
            return true;
        }
    }
    return false;
}

HeadConfig readHeadConfig(const fs::path& model)
{
    HeadConfig config;
    const fs::path file = model / "config.json";
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        return config;
    }
    const Json value = readJsonFile(file);
    const JsonObject json(value, file.string());
    config.prefix = json.string("value_head_prefix", "");
    config.labels = labelsOf(json);
    if (json.boolean("normalize_reward", false)) {
        config.mean = json.number("mean", 0.0);
        config.deviation = json.number("std", 1.0);
        if (!std::isfinite(config.mean)) {
            throw Error(json.at("mean") + ": expected a number");
        }
        if (!std::isfinite(config.deviation) || config.deviation == 0.0) {
            throw Error(json.at("std") + ": expected a number other than 0");
        }
    }
    return config;
}

HeadKind headKind(const std::string& weight)
{
    return weight == "score.weight" ? HeadKind::score : HeadKind::valueHead;
}

std::optional<fs::path> valueHeadFile(const fs::path& folder)
{
    std::error_code ignored;
    for (const char* name : {"value_head.safetensors", "value_head.bin"}) {
        if (fs::exists(folder / name, ignored)) {
            return folder / name;
        }
    }
    const bool isAdapter = fs::exists(folder / "adapter_config.json", ignored);
    return isAdapter && fs::exists(folder / "pytorch_model.bin", ignored) ? std::optional(folder / "pytorch_model.bin")
                                                                          : std::nullopt;
}

ScoreLayer readValueHead(const fs::path& file)
{
    const auto weights = weights::openWeightFile(file);
    const auto name = headWeight({}, [&](const std::string& tensor) { return weights->find(tensor) != nullptr; });
    if (!name) {
        throw Error(file.string() + " has no value head (v_head.summary.weight)");
    }
    const weights::StoredTensor& weight = *weights->find(*name);
    if (weight.shape.size() != 2 || weight.elements() == 0) {
        throw Error(file.string() + ": the tensor " + *name + " has the shape " + weights::shapeText(weight.shape)
            + ", expected a matrix");
    }
    ScoreLayer layer{{weight.shape[0], weight.shape[1], valuesOf(weight)}, {}, headKind(*name)};
    if (const weights::StoredTensor* bias = weights->find(biasOf(*name))) {
        if (bias->elements() != layer.weight.rows) {
            throw Error(file.string() + ": the tensor " + bias->name + " has the shape "
                + weights::shapeText(bias->shape) + ", expected [" + std::to_string(layer.weight.rows) + "]");
        }
        layer.bias = valuesOf(*bias);
    }
    return layer;
}

ScoreLayer takeScoreLayer(WeightSource& source)
{
    ScoreLayer layer;
    const HeadConfig config = readHeadConfig(source.path());
    const auto name = headWeight(config, [&](const std::string& tensor) { return source.has(tensor); });
    if (!name) {
        if (const auto file = valueHeadFile(source.path())) {
            layer = readValueHead(*file);
            normalise(layer, config);
        }
        return layer;
    }
    layer.kind = headKind(*name);
    layer.weight.columns = source.config().hiddenSize;
    layer.weight.rows = source.rows(*name);
    const SourceTensor weight = source.take(*name, {layer.weight.rows, layer.weight.columns});
    layer.weight.values.resize(static_cast<std::size_t>(layer.weight.rows * layer.weight.columns));
    weight.read(layer.weight.values);
    if (const std::string bias = biasOf(*name); source.has(bias)) {
        layer.bias.resize(static_cast<std::size_t>(layer.weight.rows));
        source.take(bias, {layer.weight.rows}).read(layer.bias);
    }
    normalise(layer, config);
    return layer;
}

} // namespace dpl::backbone
