#include "core/backbone/fixtures.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "temporary_folder.hpp"

#include <cstdlib>
#include <fstream>

using namespace dpl;
using namespace dpl::test;
using backbone::Adapter;
using backbone::RewardModel;

namespace {

constexpr double scoreTolerance = 2e-5;
constexpr const char* adapters[]{"tiny-llama-base", "tiny-llama-mean_and_variance", "tiny-llama-categorical",
    "tiny-llama-base-old-format", "tiny-gpt2-base", "tiny-gpt2-mean_and_variance", "tiny-gpt2-categorical"};

class Adapters : public testing::TestWithParam<const char*> {
protected:
    std::filesystem::path folder() const { return fixturePath("adapters") / GetParam(); }
    std::filesystem::path backbone() const
    {
        return fixturePath(
            std::string(GetParam()).rfind("tiny-gpt2", 0) == 0 ? "models/tiny-gpt2" : "models/tiny-llama");
    }

    void expectGolden(const RewardModel& model) const
    {
        const Json expected = readJsonFile(folder() / "expected.json");
        expectScores(model.score(packed(sequences(readJsonFile(backbone() / "expected.json")))),
            expected.at("batch_scores"), scoreTolerance);
        for (const Json& text : expected.at("texts")) {
            expectScores(model.score(packed({text.at("ids").get<text::TokenIds>()})), Json::array({text.at("scores")}),
                scoreTolerance);
        }
    }
};

TEST_P(Adapters, giveTheGoldenScoresPutOnAndMerged)
{
    const Adapter adapter = backbone::readAdapter(folder());
    for (const bool keepStored : {false, true}) {
        backbone::LoadOptions options;
        options.keepStored = keepStored;
        RewardModel model = load(backbone(), options);
        model.putOn(adapter);
        expectGolden(model);
        if (keepStored) {
            EXPECT_THROW(model.mergeAdapter(), Error);
        } else {
            model.mergeAdapter();
            expectGolden(model);
        }
    }
}

TEST_P(Adapters, areWrittenSoThatTheyReadBackEqual)
{
    const Adapter adapter = backbone::readAdapter(folder());
    RewardModel model = load(backbone());
    model.putOn(adapter);
    const auto copy = std::filesystem::path(testing::TempDir()) / ("adapter-" + std::string(GetParam()));
    std::filesystem::remove_all(copy);
    model.save(copy);
    const Adapter read = backbone::readAdapter(copy);
    EXPECT_EQ(read.config.lora.rank, adapter.config.lora.rank);
    EXPECT_EQ(read.config.lora.alpha, adapter.config.lora.alpha);
    EXPECT_EQ(read.config.lora.dropout, adapter.config.lora.dropout);
    EXPECT_EQ(read.config.lora.targetModules, adapter.config.lora.targetModules);
    EXPECT_EQ(read.config.fanInFanOut, adapter.config.fanInFanOut);
    EXPECT_EQ(read.score.values, adapter.score.values);
    ASSERT_EQ(read.layers.size(), adapter.layers.size());
    for (std::size_t i = 0; i < read.layers.size(); ++i) {
        EXPECT_EQ(read.layers[i].name, adapter.layers[i].name);
        EXPECT_EQ(read.layers[i].a.values, adapter.layers[i].a.values);
        EXPECT_EQ(read.layers[i].b.values, adapter.layers[i].b.values);
    }
    RewardModel second = load(backbone());
    second.putOn(read);
    expectGolden(second);
}

TEST_P(Adapters, areLoadedByPeftWithTheirScoreLayer)
{
    const char* python = std::getenv("DPL_PYTHON");
    if (!python) {
        GTEST_SKIP() << "set DPL_PYTHON to an interpreter with torch, transformers and peft to have them load what is "
                        "written here";
    }
    RewardModel model = load(backbone());
    model.putOn(backbone::readAdapter(folder()));
    const auto copy = std::filesystem::path(testing::TempDir()) / ("for-peft-" + std::string(GetParam()));
    std::filesystem::remove_all(copy);
    model.save(copy);
    const auto batch = sequences(readJsonFile(backbone() / "expected.json"));
    writeFileAtomically(copy / "sequences.json", Json(batch).dump());
    const std::string script = R"(
import json, sys, torch
from peft import PeftModel
from transformers import AutoModelForSequenceClassification
backbone, folder, outputs = sys.argv[1], sys.argv[2], int(sys.argv[3])
model = AutoModelForSequenceClassification.from_pretrained(backbone, num_labels=outputs, dtype=torch.float32)
model.config.pad_token_id = model.config.eos_token_id
model = PeftModel.from_pretrained(model, folder).eval()
with torch.no_grad():
    sequences = json.load(open(folder + "/sequences.json"))
    print(json.dumps([model(input_ids=torch.tensor([ids])).logits[0].tolist() for ids in sequences]))
)";
    writeFileAtomically(copy / "load.py", script);
    const std::string command = std::string(python) + " '" + (copy / "load.py").string() + "' '" + backbone().string()
        + "' '" + copy.string() + "' " + std::to_string(model.outputs()) + " > '" + (copy / "scores.json").string()
        + "' 2> '" + (copy / "errors.txt").string() + "'";
    ASSERT_EQ(std::system(command.c_str()), 0) << readFile(copy / "errors.txt");
    expectScores(model.score(packed(batch)), readJsonFile(copy / "scores.json"), scoreTolerance);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Adapters, testing::ValuesIn(adapters), [](const auto& test) {
    std::string name = test.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

/// A copy of an adapter's folder whose config was changed.
std::filesystem::path changed(const std::string& key, const Json& value)
{
    const auto folder = std::filesystem::path(testing::TempDir()) / "changed-adapter";
    std::filesystem::remove_all(folder);
    std::filesystem::copy(fixturePath("adapters/tiny-llama-base"), folder);
    Json config = readJsonFile(folder / "adapter_config.json");
    config[key] = value;
    writeFileAtomically(folder / "adapter_config.json", config.dump());
    return folder;
}

std::string messageOf(const std::function<void()>& f)
{
    try {
        f();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

TEST(AdapterErrors, nameWhatIsNotSupported)
{
    const std::vector<std::pair<std::string, Json>> cases{{"peft_type", "IA3"}, {"use_qalora", true}, {"bias", "some"},
        {"rank_pattern", {{"q_proj", 0}}}, {"alpha_pattern", {{"q_proj", "x"}}}, {"alpha_pattern", {{"(", 2}}},
        {"init_lora_weights", "pissa_niter_16"}, {"init_lora_weights", "loftq"}, {"init_lora_weights", "corda"},
        {"init_lora_weights", "lora_ga"}, {"init_lora_weights", "newer"}, {"use_newer", true},
        {"newer_config", {{"rate", 1}}}, {"r", 0}, {"lora_dropout", 1.5}, {"lora_alpha", "many"}};
    for (const auto& [key, value] : cases) {
        const auto folder = changed(key, value);
        const std::string message = messageOf([&] { backbone::readAdapter(folder); });
        EXPECT_NE(message.find("adapter_config.json"), std::string::npos) << key << ": " << message;
        EXPECT_NE(message.find(key == "r" || key == "lora_dropout" ? "LoRA" : key), std::string::npos) << message;
    }
    for (const Json& plain :
        {Json(true), Json(false), Json(nullptr), Json("gaussian"), Json("orthogonal"), Json("eva")}) {
        EXPECT_EQ(messageOf([&] { backbone::readAdapter(changed("init_lora_weights", plain)); }), "") << plain.dump();
    }
    EXPECT_NE(messageOf([] { backbone::readAdapter(changed("r", 4)); }).find("rank 4"), std::string::npos);
}

TEST(AdapterErrors, nameTheLayerThatDoesNotFit)
{
    RewardModel gpt = load(fixturePath("models/tiny-gpt2"));
    EXPECT_NE(messageOf([&] {
        gpt.putOn(backbone::readAdapter(fixturePath("adapters/tiny-llama-base")));
    }).find("layers.0.self_attn.q_proj"),
        std::string::npos);
    RewardModel llama = load(fixturePath("models/tiny-llama"));
    Adapter adapter = backbone::readAdapter(fixturePath("adapters/tiny-llama-base"));
    adapter.layers[0].b.rows = 32;
    adapter.layers[0].b.values.resize(32 * 8);
    EXPECT_NE(messageOf([&] { llama.putOn(adapter); }).find("[32, 8]"), std::string::npos);
    adapter = backbone::readAdapter(fixturePath("adapters/tiny-llama-base"));
    adapter.score = {};
    EXPECT_NE(messageOf([&] { llama.putOn(adapter); }).find("no score layer"), std::string::npos);
}

/// Writes tensors of zeros as an adapter's.
void writeTensors(
    const std::filesystem::path& folder, const std::vector<std::pair<std::string, std::vector<std::int64_t>>>& shapes)
{
    const std::vector<float> zeros(64 * 512);
    std::vector<weights::NamedTensor> tensors;
    for (const auto& [name, shape] : shapes) {
        std::int64_t elements = 1;
        for (const std::int64_t extent : shape) {
            elements *= extent;
        }
        tensors.push_back({"base_model.model." + name, shape, weights::StorageType::f32,
            std::as_bytes(std::span(zeros).first(static_cast<std::size_t>(elements)))});
    }
    weights::writeSafetensors(folder / "adapter_model.safetensors", tensors);
}

/// Tensors that do not go with each other or with the config.
TEST(AdapterErrors, nameWhatDoesNotFitInTheFile)
{
    const std::string q = "model.layers.0.self_attn.q_proj.";
    const std::pair<std::string, std::vector<std::int64_t>> a{q + "lora_A.weight", {8, 64}};
    const std::pair<std::string, std::vector<std::int64_t>> b{q + "lora_B.weight", {64, 8}};
    const auto messageWith = [&](const std::vector<std::pair<std::string, std::vector<std::int64_t>>>& shapes,
                                 const std::string& key = "inference_mode", const Json& value = true) {
        const auto folder = changed(key, value);
        writeTensors(folder, shapes);
        return messageOf([&] { backbone::readAdapter(folder); });
    };
    const auto expectSaid = [](const std::string& message, const std::vector<std::string>& words) {
        for (const std::string& word : words) {
            EXPECT_NE(message.find(word), std::string::npos) << word << ": " << message;
        }
    };
    EXPECT_EQ(messageWith({a, b}), "");
    expectSaid(messageWith({a}), {"q_proj", "only one of its two matrices"});
    expectSaid(messageWith({a, b, {q + "lora_A.default.weight", {8, 64}}}), {"q_proj", "twice"});
    expectSaid(
        messageWith({a, b, {q + "lora_magnitude_vector", {64}}}), {"q_proj", "lora_magnitude_vector", "use_dora"});
    expectSaid(messageWith({a, b}, "use_dora", true), {"q_proj", "lacks", "lora_magnitude_vector"});
    expectSaid(
        messageWith({a, b, {q + "lora_magnitude_vector", {63}}}, "use_dora", true), {"q_proj", "63 numbers for 64"});
    expectSaid(messageWith({{q + "lora_variant.weight", {8, 64}}}), {"lora_variant", "variant of LoRA"});
    expectSaid(
        messageWith({{"score.weight", {1, 64}}, {"score.lora_A.weight", {8, 64}}}), {"score.lora_A", "saved whole"});
    expectSaid(messageWith({{"model.norm.weight", {64}}, {"model.norm.modules_to_save.default.weight", {64}}}),
        {"norm.weight", "twice"});
    expectSaid(messageWith({{"model.embed_tokens.token_adapter.trainable_tokens_delta", {3, 64}}},
                   "trainable_token_indices", Json::array({4, 5})),
        {"trainable_tokens_delta", "3 rows for 2 tokens"});
    for (const Json& wrong : {Json("all"), Json::array({-1}), Json{{"embed_tokens", 3}}}) {
        expectSaid(messageWith({a, b}, "trainable_token_indices", wrong), {"trainable_token_indices", "token ids"});
    }
    const auto folder = changed("inference_mode", true);
    writeTensors(folder, {a, b});
    writeFileAtomically(folder / "value_head.safetensors", "");
    EXPECT_NE(messageOf([&] { backbone::readAdapter(folder); }).find("value_head.safetensors"), std::string::npos);
}

/// Tensors of its own that a backbone has not, or in another shape.
TEST(AdapterErrors, nameTensorsThatDoNotFitTheBackbone)
{
    RewardModel llama = load(fixturePath("models/tiny-llama"));
    const auto messageWith = [&](const std::string& name, const std::vector<std::int64_t>& shape) {
        const auto folder = changed("inference_mode", true);
        writeTensors(folder, {{"score.weight", {1, 64}}, {name, shape}});
        return messageOf([&] { llama.putOn(backbone::readAdapter(folder)); });
    };
    EXPECT_EQ(messageWith("model.norm.weight", {64}), "");
    for (const auto& [name, shape, what] :
        {std::tuple<std::string, std::vector<std::int64_t>, std::string>{"model.norm.weight", {32}, "[32]"},
            {"model.embed_tokens.weight", {511, 64}, "tokens added"},
            {"model.layers.7.norm.weight", {64}, "layers.7.norm"}, {"model.norm.bias", {64}, "does not have"}}) {
        const std::string message = messageWith(name, shape);
        EXPECT_NE(message.find(what), std::string::npos) << message;
        EXPECT_NE(message.find("another backbone"), std::string::npos) << message;
    }
}

/// What changes a backbone's own tensors goes when another adapter comes.
TEST(ForeignAdapters, leaveNothingBehind)
{
    const auto foreign = [](const char* name) {
        return backbone::readAdapter(fixturePath("foreign") / name / "adapter");
    };
    const auto path = fixturePath("foreign/inv-freq-in-weights/model");
    const std::vector<text::TokenIds> texts{{1, 5, 260, 300, 261, 7}, {1, 265, 9}};
    const auto batch = packed(texts);
    RewardModel model = load(path);
    model.putOn(foreign("peft-all-linear"));
    const auto plain = model.score(batch);
    for (const char* name :
        {"peft-embeddings-dora", "peft-saved", "peft-tokens", "peft-dora", "value-head-beside-adapter"}) {
        model.putOn(foreign(name));
        EXPECT_NE(model.score(batch), plain) << name;
        model.putOn(foreign("peft-all-linear"));
        EXPECT_EQ(model.score(batch), plain) << name;
    }
    // Merged into the weights they score the same.
    for (const char* name : {"peft-dora", "peft-saved", "peft-dora-pissa"}) {
        model.putOn(foreign(name));
        const auto scores = model.score(batch);
        RewardModel merged = load(path);
        merged.putOn(foreign(name));
        merged.mergeAdapter();
        EXPECT_NEAR(merged.score(batch)[0][0], scores[0][0], scoreTolerance) << name;
        EXPECT_NE(messageOf([&] { model.adapter(); }).find("not written"), std::string::npos) << name;
    }
}

/// What is put on, saved and put on again gives the same scores: layers of their own rank and alpha, and adapters that
/// began as a part of the weights, which become plain ones.
TEST(ForeignAdapters, areSavedAsPlainOnesThatScoreTheSame)
{
    for (const auto& [name, backbone] :
        {std::pair{"rank-and-alpha-pattern", "models/tiny-llama"}, {"adapter-pissa", "models/tiny-llama"},
            {"adapter-olora", "models/tiny-llama"}, {"adapter-pissa-gpt2", "models/tiny-gpt2"}}) {
        const auto batch = packed(sequences(readJsonFile(fixturePath(backbone) / "expected.json")));
        RewardModel model = load(fixturePath(backbone));
        model.putOn(backbone::readAdapter(fixturePath("foreign") / name / "adapter"));
        const auto scores = model.score(batch);
        const TemporaryFolder copy;
        model.save(copy / "adapter");
        RewardModel again = load(fixturePath(backbone));
        again.putOn(backbone::readAdapter(copy / "adapter"));
        const auto plain = again.score(batch);
        for (std::size_t i = 0; i < scores.size(); ++i) {
            EXPECT_NEAR(plain[i][0], scores[i][0], scoreTolerance) << name;
        }
        EXPECT_EQ(readJsonFile(copy / "adapter" / "adapter_config.json").at("init_lora_weights"), true) << name;
    }
}

TEST(RankStabilised, scalesByTheRoot)
{
    const Adapter adapter = backbone::readAdapter(changed("use_rslora", true));
    EXPECT_DOUBLE_EQ(adapter.config.lora.scale(), 32.0 / std::sqrt(8.0));
}

TEST(NewAdapter, changesNoHiddenStateAndIsAFunctionOfTheSeed)
{
    RewardModel model = load(fixturePath("models/tiny-llama"));
    const auto batch = packed({{1, 5, 9, 20}});
    const auto before = model.hiddenStates(batch);
    model.startAdapter({}, 2, 7);
    EXPECT_EQ(model.hiddenStates(batch), before) << "B starts at zero";
    const Adapter first = model.adapter();
    EXPECT_EQ(first.layers.size(), 6u);
    EXPECT_EQ(first.config.lora.targetModules, (std::vector<std::string>{"q_proj", "v_proj"}));
    for (const auto& layer : first.layers) {
        const auto [low, high] = std::minmax_element(layer.a.values.begin(), layer.a.values.end());
        EXPECT_GE(*low, -0.125f);
        EXPECT_LE(*high, 0.125f);
        EXPECT_GT(*high, 0.12f);
    }
    model.startAdapter({}, 2, 7);
    EXPECT_EQ(model.adapter().layers[3].a.values, first.layers[3].a.values);
    EXPECT_EQ(model.adapter().score.values, first.score.values);
    model.startAdapter({}, 2, 8);
    EXPECT_NE(model.adapter().layers[3].a.values, first.layers[3].a.values);
    backbone::LoraConfig unknown;
    unknown.targetModules = {"q_proj", "nothing"};
    EXPECT_NE(messageOf([&] { model.startAdapter(unknown, 1, 0); }).find("down_proj"), std::string::npos);
}

} // namespace
