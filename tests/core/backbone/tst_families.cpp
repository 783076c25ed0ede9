#include "core/backbone/family_fixtures.hpp"

#include "backbone/backbone_card.hpp"
#include "backbone/block_shape.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "temporary_folder.hpp"

using namespace dpl;
using namespace dpl::test;
using backbone::LoadOptions;
using backbone::RewardModel;

namespace {

class Families : public testing::TestWithParam<const char*> {
protected:
    std::filesystem::path folder() const { return familyPath(GetParam()); }
    Json expected() const { return readJsonFile(folder() / "expected.json"); }

    void expectTransformersStates(const std::filesystem::path& path) const
    {
        for (const bool keepStored : {false, true}) {
            LoadOptions options;
            options.keepStored = keepStored;
            RewardModel model = load(path, options);
            if (model.outputs() == 0) { // a GGUF file
                model.setScore(readMatrix(folder() / "model.safetensors", "score.weight"));
            }
            expectFamily(model, expected(), stateTolerance, scoreTolerance);
            const auto texts = sequences(expected());
            const auto golden = readTensor(folder() / "expected.safetensors", "first");
            expectStates(model.hiddenStates(packed({texts[0]})), golden, stateTolerance);
        }
    }
};

TEST_P(Families, giveTheStatesAndScoresOfTransformers)
{
    expectTransformersStates(folder());
}

TEST_P(Families, giveThemFromGgufToo)
{
    if (std::string(GetParam()) == "mistral") {
        GTEST_SKIP() << "its GGUF files are Llama's, without the window";
    }
    expectTransformersStates(folder() / "model.gguf");
}

/// The way that other devices go: LibTorch's operations in place of the kernels.
TEST_P(Families, stayWithinTheRoundingOfBfloat16)
{
    LoadOptions options;
    options.type = "bfloat16";
    RewardModel model = load(folder(), options);
    const auto texts = sequences(expected());
    const std::vector<float> hidden = model.hiddenStates(packed({texts[0]}));
    const auto golden = readTensor(folder() / "expected.safetensors", "first");
    ASSERT_EQ(hidden.size(), golden.size());
    double squares = 0.0;
    double all = 0.0;
    for (std::size_t i = 0; i < golden.size(); ++i) {
        squares += std::pow(static_cast<double>(hidden[i] - golden[i]), 2);
        all += std::pow(static_cast<double>(golden[i]), 2);
    }
    EXPECT_LT(std::sqrt(squares / all), 0.03);
    EXPECT_GT(std::sqrt(squares / all), 1e-4) << "computed in float32";
}

TEST_P(Families, haveACardThatCountsEveryParameter)
{
    const backbone::BackboneCard card = backbone::describeBackbone(folder());
    EXPECT_TRUE(card.isUsable()) << card.error;
    std::int64_t numbers = 0;
    const auto weights = weights::openSafetensors(folder() / "model.safetensors");
    for (const weights::StoredTensor& tensor : weights->tensors()) {
        numbers += tensor.elements();
    }
    EXPECT_EQ(card.parameters, numbers) << "the score layer included";
    std::int64_t declared = card.config.hiddenSize; // of the score layer
    backbone::forEachTensor(card.config, false, [&](const std::string&, const std::vector<std::int64_t>& shape) {
        declared += shape.size() == 1 ? shape[0] : shape[0] * shape[1];
    });
    EXPECT_EQ(declared, numbers);
    EXPECT_GT(card.scoringBytes, 0);
    EXPECT_EQ(card.config.modelType, readJsonFile(folder() / "config.json").at("model_type"));
}

TEST_P(Families, adaptEveryLinearLayerIfAsked)
{
    RewardModel model = load(folder());
    backbone::LoraConfig lora;
    lora.targetModules = {"all-linear"};
    model.startAdapter(lora, 1, 7);
    std::size_t matrices = 0;
    const auto weights = weights::openSafetensors(folder() / "model.safetensors");
    for (const weights::StoredTensor& tensor : weights->tensors()) {
        const bool isEmbedding = tensor.name.find("embed") != std::string::npos || tensor.name.ends_with("wte.weight")
            || tensor.name.ends_with("wpe.weight");
        matrices += tensor.shape.size() == 2 && !isEmbedding && tensor.name != "score.weight";
    }
    EXPECT_EQ(model.adapter().layers.size(), matrices);
}

TEST_P(Families, areSavedAsClassifiersThatReadBackEqual)
{
    RewardModel model = load(folder());
    model.startFullTraining(1, 3);
    model.setScore(readMatrix(folder() / "model.safetensors", "score.weight"));
    const TemporaryFolder copy;
    model.save(copy / "model");
    const RewardModel again = load(copy / "model");
    expectFamily(again, expected(), stateTolerance, scoreTolerance);
    const Json config = readJsonFile(copy / "model" / "config.json");
    EXPECT_EQ(config.at("architectures")[0], readJsonFile(folder() / "config.json").at("architectures")[0]);
}

INSTANTIATE_TEST_SUITE_P(
    Fixtures, Families, testing::ValuesIn(familyFixtures), [](const auto& test) { return std::string(test.param); });

/// A Gemma 3 that sees images, too, in both of the spellings that its files have had: transformers gives its texts the
/// scores of the language model.
TEST(Gemma3, isReadFromAModelThatSeesImagesToo)
{
    const auto folder = familyPath("gemma3");
    const Json expected = readJsonFile(folder / "expected.json");
    const auto weights = weights::openSafetensors(folder / "model.safetensors");
    Json config;
    config["model_type"] = "gemma3";
    config["text_config"] = readJsonFile(folder / "config.json");
    config["vision_config"] = {{"model_type", "siglip_vision_model"}};
    for (const bool isNew : {false, true}) {
        const TemporaryFolder copy;
        writeFileAtomically(copy / "config.json", config.dump());
        std::vector<weights::NamedTensor> tensors;
        for (const weights::StoredTensor& tensor : weights->tensors()) {
            const bool isScore = tensor.name == "score.weight";
            const std::string name = isScore ? tensor.name
                : isNew                      ? "model.language_model." + tensor.name.substr(6)
                                             : "language_model." + tensor.name;
            tensors.push_back({name, tensor.shape, tensor.type, tensor.bytes});
        }
        const auto& any = weights->tensors().front();
        const std::string vision = isNew ? "model." : "";
        tensors.push_back({vision + "vision_tower.embeddings.weight", any.shape, any.type, any.bytes});
        tensors.push_back({vision + "multi_modal_projector.weight", any.shape, any.type, any.bytes});
        weights::writeSafetensors(copy / "model.safetensors", tensors);
        RewardModel model = load(copy.path());
        expectFamily(model, expected, stateTolerance, scoreTolerance);
        EXPECT_TRUE(backbone::describeBackbone(copy.path()).isUsable());
        EXPECT_THROW(model.startFullTraining(1, 0), Error);
        model.putOn(backbone::readAdapter(folder / "adapter"));
        model.save(copy / "adapter");
        const auto saved = weights::openSafetensors(copy / "adapter" / "adapter_model.safetensors");
        EXPECT_TRUE(saved->find("base_model.model.model.language_model.layers.0.self_attn.q_proj.lora_A.weight"));
        RewardModel again = load(folder);
        again.putOn(backbone::readAdapter(copy / "adapter"));
        const auto batch = packed(sequences(expected));
        EXPECT_EQ(again.score(batch), model.score(batch));
    }
}

/// Other configs for the weights of some of them.
TEST(FamilyVariants, giveTheStatesAndScoresOfTransformers)
{
    for (const Json& variant : readJsonFile(fixturePath("families/variants.json"))) {
        SCOPED_TRACE(variant.at("name").get<std::string>());
        const auto original = familyPath(variant.at("model").get<std::string>());
        const TemporaryFolder folder;
        std::filesystem::copy_file(original / "model.safetensors", folder / "model.safetensors");
        writeFileAtomically(folder / "config.json", variant.at("config").dump());
        RewardModel model = load(folder.path());
        if (model.outputs() == 0) {
            model.setScore(readMatrix(original / "score_heads.safetensors", "k1"));
        }
        expectFamily(model, variant, stateTolerance, scoreTolerance);
        if (variant.at("name") == "phi3-longrope") {
            RewardModel gguf = load(fixturePath("families/phi3-longrope.gguf"));
            gguf.setScore(readMatrix(original / "model.safetensors", "score.weight"));
            expectFamily(gguf, variant, stateTolerance, scoreTolerance);
        }
    }
}

/// Texts of different lengths whose rotation depends on these have no hidden states in common.
TEST(FamilyVariants, textsThatRotateUnlikeShareNothing)
{
    for (const Json& variant : readJsonFile(fixturePath("families/variants.json"))) {
        if (variant.at("name") != "llama-dynamic") {
            continue;
        }
        const TemporaryFolder folder;
        std::filesystem::copy_file(fixturePath("models/tiny-llama/model.safetensors"), folder / "model.safetensors");
        writeFileAtomically(folder / "config.json", variant.at("config").dump());
        const RewardModel model = load(folder.path());
        const auto texts = sequences(variant);
        backbone::PackedBatch shared;
        shared.addSharingPrefix(std::vector<std::span<const text::TokenId>>{texts[0], texts[1]});
        EXPECT_THROW(model.hiddenStates(shared), Error);
        const auto unshared = shared.unshared();
        EXPECT_EQ(unshared.tokens, packed({texts[0], texts[1]}).tokens);
        EXPECT_NO_THROW(model.hiddenStates(unshared));
    }
}

} // namespace
