#include "core/backbone/fixtures.hpp"

#include "backbone/backbone_card.hpp"
#include "backbone/backbone_locations.hpp"
#include "base/files.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <cstdlib>

using namespace dpl;
using namespace dpl::backbone;
using dpl::test::errorOf;
using dpl::test::fixturePath;
using dpl::test::says;
using dpl::test::TemporaryFolder;

namespace {

Json llamaConfig()
{
    return readJsonFile(fixturePath("models/tiny-llama/config.json"));
}

BackboneConfig read(const Json& json)
{
    return configFromJson(json, "config.json");
}

TEST(BackboneConfig, readsBothSpellings)
{
    const BackboneConfig old = read(readJsonFile(fixturePath("models/tiny-llama3/config.json")));
    const BackboneConfig now = read(readJsonFile(fixturePath("models/tiny-llama3/config.transformers5.json")));
    for (const BackboneConfig& config : {old, now}) {
        EXPECT_EQ(config.rope.theta, 500000.0);
        EXPECT_EQ(config.rope.scaling.kind, RopeScaling::Kind::llama3);
        EXPECT_EQ(config.rope.scaling.factor, 8.0);
        EXPECT_EQ(config.rope.scaling.originalContext, 64);
        EXPECT_EQ(config.storedType, "bfloat16");
        EXPECT_EQ(config.headSize, 16);
        EXPECT_EQ(config.keyValueHeads, 2);
    }
    EXPECT_TRUE(read(readJsonFile(fixturePath("models/tiny-qwen2/config.json"))).attentionBias);
    EXPECT_FALSE(read(readJsonFile(fixturePath("models/tiny-qwen2/config.json"))).outputBias);
}

TEST(BackboneConfig, namesWhatIsWrongAndWhatIsSupported)
{
    const std::vector<std::tuple<std::string, Json, std::vector<std::string>>> cases{
        {"model_type", "bert", {"model_type", "bert", "llama, mistral, qwen2", supportedModelTypes()}},
        {"rope_parameters", {{"rope_type", "axial"}, {"factor", 4.0}},
            {"rope_type", "axial", "default, linear, llama3, yarn, dynamic and longrope"}},
        {"rope_parameters", {{"rope_type", "linear"}}, {"factor"}},
        {"hidden_size", -64, {"hidden_size", "-64"}},
        {"hidden_size", "wide", {"hidden_size", "whole number"}},
        {"hidden_size", 9000000000000000000, {"hidden_size"}},
        {"num_key_value_heads", 3, {"4 attention heads", "3 key/value heads"}},
        {"num_hidden_layers", 0, {"num_hidden_layers"}},
        {"rms_norm_eps", 0.0, {"rms_norm_eps", "positive"}},
        {"hidden_act", "relu", {"hidden_act", "silu"}},
        {"head_dim", 15, {"even", "15"}},
        {"vocab_size", nullptr, {"vocab_size"}},
    };
    for (const auto& [key, value, parts] : cases) {
        Json json = llamaConfig();
        json[key] = value;
        const std::string message = errorOf([&] { read(json); });
        for (const std::string& part : parts) {
            EXPECT_TRUE(says(message, {"config.json", part}));
        }
    }
    Json gpt = readJsonFile(fixturePath("models/tiny-gpt2/config.json"));
    gpt["n_head"] = 7;
    EXPECT_TRUE(says(errorOf([&] { read(gpt); }), "n_head"));
    gpt["n_head"] = 4;
    gpt["activation_function"] = "relu";
    EXPECT_TRUE(says(errorOf([&] { read(gpt); }), "gelu_new"));
}

TEST(BackboneConfig, aRopeScalingBesideRopeParametersCounts)
{
    Json json = llamaConfig();
    json.erase("rope_theta");
    json["rope_parameters"] = {{"rope_type", "default"}, {"rope_theta", 10000.0}};
    json["rope_scaling"] = {{"type", "linear"}, {"factor", 2.0}};
    EXPECT_EQ(read(json).rope.scaling.kind, RopeScaling::Kind::linear);
    EXPECT_EQ(read(json).rope.scaling.factor, 2.0);
    json["rope_scaling"] = {{"type", "axial"}, {"factor", 4.0}};
    EXPECT_TRUE(says(errorOf([&] { read(json); }), {"rope_scaling", "axial"}));
    json["rope_scaling"] = nullptr;
    EXPECT_EQ(read(json).rope.scaling.kind, RopeScaling::Kind::none);
    // transformers would go back to a theta of 10,000, which nobody means.
    json["rope_parameters"]["rope_theta"] = 500000.0;
    EXPECT_EQ(read(json).rope.theta, 500000.0);
    json["rope_scaling"] = {{"type", "linear"}, {"factor", 2.0}};
    EXPECT_TRUE(says(errorOf([&] { read(json); }), {"rope_scaling", "rope_theta"}));
    json["rope_scaling"]["rope_theta"] = 500000.0;
    EXPECT_EQ(read(json).rope.theta, 500000.0);
    json["partial_rotary_factor"] = 0.5;
    EXPECT_TRUE(says(errorOf([&] { read(json); }), "partial_rotary_factor"));
}

TEST(BackboneConfig, modelsOfOtherKindsAreRefusedByName)
{
    Json json = llamaConfig();
    for (const char* method : {"gptq", "awq", "bitsandbytes", "fp8"}) {
        json["quantization_config"] = {{"quant_method", method}, {"bits", 4}};
        EXPECT_TRUE(says(
            errorOf([&] { read(json); }), {"quantization_config", "quantised", method, "as it was before", "GGUF"}));
    }
}

TEST(BackboneConfig, slidingWindowsAreOfLayers)
{
    Json json = readJsonFile(fixturePath("models/tiny-mistral/config.json"));
    EXPECT_EQ(read(json).window(0), 0);
    json["sliding_window"] = 512;
    EXPECT_EQ(read(json).contextLength, 2048);
    EXPECT_EQ(read(json).windows, std::vector<std::int64_t>(3, 512));
    Json qwen = readJsonFile(fixturePath("models/tiny-qwen2/config.json"));
    qwen.erase("layer_types");
    qwen["sliding_window"] = 512;
    qwen["max_window_layers"] = 1;
    EXPECT_EQ(read(qwen).windows, std::vector<std::int64_t>()) << "use_sliding_window is false";
    qwen["use_sliding_window"] = true;
    EXPECT_EQ(read(qwen).windows, (std::vector<std::int64_t>{0, 512, 512}));
    qwen["layer_types"] = {"sliding_attention", "full_attention", "sliding_attention"};
    EXPECT_EQ(read(qwen).windows, (std::vector<std::int64_t>{512, 0, 512}));
    qwen["layer_types"] = {"sliding_attention", "linear_attention", "sliding_attention"};
    EXPECT_TRUE(says(errorOf([&] { read(qwen); }), {"layer_types", "full_attention"}));
    qwen["layer_types"] = {"sliding_attention"};
    EXPECT_TRUE(says(errorOf([&] { read(qwen); }), {"layer_types", "3"}));
}

TEST(BackboneConfig, ofGgufFilesHasTheirRotaryScaling)
{
    Json json;
    json["general.architecture"] = "qwen3";
    for (const auto& [key, value] : {std::pair{"embedding_length", 32}, {"feed_forward_length", 64}, {"block_count", 2},
             {"attention.head_count", 4}, {"attention.key_length", 16}, {"context_length", 256}}) {
        json[std::string("qwen3.") + key] = value;
    }
    EXPECT_EQ(configFromGguf(json, "x.gguf").rope.scaling.kind, RopeScaling::Kind::none);
    json["qwen3.rope.scaling.type"] = "yarn";
    EXPECT_TRUE(says(errorOf([&] { configFromGguf(json, "x.gguf"); }), {"x.gguf", "rope.scaling.factor"}));
    json["qwen3.rope.scaling.factor"] = 4.0;
    json["qwen3.rope.scaling.original_context_length"] = 64;
    // transformers' config of the same model
    const BackboneConfig theirs =
        read({{"model_type", "qwen3"}, {"vocab_size", 10}, {"hidden_size", 32}, {"intermediate_size", 64},
            {"num_hidden_layers", 2}, {"num_attention_heads", 4}, {"head_dim", 16}, {"max_position_embeddings", 256},
            {"rope_scaling", {{"rope_type", "yarn"}, {"factor", 4.0}, {"original_max_position_embeddings", 64}}}});
    const BackboneConfig ours = configFromGguf(json, "x.gguf");
    EXPECT_EQ(rotaryFrequencies(ours.rope, 16, 0), rotaryFrequencies(theirs.rope, 16, 0));
    EXPECT_EQ(ours.rope.scaling.attentionFactor, theirs.rope.scaling.attentionFactor);
    EXPECT_EQ(ours.contextLength, theirs.contextLength);
    json["qwen3.rope.scaling.type"] = "axial";
    EXPECT_TRUE(says(errorOf([&] { configFromGguf(json, "x.gguf"); }), {"axial", "linear, yarn and longrope"}));
    json["qwen3.rope.scaling.type"] = "none";
    json["qwen3.rope.dimension_count"] = 8;
    EXPECT_TRUE(says(errorOf([&] { configFromGguf(json, "x.gguf"); }), {"rope.dimension_count", "16"}));
    json["general.architecture"] = "mamba";
    EXPECT_TRUE(says(errorOf([&] { configFromGguf(json, "x.gguf"); }), {"mamba", supportedGgufArchitectures()}));
}

TEST(BackboneConfig, modelsThatCannotExistAreRefused)
{
    Json json = readJsonFile(fixturePath("models/tiny-mistral/config.json"));
    json["sliding_window"] = 8;
    json["num_hidden_layers"] = 16000000;
    EXPECT_TRUE(says(errorOf([&] { read(json); }), {"16000000 layers"}));
    Json gemma = readJsonFile(fixturePath("families/gemma3/config.json"));
    gemma["use_bidirectional_attention"] = true;
    EXPECT_TRUE(says(errorOf([&] { read(gemma); }), "use_bidirectional_attention"));
    Json longrope = readJsonFile(fixturePath("models/tiny-llama/config.json"));
    longrope["rope_parameters"] = {{"rope_type", "longrope"}, {"short_factor", {1.0, 2.0}}, {"long_factor", {1.0}}};
    EXPECT_TRUE(says(errorOf([&] { read(longrope); }), {"short_factor", "8 numbers", "found 2"}));
    Json neox = readJsonFile(fixturePath("families/gpt_neox/config.json"));
    neox["rope_parameters"]["partial_rotary_factor"] = 0.4;
    EXPECT_TRUE(says(errorOf([&] { read(neox); }), {"even", "3"}));
    neox["rope_parameters"]["partial_rotary_factor"] = 1.5;
    EXPECT_TRUE(says(errorOf([&] { read(neox); }), "partial_rotary_factor"));
}

/// A copy of a fixture's folder that may be damaged.
class Damaged : public testing::Test {
protected:
    Damaged() { std::filesystem::copy(fixturePath("models/tiny-llama"), folder()); }

