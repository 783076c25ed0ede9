#include "evaluation/evaluation_matrix.hpp"

#include "base/files.hpp"
#include "base/json_text.hpp"
#include "records/evaluation_record.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace dpl::evaluation {
namespace {

using State = MatrixCell::State;

class EvaluationMatrices : public testing::Test {
protected:
    EvaluationMatrices()
    {
        for (const char* name : {"base", "categorical"}) {
            records::FoundCheckpoint found;
            found.run = root.path() / "exp" / "both" / (std::string(name) + "_m");
            found.folder = found.run / (std::string(name) + "_m_peft_last_checkpoint");
            found.trainSet = data::DataSubset::both;
            found.outputs = 1;
            writeOld(found.folder / "adapter_config.json", "{}");
            choice.checkpoints.push_back(found);
        }
        writeOld(root / "rows.jsonl", "{\"chosen\": \"a\", \"rejected\": \"b\"}\n");
        writeOld(root / "responses.jsonl", "{}\n");
        choice.datasets = {{root / "rows.jsonl"}, {root / "responses.jsonl", DatasetKind::responses}};
    }

    /// Files that were there an hour before the evaluations.
    static void writeOld(const std::filesystem::path& file, const std::string& content)
    {
        writeFileAtomically(file, content);
        std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
    }

    records::EvaluationRecord recordOf(const std::string& kind, Json params) const
    {
        records::EvaluationRecord record;
        record.kind = kind;
        params.erase("output");
        params.erase("if_other");
        record.params = params;
        record.content = Json::object();
        record.rows = 27;
        record.leftOut = {{"too_long", 2}, {"unusable", 0}, {"not_finite", 1}};
        record.result = {{"mean_accuracy", 2.0 / 3.0}};
        return record;
    }

    void writeEvaluation(const std::filesystem::path& file, const records::EvaluationRecord& record) const
    {
        writeFileAtomically(file, "{}\n");
        writeJsonFile(records::recordFile(file), record.toJson());
    }

    EvaluationMatrix matrix() const { return evaluationMatrix(choice, root / "elsewhere"); }

    EvaluateParams planned(std::size_t checkpoint) const
    {
        return planEvaluations(choice, root / "elsewhere").evaluations.at(checkpoint);
    }

