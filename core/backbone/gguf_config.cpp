#include "backbone/config_reader.hpp"
#include "base/error.hpp"

#include <cmath>

namespace dpl::backbone {

namespace {

/// Reads the metadata of one architecture.
class GgufReader {
public:
    GgufReader(const JsonObject& json, const std::string& architecture) : m_json(json), m_prefix(architecture + ".") { }

    std::string key(const char* name) const { return m_prefix + name; }
    bool has(const char* name) const { return m_json.has(key(name)); }
    std::string at(const char* name) const { return m_json.at(key(name)); }
    std::int64_t size(const char* name) const { return readSize(m_json, key(name)); }
    std::int64_t size(const char* name, std::int64_t fallback) const { return readSize(m_json, key(name), fallback); }
    double positive(const char* name, double fallback) const { return readPositive(m_json, key(name), fallback); }

    void readScaling(BackboneConfig& config) const
    {
        constexpr const char* typeKey = "rope.scaling.type";
        const std::string type = m_json.string(key(typeKey), "none");
        RopeScaling& scaling = config.rope.scaling;
        if (type == "linear") {
            scaling.kind = RopeScaling::Kind::linear;
            scaling.factor = positive("rope.scaling.factor", 0.0);
        } else if (type == "yarn") {
            scaling.kind = RopeScaling::Kind::yarn;
            scaling.factor = positive("rope.scaling.factor", 0.0);
            scaling.originalContext = size("rope.scaling.original_context_length", config.contextLength);
            scaling.betaFast = positive("rope.scaling.yarn_beta_fast", 32.0);
            scaling.betaSlow = positive("rope.scaling.yarn_beta_slow", 1.0);
            scaling.attentionFactor = positive("rope.scaling.attn_factor", 1.0)
                * (scaling.factor <= 1.0 ? 1.0 : 0.1 * std::log(scaling.factor) + 1.0);
        } else if (type != "none" && type != "longrope") { // which is told by its tensors
            throw Error(at(typeKey) + ": rotary positions of type \"" + type
                + "\" are not supported in GGUF files; supported are linear, yarn and longrope");
        }
        scaling.originalContext = size("rope.scaling.original_context_length", scaling.originalContext);
    }

private:
    const JsonObject& m_json;
    std::string m_prefix;
};

void readGgufShape(const GgufReader& reader, BackboneConfig& config)
{
    const FamilySpec& family = *config.family;
    config.hiddenSize = reader.size("embedding_length");
    config.intermediateSize = reader.size("feed_forward_length");
    config.layers = reader.size("block_count");
    config.heads = reader.size("attention.head_count");
    config.keyValueHeads = reader.size("attention.head_count_kv", config.heads);
    if (!reader.has("attention.key_length") && config.hiddenSize % config.heads != 0) {
        throw Error(reader.at("attention.head_count") + ": the embedding length is not a multiple of it");
    }
    config.headSize = reader.size("attention.key_length", config.hiddenSize / config.heads);
    config.contextLength = reader.size("context_length");
    config.normEpsilon = reader.positive(
        family.norm == NormKind::layer ? "attention.layer_norm_epsilon" : "attention.layer_norm_rms_epsilon", 1e-5);
    config.activation = family.usualActivation;
    if (!family.rotates) {
        return;
    }
    config.rope.theta = reader.positive("rope.freq_base", family.usualRopeTheta);
    config.rotated = reader.size("rope.dimension_count", config.headSize);
    if (config.rotated != config.headSize && !(family.rotatesPart && config.rotated < config.headSize)) {
        throw Error(reader.at("rope.dimension_count") + ": models of type " + config.modelType
            + " rotate the whole of each head, " + std::to_string(config.headSize) + " numbers");
    }
    if (family.usualWindowTheta > 0.0) {
        config.windowRope = Rope{reader.positive("rope.freq_base_swa", family.usualWindowTheta), {}};
    }
    reader.readScaling(config);
}

} // namespace

BackboneConfig configFromGguf(const Json& metadata, const std::string& source)
{
    const JsonObject json(metadata, source);
    const std::string architecture = json.string("general.architecture");
    BackboneConfig config;
    config.modelType = architecture;
    config.family = familyOfGguf(architecture);
    if (!config.family) {
        throw Error(json.at("general.architecture") + ": models of type \"" + architecture
            + "\" are not supported as GGUF; supported are " + supportedGgufArchitectures());
    }
    const GgufReader reader(json, architecture);
    readGgufShape(reader, config);
    config.vocabularySize = reader.has("vocab_size") ? reader.size("vocab_size")
        : json.has("tokenizer.ggml.tokens") ? static_cast<std::int64_t>(json.array("tokenizer.ggml.tokens").size())
                                            : 0;
    config.beginToken = readToken(json, "tokenizer.ggml.bos_token_id");
    config.endToken = readToken(json, "tokenizer.ggml.eos_token_id");
    if (config.family->readMoreFromGguf) {
        config.family->readMoreFromGguf(json, config);
    }
    checkHeads(config, source);
    return config;
}

} // namespace dpl::backbone
