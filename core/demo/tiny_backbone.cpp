#include "demo/tiny_backbone.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/random_stream.hpp"
#include "demo/tokenizer_file.hpp"
#include "weights/weight_file.hpp"

#include <bit>
#include <deque>
#include <string>
#include <vector>

namespace dpl::demo {

namespace {

constexpr std::int64_t vocabulary = 1024;
constexpr std::int64_t width = 64;
constexpr std::int64_t inner = 128;
constexpr std::int64_t layers = 2;
constexpr std::int64_t heads = 4;
constexpr std::int64_t keyValueHeads = 2;
constexpr std::int64_t headSize = width / heads;

class Weights {
public:
    explicit Weights(std::uint64_t seed) : m_seed(seed) { }

    /// Evenly spread between -bound and bound, a power of two: all of them bfloat16 numbers, and the same on every
    /// machine.
    void add(const std::string& name, std::vector<std::int64_t> shape, float bound)
    {
        RandomStream random(m_seed, {4, m_tensors.size()});
        add(name, std::move(shape),
            [&] { return bound * (2.0f * static_cast<float>(random.below(256)) - 255.0f) / 256.0f; });
    }

    void addOnes(const std::string& name, std::vector<std::int64_t> shape)
    {
        add(name, std::move(shape), [] { return 1.0f; });
    }

    void write(const std::filesystem::path& file) const
    {
        weights::writeSafetensors(file, m_tensors, {{"format", "pt"}});
    }

private:
    template <typename Draw> void add(const std::string& name, std::vector<std::int64_t> shape, Draw&& draw)
    {
        std::size_t count = 1;
        for (const std::int64_t extent : shape) {
            count *= static_cast<std::size_t>(extent);
        }
        std::vector<std::byte>& bytes = m_bytes.emplace_back();
        bytes.reserve(2 * count);
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint32_t bits = std::bit_cast<std::uint32_t>(draw()) >> 16;
            bytes.push_back(static_cast<std::byte>(bits & 0xff));
            bytes.push_back(static_cast<std::byte>(bits >> 8));
        }
        m_tensors.push_back({name, std::move(shape), weights::StorageType::bf16, bytes});
    }

    std::uint64_t m_seed;
    std::deque<std::vector<std::byte>> m_bytes;
    std::vector<weights::NamedTensor> m_tensors;
};

Json config()
{
    Json json;
    json["architectures"] = {"LlamaForCausalLM"};
    json["attention_bias"] = false;
    json["attention_dropout"] = 0.0;
    json["bos_token_id"] = 1;
    json["eos_token_id"] = 2;
    json["head_dim"] = headSize;
    json["hidden_act"] = "silu";
    json["hidden_size"] = width;
    json["intermediate_size"] = inner;
    json["max_position_embeddings"] = 512;
    json["mlp_bias"] = false;
    json["model_type"] = "llama";
    json["num_attention_heads"] = heads;
    json["num_hidden_layers"] = layers;
    json["num_key_value_heads"] = keyValueHeads;
    json["rms_norm_eps"] = 1e-5;
    json["rope_theta"] = 10000.0;
    json["tie_word_embeddings"] = true;
    json["torch_dtype"] = "bfloat16";
    json["vocab_size"] = vocabulary;
    return json;
}

Json tokenizerConfig()
{
    Json json;
    json["add_bos_token"] = true;
    json["add_eos_token"] = false;
    json["bos_token"] = "<s>";
    json["eos_token"] = "</s>";
    json["legacy"] = true;
    json["tokenizer_class"] = "LlamaTokenizer";
    json["unk_token"] = "<unk>";
    return json;
}

} // namespace

void writeTinyBackbone(std::uint64_t seed, const std::filesystem::path& folder)
{
    // Bounds near those that keep the size of what goes through a layer, so that a text's words reach its last token.
    Weights weights(seed);
    weights.add("model.embed_tokens.weight", {vocabulary, width}, 0.25f);
    for (std::int64_t layer = 0; layer < layers; ++layer) {
        const std::string prefix = "model.layers." + std::to_string(layer) + ".";
        weights.addOnes(prefix + "input_layernorm.weight", {width});
        weights.add(prefix + "self_attn.q_proj.weight", {width, width}, 0.25f);
        weights.add(prefix + "self_attn.k_proj.weight", {keyValueHeads * headSize, width}, 0.25f);
        weights.add(prefix + "self_attn.v_proj.weight", {keyValueHeads * headSize, width}, 0.25f);
        weights.add(prefix + "self_attn.o_proj.weight", {width, width}, 0.25f);
        weights.addOnes(prefix + "post_attention_layernorm.weight", {width});
        weights.add(prefix + "mlp.gate_proj.weight", {inner, width}, 0.25f);
        weights.add(prefix + "mlp.up_proj.weight", {inner, width}, 0.25f);
        weights.add(prefix + "mlp.down_proj.weight", {width, inner}, 0.125f);
    }
    weights.addOnes("model.norm.weight", {width});
    weights.write(folder / "model.safetensors");
    writeJsonFile(folder / "config.json", config());
    writeJsonFile(folder / "tokenizer_config.json", tokenizerConfig());
    writeFileAtomically(folder / "tokenizer.model", tokenizerFile());
}

} // namespace dpl::demo