    const test::TemporaryFolder root;
    EvaluationChoice choice;
};

TEST_F(EvaluationMatrices, tellWhatIsDoneOnHowManyRowsAndWhen)
{
    const auto file =
        choice.checkpoints[0].folder / "evaluations" / "rows-all-rows-1024-tokens" / "eval_results_both.jsonl";
    writeEvaluation(file, recordOf("evaluation", planned(0).toJson()));
    const EvaluationMatrix found = matrix();
    ASSERT_EQ(found.cells.size(), 2u);
    const MatrixCell& done = found.cells[0][0];
    EXPECT_EQ(done.state, State::done);
    EXPECT_FALSE(done.isOpen());
    EXPECT_EQ(done.file, file);
    EXPECT_EQ(done.rows, 27);
    EXPECT_EQ(done.rowsAsked(), 30);
    EXPECT_EQ(done.leftOut,
        (std::vector<std::pair<std::string, std::int64_t>>{{"too long", 2}, {"without a finite score", 1}}));
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
    EXPECT_NEAR(static_cast<double>(done.when), static_cast<double>(now.count()), 60.0);
    EXPECT_DOUBLE_EQ(done.accuracy.value(), 2.0 / 3.0);
    EXPECT_EQ(done.interval, wilsonInterval(18.0, 27));
    EXPECT_EQ(rateText(done), "66.7 % (47.8\u201381.4)");
    EXPECT_EQ(rowsText(done), "27 of 30 rows");
    EXPECT_EQ(leftOutText(done), "2 too long, 1 without a finite score");
    for (const auto& [model, dataset] : {ChoiceCell{0, 1}, {1, 0}, {1, 1}}) {
        EXPECT_EQ(found.cells[model][dataset].state, State::missing);
        EXPECT_TRUE(found.cells[model][dataset].isOpen());
    }
}

TEST_F(EvaluationMatrices, keepOtherParamsApart)
{
    EvaluateParams other = planned(0);
    other.evalDatasetSize = 30;
    writeEvaluation(choice.checkpoints[0].folder / "evaluations" / "some" / "eval_results_both.jsonl",
        recordOf("evaluation", other.toJson()));
    const MatrixCell cell = matrix().cells[0][0];
    EXPECT_EQ(cell.state, State::missing);
    EXPECT_EQ(cell.others, std::vector<std::string>{"both, rows-30-rows-1024-tokens"});
    choice.evalDatasetSize = 30;
    EXPECT_EQ(matrix().cells[0][0].state, State::done);
    EXPECT_TRUE(matrix().cells[0][0].others.empty());
}

TEST_F(EvaluationMatrices, tellWhatWasBegunAndWhatIsOutdated)
{
    const auto folder = choice.checkpoints[0].folder / "evaluations" / "some";
    writeFileAtomically(folder / "eval_results_both.jsonl.partial",
        dumpJson(recordOf("evaluation", planned(0).toJson()).toJson()) + "\n{}\n{}\n{}\n");
    MatrixCell cell = matrix().cells[0][0];
    EXPECT_EQ(cell.state, State::partial);
    EXPECT_EQ(cell.rows, 3);
    writeEvaluation(folder / "eval_results_both.jsonl", recordOf("evaluation", planned(0).toJson()));
    EXPECT_EQ(matrix().cells[0][0].state, State::done) << "the whole one counts";
    std::filesystem::last_write_time(choice.checkpoints[0].folder / "adapter_config.json",
        std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
    cell = matrix().cells[0][0];
    EXPECT_EQ(cell.state, State::outdated);
    EXPECT_TRUE(cell.isOpen());
}

TEST_F(EvaluationMatrices, findScoresOfEveryModelThatTheyAreOf)
{
    const ScoreParams both = planEvaluations(choice, root / "elsewhere").scorings.at(0);
    writeEvaluation(both.output, recordOf("scoring", both.toJson()));
    EXPECT_EQ(matrix().cells[0][1].state, State::done);
    EXPECT_EQ(matrix().cells[1][1].state, State::done);
    EXPECT_FALSE(matrix().cells[1][1].accuracy.has_value() && matrix().cells[1][1].rows == 0);
    choice.maxLength = 512;
    EXPECT_EQ(matrix().cells[0][1].state, State::missing);
    choice.maxLength = 1024;
    choice.leftOut = {{1, 1}};
    const ScoreParams one = planEvaluations(choice, root / "elsewhere").scorings.at(0);
    EXPECT_EQ(one.checkpoints, std::vector<std::filesystem::path>{choice.checkpoints[0].folder});
    EXPECT_EQ(cellsOf(matrix(), one), (std::vector<ChoiceCell>{{0, 1}}));
    EXPECT_EQ(cellsOf(matrix(), both), (std::vector<ChoiceCell>{{0, 1}, {1, 1}}));
}

TEST_F(EvaluationMatrices, tellWhichCellsAJobFills)
{
    EXPECT_EQ(cellsOf(matrix(), planned(1)), (std::vector<ChoiceCell>{{1, 0}}));
    EvaluateParams other = planned(1);
    other.maxLength = 7;
    EXPECT_TRUE(cellsOf(matrix(), other).empty());
}

TEST_F(EvaluationMatrices, planOnlyWhatIsChosen)
{
    choice.leftOut = {{0, 0}, {0, 1}, {1, 1}};
    const EvaluationPlan plan = planEvaluations(choice, root / "elsewhere");
    ASSERT_EQ(plan.jobs(), 1u);
    EXPECT_EQ(plan.evaluations[0].model.checkpoint, choice.checkpoints[1].folder);
}

TEST_F(EvaluationMatrices, holdOutWhatTheModelWasNotTrainedOn)
{
    choice.checkpoints[0].dataPath = (root / "rows.jsonl").string();
    choice.checkpoints[0].holdout = {0.1, 3};
    const EvaluationPlan plan = planEvaluations(choice, root / "elsewhere");
    EXPECT_EQ(plan.evaluations[0].holdout, (data::Holdout{0.1, 3}));
    EXPECT_EQ(plan.evaluations[1].holdout, data::Holdout{});
}

} // namespace
} // namespace dpl::evaluation
