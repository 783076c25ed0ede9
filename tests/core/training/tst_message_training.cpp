// Training on rows of messages, and on those that are too long.

#include "base/files.hpp"
#include "base/json_text.hpp"
#include "error_message.hpp"
#include "evaluation/evaluate.hpp"
#include "fixture_path.hpp"
#include "runs/run_record.hpp"
#include "temporary_folder.hpp"
#include "training/dataset_preview.hpp"
#include "training/training_run.hpp"

#include <gtest/gtest.h>

namespace dpl::training {
namespace {

using test::errorOf;
using test::fixturePath;
using test::says;

class Told : public Observer {
public:
    void warned(const std::string& sentence) override { warnings.push_back(sentence); }
    void noted(const std::string& sentence) override { notes.push_back(sentence); }
    std::vector<std::string> warnings;
    std::vector<std::string> notes;
};

class MessageTraining : public testing::Test {
protected:
    MessageTraining()
    {
        params.modelName = fixturePath("models/tiny-llama").string();
        params.dataPath = (temporary / "rows.jsonl").string();
        params.learningRate = 1e-3;
        params.evalSteps = 0;
        compute.threads = 1;
    }

    static std::string answerOf(int row, bool isLong)
    {
        return "answer " + std::to_string(row) + (isLong ? std::string(200, 'x') : "");
    }

    /// Rows of two subsets, of which every third is long.
    void writeRows(bool asMessages) const
    {
        std::string content;
        for (int i = 0; i < 6; ++i) {
            Json row{{"data_subset", i < 4 ? "helpful" : "online"}};
            for (const char* side : {"chosen", "rejected"}) {
                const std::string answer = answerOf(i, i % 3 == 0 && side[0] == 'c') + side;
                if (asMessages) {
                    row[side] = Json::array(
                        {Json{{"role", "user"}, {"content", "Q"}}, Json{{"role", "assistant"}, {"content", answer}}});
                } else {
                    row[side] = "Q" + answer;
                }
            }
            content += dumpJson(row) + "\n";
        }
        writeFileAtomically(temporary / "rows.jsonl", content);
    }

    TrainingRun run(const std::string& name)
    {
        told = {};
        return runInFolder(params, compute, temporary / name, RunStart::continueOrBegin, told, {});
    }

    const test::TemporaryFolder temporary;
    TrainingParams params;
    ComputeOptions compute;
    Told told;
};

TEST_F(MessageTraining, isThatOnTheTextsOfTheTemplate)
{
    writeRows(false);
    const TrainingRun onTexts = run("texts");
    writeRows(true);
    EXPECT_TRUE(says(errorOf([&] { run("without"); }), {"no chat template", "--chat_template"}));
    params.chatTemplate = (temporary / "own.jinja").string();
    writeFileAtomically(params.chatTemplate, "{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}");
    const TrainingRun onMessages = run("messages");
    EXPECT_EQ(onMessages.result.trainLoss, onTexts.result.trainLoss);
    EXPECT_TRUE(std::any_of(told.notes.begin(), told.notes.end(),
        [](const std::string& note) { return note.find("own.jinja") != std::string::npos; }));
    EXPECT_EQ(readFile(onMessages.model / "chat_template.jinja"), readFile(params.chatTemplate))
        << "whoever evaluates the model renders by the same";
    EXPECT_FALSE(std::filesystem::exists(onTexts.model / "chat_template.jinja"));
    EXPECT_EQ(runs::readRun(temporary / "messages").params["chat_template"], params.chatTemplate);

    const DatasetPreview preview = previewDataset(params, 1, {});
    ASSERT_EQ(preview.firstPairs.size(), 6u);
    EXPECT_NE(preview.firstPairs[1].chosen.find("Qanswer 1chosen"), std::string::npos) << "what the model reads";
    params.chatTemplate.clear();
    try {
        previewDataset(params, 1, {});
        FAIL();
    } catch (const ParameterError& error) {
        EXPECT_EQ(error.parameter(), "chat_template");
    }
}

TEST_F(MessageTraining, treatsLongComparisonsAsItIsTold)
{
    writeRows(false);
    params.maxLength = 60;
    params.skipBadRows = true;
    EXPECT_EQ(run("left-out").result.comparisons, 4);
    ASSERT_FALSE(told.warnings.empty());
    EXPECT_TRUE(says(
        told.warnings[0], {"2 of 6 train rows are left out", "more than 60 tokens", "helpful 2 of 4, online 0 of 2"}));
    EXPECT_EQ(previewDataset(params, 1, {}).comparisons(), 4);

    params.longComparisons = "truncate";
    EXPECT_EQ(run("cut").result.comparisons, 6);
    EXPECT_TRUE(says(told.warnings[0], "2 of 6 train rows are cut"));
    EXPECT_EQ(previewDataset(params, 1, {}).comparisons(), 6);

    params.longComparisons = "refuse";
    EXPECT_TRUE(says(errorOf([&] { run("refused"); }), {"rows.jsonl:1", "60 tokens", "leave_out or truncate"}));
    EXPECT_THROW(previewDataset(params, 1, {}), ParameterError);
    params.longComparisons = "drop";
    EXPECT_TRUE(says(errorOf([&] { params.validate(); }), {"long_comparisons", "leave_out, truncate or refuse"}));
}

TEST_F(MessageTraining, leavesOutWhatIsTheSameWhenCut)
{
    writeFileAtomically(params.dataPath,
        dumpJson(Json{{"chosen", std::string(100, 'a') + "x"}, {"rejected", std::string(100, 'a') + "y"}}) + "\n"
            + dumpJson(Json{{"chosen", "a"}, {"rejected", "b"}}) + "\n");
    params.maxLength = 20;
    params.longComparisons = "truncate";
    EXPECT_EQ(run("run").result.comparisons, 1);
    EXPECT_TRUE(says(told.warnings.at(0), "1 of 2 train rows are left out"));
}

TEST_F(MessageTraining, ofColumnsIsRecorded)
{
    writeFileAtomically(params.dataPath,
        R"({"q": "Q", "good": "a", "bad": "b"})"
        "\n");
    EXPECT_TRUE(says(errorOf([&] { run("unnamed"); }), {"\"chosen\" is missing", "\"q\", \"good\" and \"bad\""}));
    params.columns = "prompt=q,chosen=good,rejected=bad";
    EXPECT_EQ(run("run").result.comparisons, 1);
    EXPECT_EQ(runs::readRun(temporary / "run").params["columns"], params.columns);
    EXPECT_TRUE(previewDataset(params, 1, {}).firstPairs.at(0).chosen.ends_with("Qa"));
    params.columns = "prompt=q,chosen=bad,rejected=good";
    EXPECT_TRUE(says(errorOf([&] { run("run"); }), {"different parameters", "columns is"}));
    params.columns = "chosen";
    EXPECT_TRUE(says(errorOf([&] { params.validate(); }), {"columns", "role=column"}));
}

} // namespace
} // namespace dpl::training
