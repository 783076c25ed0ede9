#include "backbone/score_layer.hpp"
#include "core/backbone/fixtures.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace dpl;
using namespace dpl::backbone;
using dpl::test::errorOf;
using dpl::test::fixturePath;
using dpl::test::load;
using dpl::test::says;
using dpl::test::TemporaryFolder;

HeadConfig configOf(const Json& json)
{
    const TemporaryFolder folder;
    writeFileAtomically(folder / "config.json", json.dump());
    return readHeadConfig(folder.path());
}

TEST(HeadConfig, readsWhatOpenRlhfAndTransformersSay)
{
    const HeadConfig config = configOf({{"value_head_prefix", "rm"}, {"normalize_reward", true}, {"mean", 1.5},
        {"std", 0.5}, {"id2label", {{"1", "harmless"}, {"0", "helpful"}}}});
    EXPECT_EQ(config.prefix, "rm");
    EXPECT_EQ(config.mean, 1.5);
    EXPECT_EQ(config.deviation, 0.5);
    EXPECT_EQ(config.labels, (std::vector<std::string>{"helpful", "harmless"}));
    EXPECT_TRUE(config.namesLabels());
    const HeadConfig off = configOf({{"normalize_reward", false}, {"mean", 1.5}, {"id2label", {{"0", "LABEL_0"}}}});
    EXPECT_EQ(off.mean, 0.0);
    EXPECT_FALSE(off.namesLabels());
    EXPECT_TRUE(configOf({{"id2label", {{"0", "a"}, {"2", "b"}}}}).labels.empty()) << "numbers with a gap";
    EXPECT_TRUE(readHeadConfig(fixturePath("gguf/types.gguf")).prefix.empty());
    EXPECT_TRUE(says(errorOf([] { configOf({{"normalize_reward", true}, {"std", 0}}); }), {"std", "other than 0"}));
}

TEST(ScoreLayers, areFoundByTheNamesOfTheToolsThatSaveThem)
{
    const auto foreign = [](const char* name) { return fixturePath("foreign") / name; };
    for (const auto& [name, kind, outputs] : {std::tuple{"classifier-labels/model", HeadKind::score, 3},
             {"value-head-trl/model", HeadKind::valueHead, 1}, {"value-head-openrlhf/model", HeadKind::valueHead, 1},
             {"value-head-beside-model/model", HeadKind::valueHead, 1}}) {
        const RewardModel model = load(foreign(name));
        EXPECT_EQ(model.headKind(), kind) << name;
        EXPECT_EQ(model.outputs(), outputs) << name;
    }
    EXPECT_EQ(load(fixturePath("models/tiny-llama")).headKind(), HeadKind::none);
    const Adapter adapter = readAdapter(foreign("value-head-beside-adapter/adapter"));
    EXPECT_EQ(adapter.head, HeadKind::valueHead);
    EXPECT_EQ(adapter.scoreBias.size(), 1u);
    EXPECT_FALSE(adapter.isPlain());
}

TEST(ScoreLayers, oneOutputOfSeveralIsKept)
{
    RewardModel model = load(fixturePath("foreign/classifier-labels/model"));
    const std::vector<text::TokenIds> texts{{1, 5, 260}, {1, 9}};
    const auto all = model.score(test::packed(texts));
    EXPECT_TRUE(says(errorOf([&] { model.keepOutput(3); }), {"3 outputs", "number 3"}));
    model.keepOutput(2);
    const auto one = model.score(test::packed(texts));
    for (std::size_t i = 0; i < texts.size(); ++i) {
        ASSERT_EQ(one[i].size(), 1u);
        EXPECT_NEAR(one[i][0], all[i][2], 1e-6);
    }
}

TEST(ScoreLayers, valueHeadFilesThatAreBroken)
{
    const TemporaryFolder folder;
    EXPECT_FALSE(valueHeadFile(folder.path()));
    const std::vector<float> values(32);
    const auto put = [&](const std::string& name, const std::vector<std::int64_t>& shape,
                         const std::vector<std::int64_t>& bias) {
        const auto some = [&](std::int64_t count) {
            return std::as_bytes(std::span(values).first(static_cast<std::size_t>(count)));
        };
        std::int64_t elements = 1;
        for (const std::int64_t extent : shape) {
            elements *= extent;
        }
        weights::writeSafetensors(folder / "value_head.safetensors",
            {{name + ".weight", shape, weights::StorageType::f32, some(elements)},
                {name + ".bias", bias, weights::StorageType::f32, some(bias[0])}});
        return errorOf([&] { readValueHead(*valueHeadFile(folder.path())); });
    };
    EXPECT_EQ(put("v_head.summary", {1, 16}, {1}), "");
    EXPECT_TRUE(says(put("other", {1, 16}, {1}), {"value_head.safetensors", "no value head"}));
    EXPECT_TRUE(says(put("v_head.summary", {16}, {1}), {"v_head.summary.weight", "a matrix"}));
    EXPECT_TRUE(says(put("v_head.summary", {1, 16}, {2}), {"v_head.summary.bias", "[2]", "[1]"}));
}

} // namespace
