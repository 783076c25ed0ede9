#include "backbone/config_reader.hpp"

#include "base/error.hpp"

#include <cmath>

namespace dpl::backbone {

namespace {

constexpr const char* supportedRopes = "default, linear, llama3, yarn, dynamic and longrope";

constexpr std::int64_t largestLayers = 65536;

std::int64_t checkedSize(const JsonObject& config, const std::string& key, std::int64_t value)
{
    if (value < 1 || value > largestSize) {
        throw Error(config.at(key) + ": expected a size between 1 and " + std::to_string(largestSize) + ", found "
            + std::to_string(value));
    }
    return value;
}

/// The context that a model was first trained for, wherever it is said; a number beside rope_parameters counts more
/// than one within.
std::int64_t originalContext(const JsonObject& parameters, const JsonObject& json, const BackboneConfig& config)
{
    constexpr const char* key = "original_max_position_embeddings";
    return json.has(key) ? readSize(json, key) : readSize(parameters, key, config.contextLength);
}

/// Of a scaling, or what it is by the two contexts.
double factorOf(const JsonObject& parameters, const BackboneConfig& config, const RopeScaling& scaling)
{
    return readPositive(
        parameters, "factor", static_cast<double>(config.contextLength) / static_cast<double>(scaling.originalContext));
}

std::vector<float> divisors(const JsonObject& parameters, const char* key, std::int64_t rotated)
{
    std::vector<float> result;
    for (const double number : parameters.numbers(key)) {
        result.push_back(static_cast<float>(number));
        if (!(result.back() > 0.0f) || !std::isfinite(result.back())) {
            throw Error(parameters.at(key) + ": expected positive numbers");
        }
    }
    if (static_cast<std::int64_t>(result.size()) != rotated / 2) {
        throw Error(parameters.at(key) + ": expected " + std::to_string(rotated / 2) + " numbers, found "
            + std::to_string(result.size()));
    }
    return result;
}

void readYarn(const JsonObject& parameters, const JsonObject& json, const BackboneConfig& config, RopeScaling& scaling)
{
    scaling.kind = RopeScaling::Kind::yarn;
    scaling.originalContext = originalContext(parameters, json, config);
    scaling.factor = factorOf(parameters, config, scaling);
    scaling.betaFast = readPositive(parameters, "beta_fast", 32.0);
    scaling.betaSlow = readPositive(parameters, "beta_slow", 1.0);
    scaling.truncates = parameters.boolean("truncate", true);
    const auto byScale = [&](double multiple) {
        return scaling.factor <= 1.0 ? 1.0 : 0.1 * multiple * std::log(scaling.factor) + 1.0;
    };
    const double scale = parameters.number("mscale", 0.0);
    const double scaleOfAll = parameters.number("mscale_all_dim", 0.0);
    scaling.attentionFactor = readPositive(parameters, "attention_factor",
        scale != 0.0 && scaleOfAll != 0.0 ? byScale(scale) / byScale(scaleOfAll) : byScale(1.0));
}

void readLongrope(
    const JsonObject& parameters, const JsonObject& json, const BackboneConfig& config, RopeScaling& scaling)
{
    scaling.kind = RopeScaling::Kind::longrope;
    scaling.originalContext = originalContext(parameters, json, config);
    scaling.factor = factorOf(parameters, config, scaling);
    scaling.divisors = divisors(parameters, "short_factor", config.rotated);
    scaling.longDivisors = divisors(parameters, "long_factor", config.rotated);
    scaling.attentionFactor = readPositive(parameters, "attention_factor",
        scaling.factor <= 1.0
            ? 1.0
            : std::sqrt(1.0 + std::log(scaling.factor) / std::log(static_cast<double>(scaling.originalContext))));
}

/// Gemma 3's way: layers with a window have a rope of their own, within rope_parameters or as rope_local_base_freq.
void readRopesByLayerType(const JsonObject& json, BackboneConfig& config)
{
    config.windowRope = Rope{readPositive(json, "rope_local_base_freq", config.family->usualWindowTheta), {}};
    if (json.has("rope_parameters")) {
        const JsonObject parameters = json.object("rope_parameters");
        if (parameters.has("full_attention")) {
            readRope(parameters.object("full_attention"), json, config, config.rope);
        }
        if (parameters.has("sliding_attention")) {
            readRope(parameters.object("sliding_attention"), json, config, *config.windowRope);
        }
    }
    if (json.has("rope_scaling")) {
        readRope(json.object("rope_scaling"), json, config, config.rope);
    }
}

} // namespace

std::int64_t readSize(const JsonObject& config, const std::string& key)
{
    return checkedSize(config, key, config.integer(key));
}

std::int64_t readSize(const JsonObject& config, const std::string& key, std::int64_t fallback)
{
    return config.has(key) ? readSize(config, key) : fallback;
}

double readPositive(const JsonObject& config, const std::string& key, double fallback)
{
    const double value = config.number(key, fallback);
    if (!(value > 0.0) || !std::isfinite(value)) {
        throw Error(config.at(key) + ": expected a positive number");
    }
    return value;
}

bool saysNull(const JsonObject& config, const std::string& key)
{
    try {
        return config.value(key).is_null();
    } catch (const Error&) { // it is not there
        return false;
    }
}

std::optional<std::int64_t> readToken(const JsonObject& config, const std::string& key)
{
    if (!config.has(key)) {
        return std::nullopt;
    }
    const Json& value = config.value(key);
    if (value.is_array()) {
        return !value.empty() && value[0].is_number_integer() ? std::optional(value[0].get<std::int64_t>())
                                                              : std::nullopt;
    }
    return config.integer(key);
}

void readRope(const JsonObject& parameters, const JsonObject& json, BackboneConfig& config, Rope& rope)
{
    rope.theta = readPositive(parameters, "rope_theta", rope.theta);
    constexpr const char* part = "partial_rotary_factor";
    if (parameters.has(part)) {
        setRotaryPart(parameters, part, config);
    }
    const std::string key = parameters.has("rope_type") ? "rope_type" : "type";
    const std::string type = parameters.string(key, "default");
    RopeScaling& scaling = rope.scaling;
    if (type == "default") {
        return;
    }
    if (type == "linear") {
        scaling.kind = RopeScaling::Kind::linear;
        scaling.factor = readPositive(parameters, "factor", 0.0);
    } else if (type == "llama3") {
        scaling.kind = RopeScaling::Kind::llama3;
        scaling.factor = readPositive(parameters, "factor", 0.0);
        scaling.lowFrequencyFactor = readPositive(parameters, "low_freq_factor", 0.0);
        scaling.highFrequencyFactor = readPositive(parameters, "high_freq_factor", 0.0);
        scaling.originalContext = originalContext(parameters, json, config);
        if (scaling.highFrequencyFactor <= scaling.lowFrequencyFactor) {
            throw Error(parameters.at("high_freq_factor") + ": must be above low_freq_factor");
        }
    } else if (type == "dynamic") {
        scaling.kind = RopeScaling::Kind::dynamic;
        scaling.factor = readPositive(parameters, "factor", 0.0);
        scaling.originalContext = config.contextLength;
    } else if (type == "longrope" || type == "su" || (type == "yarn" && parameters.has("long_factor"))) {
        readLongrope(parameters, json, config, scaling); // "su" and "yarn": Phi-3's earlier words for it
    } else if (type == "yarn") {
        readYarn(parameters, json, config, scaling);
    } else {
        throw Error(parameters.at(key) + ": rotary positions of type \"" + type + "\" are not supported; supported are "
            + supportedRopes);
    }
    if (scaling.kind == RopeScaling::Kind::dynamic || scaling.kind == RopeScaling::Kind::yarn) {
        const double longest = scaling.factor * static_cast<double>(scaling.originalContext);
        config.contextLength = std::max(
            config.contextLength, static_cast<std::int64_t>(std::min(longest, static_cast<double>(largestSize))));
    }
}

/// transformers 5 writes rope_parameters; where there is a rope_scaling as well, added by hand, that is the one it
/// reads, without rope_theta unless it has one.
void readRopes(const JsonObject& json, BackboneConfig& config)
{
    if (config.family->usualWindowTheta > 0.0) {
        readRopesByLayerType(json, config);
        return;
    }
    const bool hasScaling = json.has("rope_scaling") && !json.value("rope_scaling").empty();
    if (!hasScaling) {
        if (json.has("rope_parameters")) {
            readRope(json.object("rope_parameters"), json, config, config.rope);
        }
        return;
    }
    const JsonObject scaling = json.object("rope_scaling");
    readRope(scaling, json, config, config.rope);
    if (json.has("rope_parameters")
        && json.object("rope_parameters").number("rope_theta", config.rope.theta) != config.rope.theta) {
        throw Error(json.at("rope_scaling") + ": it stands in for rope_parameters, whose rope_theta it does not have; "
            + "write it there, too, or put all of it in rope_parameters");
    }
}

void setRotaryPart(const JsonObject& json, const std::string& key, BackboneConfig& config)
{
    const double part = json.number(key);
    if (part != 1.0 && !config.family->rotatesPart) {
        throw Error(json.at(key) + ": models of type " + config.modelType + " rotate the whole of each head");
    }
    if (!(part > 0.0 && part <= 1.0)) {
        throw Error(json.at(key) + ": expected a part above 0 and up to 1");
    }
    config.rotated = static_cast<std::int64_t>(static_cast<double>(config.headSize) * part);
}

void readLongropeFactor(const JsonObject& metadata, const std::string& key, BackboneConfig& config)
{
    RopeScaling& scaling = config.rope.scaling;
    const double factor = scaling.originalContext > 0
        ? static_cast<double>(config.contextLength) / static_cast<double>(scaling.originalContext)
        : 1.0;
    scaling.attentionFactor = readPositive(metadata, key,
        factor <= 1.0 ? 1.0
                      : std::sqrt(1.0 + std::log(factor) / std::log(static_cast<double>(scaling.originalContext))));
}

std::int64_t slidingWindow(const JsonObject& json)
{
    return readSize(json, "sliding_window", 0);
}

void setWindows(BackboneConfig& config, std::int64_t window, const std::function<bool(std::int64_t)>& hasWindow)
{
    config.windows.clear();
    if (config.layers > largestLayers) {
        return; // which is refused
    }
    for (std::int64_t i = 0; i < config.layers && window > 0; ++i) {
        config.windows.push_back(hasWindow(i) ? window : 0);
    }
}

void readWindows(const JsonObject& json, BackboneConfig& config, std::int64_t window,
    const std::function<bool(std::int64_t)>& hasWindow)
{
    constexpr const char* key = "layer_types";
    if (!json.has(key)) {
        setWindows(config, window, hasWindow);
        return;
    }
    const Json& types = json.array(key);
    if (static_cast<std::int64_t>(types.size()) != config.layers) {
        throw Error(json.at(key) + ": expected " + std::to_string(config.layers) + " types, one a layer, found "
            + std::to_string(types.size()));
    }
    for (const Json& type : types) {
        if (type != "full_attention" && type != "sliding_attention") {
            throw Error(json.at(key)
                + ": attention of another type than full_attention and sliding_attention is not supported");
        }
    }
    setWindows(config, window,
        [&](std::int64_t layer) { return types[static_cast<std::size_t>(layer)] == "sliding_attention"; });
}

void readQwenWindows(const JsonObject& json, BackboneConfig& config)
{
    const std::int64_t first = json.integer("max_window_layers", 28);
    readWindows(json, config, json.boolean("use_sliding_window", false) ? slidingWindow(json) : 0,
        [first](std::int64_t layer) { return layer >= first; });
}

void checkHeads(const BackboneConfig& config, const std::string& source)
{
    if (config.layers > largestLayers) {
        throw Error(source + ": " + std::to_string(config.layers) + " layers are more than any model has");
    }
    if (config.heads % config.keyValueHeads != 0) {
        throw Error(source + ": " + std::to_string(config.heads) + " attention heads are not a multiple of "
            + std::to_string(config.keyValueHeads) + " key/value heads");
    }
    if (config.heads * config.headSize > largestSize) {
        throw Error(source + ": " + std::to_string(config.heads) + " attention heads of size "
            + std::to_string(config.headSize) + " are more than any model has");
    }
    if (config.rotated % 2 != 0 || (config.family->rotates && config.rotated == 0)) {
        throw Error(source + ": rotary positions need an even head size, found " + std::to_string(config.rotated));
    }
}

} // namespace dpl::backbone
