#include "core/backbone/fixtures.hpp"

#include "base/error.hpp"

using namespace dpl;
using namespace dpl::test;
using backbone::LoadOptions;
using backbone::PackedBatch;
using backbone::RewardModel;

namespace {

constexpr double tolerance = 2e-5;
constexpr const char* models[]{"tiny-llama", "tiny-llama-sharded", "tiny-llama-bin", "tiny-llama3", "tiny-mistral",
    "tiny-qwen2", "tiny-gpt2", "tiny-gpt2-hubkeys"};

std::vector<float> tokensOf(
    const std::vector<float>& hidden, std::int64_t first, std::int64_t count, std::int64_t width)
{
    return {hidden.begin() + first * width, hidden.begin() + (first + count) * width};
}

void expectNear(const std::vector<float>& values, const std::vector<float>& expected, double within)
{
    ASSERT_EQ(values.size(), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_NEAR(values[i], expected[i], within) << "at " << i;
    }
}

/// Hidden states and scores of every sequence, all in one batch.
void expectGolden(RewardModel& model, const std::filesystem::path& folder, const Json& expected,
    const std::filesystem::path& hiddenFile, const std::filesystem::path& heads, std::size_t hiddenSequence,
    double within)
{
    const auto batch =
        packed(sequences(expected.contains("sequences") ? expected : readJsonFile(folder / "expected.json")));
    const auto width = model.config().hiddenSize;
    const std::vector<float> hidden = model.hiddenStates(batch);
    const auto& pooled = expected.at("pooled_hidden_state");
    for (std::size_t i = 0; i < batch.lastTokens.size(); ++i) {
        expectNear(tokensOf(hidden, batch.lastTokens[i], 1, width), pooled[i].get<std::vector<float>>(), within);
    }
    const backbone::Segment& segment = batch.segments[hiddenSequence];
    expectNear(tokensOf(hidden, segment.begin, segment.end - segment.begin, width),
        readTensor(hiddenFile, "last_hidden_state"), within);
    for (const char* outputs : {"1", "2", "10"}) {
        model.setScore(readMatrix(heads, std::string("k") + outputs));
        expectScores(model.score(batch), expected.at("scores").at(outputs), within);
    }
}

class Models : public testing::TestWithParam<const char*> { };

TEST_P(Models, giveTheGoldenStatesAndScores)
{
    const auto folder = fixturePath("models") / GetParam();
    const Json expected = readJsonFile(folder / "expected.json");
    const auto sequence = expected.at("hidden_state_sequence").get<std::size_t>();
    for (const bool keepStored : {false, true}) {
        LoadOptions options;
        options.keepStored = keepStored;
        RewardModel model = load(folder, options);
        expectGolden(model, folder, expected, folder / "expected.safetensors", folder / "score_heads.safetensors",
            sequence, tolerance);
    }
}

TEST_P(Models, stayWithinTheRoundingOfBfloat16)
{
    const auto folder = fixturePath("models") / GetParam();
    const Json expected = readJsonFile(folder / "expected.json");
    LoadOptions options;
    options.type = "bfloat16";
    RewardModel model = load(folder, options);
    const auto batch = packed(sequences(expected));
    const std::vector<float> hidden = model.hiddenStates(batch);
    const auto& pooled = expected.at("pooled_hidden_state");
    double worst = 0.0;
    for (std::size_t i = 0; i < batch.lastTokens.size(); ++i) {
        const auto state = pooled[i].get<std::vector<float>>();
        for (std::size_t j = 0; j < state.size(); ++j) {
            worst = std::max(worst,
                std::abs(static_cast<double>(hidden[static_cast<std::size_t>(batch.lastTokens[i]) * state.size() + j])
                    - static_cast<double>(state[j])));
        }
    }
    // bfloat16 keeps 8 bits; three layers of sums of numbers of about 1 lose some of them.
    EXPECT_LT(worst, 0.12);
    EXPECT_GT(worst, 1e-5) << "computed in float32";
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Models, testing::ValuesIn(models), [](const auto& test) {
    std::string name = test.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(Gguf, givesTheStatesOfTheModelItWasMadeFrom)
{
    const auto folder = fixturePath("models/tiny-llama");
    const Json expected = readJsonFile(folder / "expected.json");
    for (const bool keepStored : {false, true}) {
        LoadOptions options;
        options.keepStored = keepStored;
        RewardModel model = load(fixturePath("gguf/tiny-llama-f32.gguf"), options);
        expectGolden(model, folder, expected, folder / "expected.safetensors", folder / "score_heads.safetensors",
            expected.at("hidden_state_sequence").get<std::size_t>(), tolerance);
    }
}

TEST(Gguf, givesTheStatesOfItsQuantisedWeights)
{
    const Json expected = readJsonFile(fixturePath("gguf/tiny-llama-quantized.expected.json"));
    for (const bool keepStored : {false, true}) {
        LoadOptions options;
        options.keepStored = keepStored;
        RewardModel model = load(fixturePath("gguf/tiny-llama-quantized.gguf"), options);
        expectGolden(model, fixturePath("models/tiny-llama"), expected,
            fixturePath("gguf/tiny-llama-quantized.expected.safetensors"),
            fixturePath("models/tiny-llama/score_heads.safetensors"), 2, tolerance);
    }
}

TEST(Packing, changesNoScore)
{
    for (const char* name : {"tiny-llama", "tiny-gpt2"}) {
        const auto folder = fixturePath("models") / name;
        RewardModel model = load(folder);
        model.setScore(readMatrix(folder / "score_heads.safetensors", "k2"));
        const auto texts = sequences(readJsonFile(folder / "expected.json"));
        // The last one and variants of it: longer, cut, and equal to the common prefix itself.
        text::TokenIds longer = texts[2];
        longer.insert(longer.end(), {5, 6, 7, 8});
        text::TokenIds other = texts[2];
        other.insert(other.end(), {9, 10});
        const std::vector<text::TokenIds> all{texts[2], longer, other};
        std::vector<std::vector<double>> alone;
        for (const auto& sequence : all) {
            alone.push_back(model.score(packed({sequence})).front());
        }
        PackedBatch shared;
        shared.addSequence(texts[1]);
        const std::vector<std::span<const text::TokenId>> spans(all.begin(), all.end());
        shared.addSharingPrefix(spans);
        EXPECT_EQ(shared.tokenCount(), static_cast<std::int64_t>(texts[1].size() + texts[2].size() + 6));
        const auto scores = model.score(shared);
        ASSERT_EQ(scores.size(), 4u);
        for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t k = 0; k < 2; ++k) {
                EXPECT_NEAR(scores[i + 1][k], alone[i][k], 5e-6) << name << ", sequence " << i;
            }
        }
    }
}

TEST(Packing, worksOnTreesOfAnyDepth)
{
    const auto folder = fixturePath("models/tiny-llama");
    RewardModel model = load(folder);
    model.setScore(readMatrix(folder / "score_heads.safetensors", "k1"));
    // 1 2 3 -> (4 5 -> (6, 7 8), 9)
    PackedBatch tree;
    tree.tokens = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    tree.positions = {0, 1, 2, 3, 4, 5, 5, 6, 3};
    tree.segments = {{0, 3, -1}, {3, 5, 0}, {5, 6, 1}, {6, 8, 1}, {8, 9, 0}};
    tree.lastTokens = {5, 7, 8, 2};
    const auto scores = model.score(tree);
    const std::vector<text::TokenIds> paths{{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 7, 8}, {1, 2, 3, 9}, {1, 2, 3}};
    for (std::size_t i = 0; i < paths.size(); ++i) {
        EXPECT_NEAR(scores[i][0], model.score(packed({paths[i]}))[0][0], 5e-6) << i;
    }
}

TEST(Loading, canBeStopped)
{
    std::stop_source source;
    source.request_stop();
    Observer observer;
    EXPECT_THROW(RewardModel(fixturePath("models/tiny-llama"), {}, observer, source.get_token()), Stopped);
    RewardModel model = load(fixturePath("models/tiny-llama"));
    model.setScore(readMatrix(fixturePath("models/tiny-llama/score_heads.safetensors"), "k1"));
    EXPECT_THROW(model.score(packed({{1, 2, 3}}), source.get_token()), Stopped);
}

TEST(Tokens, outsideTheVocabularyOrTheContextAreErrors)
{
    RewardModel model = load(fixturePath("models/tiny-gpt2-hubkeys"));
    model.setScore(readMatrix(fixturePath("models/tiny-gpt2-hubkeys/score_heads.safetensors"), "k1"));
    EXPECT_THROW(model.score(packed({{512}})), Error);
    EXPECT_THROW(model.score(packed({{-1}})), Error);
    EXPECT_THROW(model.score(packed({text::TokenIds(65, 3)})), Error);
    EXPECT_THROW(packed({text::TokenIds{}}), Error);
}

} // namespace
