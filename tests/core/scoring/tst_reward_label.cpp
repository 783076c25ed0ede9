#include "base/files.hpp"
#include "error_message.hpp"
#include "fixture_path.hpp"
#include "scoring/checkpoint_folders.hpp"
#include "scoring/checkpoint_model.hpp"
#include "scoring/find_checkpoints.hpp"
#include "scoring/reward_label.hpp"
#include "temporary_folder.hpp"

namespace dpl::scoring {
namespace {

using dpl::test::errorOf;
using dpl::test::fixturePath;
using dpl::test::says;
using dpl::test::TemporaryFolder;
using preference::RewardHead;

std::filesystem::path foreign(const std::string& name)
{
    return fixturePath("foreign") / name;
}

TEST(PublishedModels, areDescribedByTheirFiles)
{
    for (const char* name : {"value-head-trl/model", "value-head-openrlhf/model", "value-head-beside-model/model",
             "value-head-beside-adapter/adapter", "inv-freq-in-weights/model", "prefix-compiled/model"}) {
        const records::FoundCheckpoint found = describeCheckpoint(foreign(name));
        EXPECT_EQ(found.error, "") << name;
        EXPECT_EQ(found.outputs, 1) << name;
        EXPECT_TRUE(found.isPublished) << name;
        EXPECT_TRUE(found.labels.empty()) << name;
        EXPECT_EQ(found.head(), RewardHead::base) << name;
        EXPECT_EQ(found.title(), "reward model · " + std::filesystem::path(name).filename().string());
    }
    const records::FoundCheckpoint classifier = describeCheckpoint(foreign("classifier-labels/model"));
    EXPECT_EQ(classifier.labels, (std::vector<std::string>{"helpfulness", "safety", "brevity"}));
    EXPECT_EQ(classifier.head(), RewardHead::base) << "one of them is the reward";
    const records::FoundCheckpoint onClassifier = describeCheckpoint(foreign("peft-score/adapter"));
    EXPECT_EQ(onClassifier.error, "");
    EXPECT_EQ(onClassifier.outputs, 1) << "the backbone's own";
    EXPECT_NE(describeCheckpoint(fixturePath("models/tiny-llama")).error, "") << "a language model";
    const records::FoundCheckpoint own = describeCheckpoint(fixturePath("adapters/tiny-llama-categorical"));
    EXPECT_FALSE(own.isPublished);
    EXPECT_TRUE(own.labels.empty());
}

TEST(PublishedModels, areFoundBesideOwnOnesAndLanguageModelsAreNot)
{
    const TemporaryFolder folder;
    for (const char* name : {"value-head-trl/model", "classifier-labels/model", "value-head-beside-adapter/adapter"}) {
        std::filesystem::create_directories((folder / name).parent_path());
        std::filesystem::copy(foreign(name), folder / name);
    }
    std::filesystem::copy(fixturePath("adapters/tiny-llama-base"), folder / "own");
    std::filesystem::copy(fixturePath("models/tiny-llama"), folder / "backbone");
    std::vector<std::filesystem::path> places;
    for (const auto& found : findCheckpoints(folder.path())) {
        EXPECT_EQ(found.error, "") << found.folder;
        places.push_back(found.folder.lexically_relative(folder.path()));
    }
    EXPECT_EQ(places,
        (std::vector<std::filesystem::path>{
            "classifier-labels/model", "own", "value-head-beside-adapter/adapter", "value-head-trl/model"}));
    EXPECT_TRUE(isCheckpoint(folder / "classifier-labels/model"));
    EXPECT_TRUE(isCheckpoint(foreign("value-head-openrlhf/model")));
    EXPECT_TRUE(isCheckpoint(foreign("value-head-beside-model/model")));
    EXPECT_FALSE(isCheckpoint(folder / "backbone"));
    writeFileAtomically(folder / "damaged" / "config.json", "{");
    EXPECT_FALSE(isCheckpoint(folder / "damaged"));
}

TEST(RewardLabels, areNamesOrNumbers)
{
    const auto folder = foreign("classifier-labels/model");
    const std::vector<std::string> labels{"helpfulness", "safety", "brevity"};
    EXPECT_EQ(rewardOutput(folder, labels, 3, "safety"), 1);
    EXPECT_EQ(rewardOutput(folder, labels, 3, "2"), 2);
    EXPECT_EQ(rewardOutput(folder, labels, 3, "all"), std::nullopt);
    EXPECT_EQ(rewardOutput(folder, {}, 1, ""), std::nullopt);
    EXPECT_TRUE(says(errorOf([&] { rewardOutput(folder, labels, 3, ""); }),
        {"3 labels: helpfulness, safety and brevity", "--reward_label"}));
    EXPECT_TRUE(says(errorOf([&] { rewardOutput(folder, labels, 3, "3"); }), {"no label \"3\"", "0 to 2"}));
    EXPECT_TRUE(says(errorOf([&] { rewardOutput(folder, {}, 1, "safety"); }), {"one output"}));
    EXPECT_TRUE(says(errorOf([&] { rewardOutput(folder, {}, 4, "safety"); }), {"one distribution"}));
}

TEST(RewardLabels, areAskedForOfWholeModelsWithoutAHead)
{
    const TemporaryFolder folder;
    std::filesystem::copy(foreign("classifier-labels/model"), folder / "model");
    EXPECT_EQ(labelsOf(folder / "model", 3, backbone::HeadKind::score).size(), 3u);
    EXPECT_EQ(
        labelsOf(folder / "model", 2, backbone::HeadKind::score), (std::vector<std::string>{"LABEL_0", "LABEL_1"}))
        << "the config's do not fit";
    EXPECT_TRUE(labelsOf(folder / "model", 1, backbone::HeadKind::score).empty());
    writeFileAtomically(folder / "model" / "reward_head.json", R"({"reward_head":"categorical"})");
    EXPECT_TRUE(labelsOf(folder / "model", 3, backbone::HeadKind::score).empty()) << "its head is said";
    EXPECT_TRUE(labelsOf(fixturePath("adapters/tiny-llama-categorical"), 10, backbone::HeadKind::score).empty());
}

TEST(RewardLabels, leaveOneOutput)
{
    Observer observer;
    CheckpointModels models("cpu", observer, {});
    CheckpointParams params;
    params.checkpoint = foreign("classifier-labels/model");
    EXPECT_TRUE(says(errorOf([&] { models.load(params); }), "--reward_label"));
    params.rewardLabel = "brevity";
    EXPECT_EQ(models.load(params).outputs(), 1);
    params.rewardLabel = "all";
    EXPECT_EQ(models.load(params).outputs(), 3);
}

} // namespace
} // namespace dpl::scoring