    std::filesystem::path folder() const { return temporary / "model"; }

    void setConfig(const std::string& key, const Json& value) const
    {
        Json json = readJsonFile(folder() / "config.json");
        json[key] = value;
        writeFileAtomically(folder() / "config.json", json.dump());
    }

    void expectError(std::initializer_list<std::string> parts) const
    {
        EXPECT_TRUE(says(errorOf([&] { dpl::test::load(folder()); }), parts));
        const BackboneCard card = describeBackbone(folder());
        EXPECT_FALSE(card.isUsable());
        EXPECT_TRUE(says(card.error, parts));
    }

    TemporaryFolder temporary;
};

TEST_F(Damaged, missingTensorsAreNamedWithTheirShape)
{
    setConfig("num_hidden_layers", 4);
    expectError({"layers.3.input_layernorm.weight", "[64]", "missing"});
}

TEST_F(Damaged, unknownTensorsAreNamed)
{
    setConfig("num_hidden_layers", 2);
    expectError({"layers.2.", "does not have these tensors"});
}

TEST_F(Damaged, misshapenTensorsAreNamedWithBothShapes)
{
    setConfig("intermediate_size", 96);
    expectError({"gate_proj", "[128, 64]", "[96, 64]"});
}

TEST_F(Damaged, truncatedFilesAreErrors)
{
    std::filesystem::resize_file(folder() / "model.safetensors", 1000);
    expectError({"model.safetensors"});
    std::filesystem::remove(folder() / "model.safetensors");
    expectError({"model.safetensors"});
}

TEST(BackboneCard, saysWhatABackboneIs)
{
    const BackboneCard card = describeBackbone(fixturePath("models/tiny-llama"));
    EXPECT_TRUE(card.isUsable()) << card.error;
    EXPECT_EQ(card.name, "tiny-llama");
    EXPECT_EQ(card.format, "safetensors");
    // 512 x 64 embeddings, three layers of q, k, v, o (64, 32, 32, 64 x 64), three of 128 x 64, and norms.
    EXPECT_EQ(card.parameters, 512 * 64 + 3 * (192 * 64 + 3 * 128 * 64 + 2 * 64) + 64);
    ASSERT_EQ(card.storedTypes.size(), 1u);
    EXPECT_EQ(card.storedTypes[0].first, "BF16");
    EXPECT_EQ(card.storedTypes[0].second, 2 * card.parameters);
    EXPECT_EQ(card.tokenizerVocabulary, 512);
    EXPECT_NE(card.tokenizerKind.find("SentencePiece"), std::string::npos);
    EXPECT_TRUE(card.warnings.empty());
    EXPECT_GT(card.trainingBytes, card.scoringBytes);
    const BackboneCard gguf = describeBackbone(fixturePath("gguf/tiny-llama-quantized.gguf"));
    EXPECT_TRUE(gguf.isUsable()) << gguf.error;
    EXPECT_EQ(gguf.warnings.size(), 1u);
    const BackboneCard bare = describeBackbone(fixturePath("models/tiny-qwen2"));
    ASSERT_EQ(bare.warnings.size(), 1u);
    EXPECT_TRUE(says(bare.warnings[0], "No tokenizer"));
    EXPECT_FALSE(describeBackbone(fixturePath("models")).isUsable());
    EXPECT_FALSE(describeBackbone("/nowhere").isUsable());
}

TEST(HuggingFaceCache, isSearchedByNameAndByFolder)
{
    TemporaryFolder cache;
    const auto repository = cache / "models--openai--gpt2";
    const auto snapshot = repository / "snapshots" / "0123abc";
    std::filesystem::create_directories(repository / "refs");
    std::filesystem::create_directories(repository / "snapshots" / "other");
    std::filesystem::create_directories(repository / "blobs");
    std::filesystem::copy(fixturePath("models/tiny-gpt2"), snapshot);
    writeFileAtomically(repository / "refs" / "main", "0123abc");
    std::filesystem::copy(fixturePath("gguf/tiny-llama-f32.gguf"), cache / "some.gguf");
    const auto found = findBackbones({cache.path(), cache.path(), cache / "nothing"});
    EXPECT_EQ(found, (std::vector<std::filesystem::path>{snapshot, cache / "some.gguf"}));
    EXPECT_EQ(describeBackbone(snapshot).name, "openai/gpt2");
    ::setenv("HF_HUB_CACHE", cache.path().c_str(), 1);
    EXPECT_EQ(cachedBackbone("openai/gpt2"), snapshot);
    EXPECT_EQ(cachedBackbone("openai/gpt3"), std::nullopt);
    EXPECT_EQ(cachedBackbone("../openai/gpt2"), std::nullopt);
    ::unsetenv("HF_HUB_CACHE");
    EXPECT_EQ(findBackbones({fixturePath("models")}).size(), 8u);
}

} // namespace
