#include "backbone/lora_targets.hpp"
#include "core/backbone/fixtures.hpp"

#include "error_message.hpp"

namespace {

using namespace dpl;
using backbone::LoraTargets;
using dpl::test::errorOf;
using dpl::test::says;

using Names = std::vector<std::string>;

const Names layers{"layers.0.self_attn.q_proj", "layers.0.self_attn.v_proj", "layers.0.mlp.up_proj",
    "layers.1.self_attn.q_proj", "layers.1.self_attn.v_proj", "layers.1.mlp.up_proj"};

/// The layers that targets take, and what an adapter's config calls them.
std::pair<Names, Names> takenBy(const Names& targets)
{
    LoraTargets wanted(targets, "model.");
    Names taken;
    for (const std::string& name : layers) {
        if (wanted.take(name)) {
            taken.push_back(name);
        }
    }
    wanted.checkAllFound();
    return {taken, wanted.names()};
}

TEST(LoraTargets, areNamesPatternsOrAllLinear)
{
    EXPECT_EQ(takenBy({"v_proj", "q_proj"}).first, (Names{layers[0], layers[1], layers[3], layers[4]}));
    EXPECT_EQ(takenBy({"v_proj", "q_proj"}).second, (Names{"v_proj", "q_proj"})) << "as they were given";
    EXPECT_EQ(takenBy({"layers.1.self_attn.q_proj"}).first, Names{layers[3]});
    EXPECT_EQ(takenBy({"all-linear"}).first, layers);
    EXPECT_EQ(takenBy({"all-linear"}).second, (Names{"q_proj", "v_proj", "up_proj"}));
    const auto [taken, names] = takenBy({R"(model\.layers\.1\..*_proj)"});
    EXPECT_EQ(taken, (Names{layers[3], layers[4], layers[5]}));
    EXPECT_EQ(names, (Names{"model." + layers[3], "model." + layers[4], "model." + layers[5]}));
    EXPECT_EQ(takenBy({".*up_proj"}).second, Names{"up_proj"});
    EXPECT_EQ(takenBy({"q_proj", ".*up_proj"}).second, (Names{"q_proj", "up_proj"}));
}

TEST(LoraTargets, thatNoLayerHasAreNamed)
{
    EXPECT_TRUE(says(errorOf([] { takenBy({"q_proj", "k_proj"}); }), {"named \"k_proj\"", "q_proj, up_proj, v_proj"}));
    EXPECT_TRUE(says(errorOf([] { takenBy({"layers.[01]"}); }), {"matches \"layers.[01]\"", "all-linear"}))
        << "a pattern is of the whole path";
    EXPECT_TRUE(says(errorOf([] { takenBy({"("}); }), "lora_target_modules"));
}

TEST(LoraTargets, ofOneLayerMakeAnAdapterThatPeftPutsThere)
{
    backbone::RewardModel model = test::load(test::fixturePath("models/tiny-llama"));
    backbone::LoraConfig lora;
    lora.targetModules = {R"(model\.layers\.[02]\.self_attn\.(q|k)_proj)"};
    model.startAdapter(lora, 1, 0);
    const backbone::Adapter adapter = model.adapter();
    EXPECT_EQ(adapter.layers.size(), 4u);
    EXPECT_EQ(adapter.config.lora.targetModules,
        (Names{"model.layers.0.self_attn.q_proj", "model.layers.0.self_attn.k_proj", "model.layers.2.self_attn.q_proj",
            "model.layers.2.self_attn.k_proj"}));
}

} // namespace
