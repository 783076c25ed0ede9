#include "inspection/inspection.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "error_message.hpp"
#include "gzip_file.hpp"
#include "inspection/evaluation_files.hpp"
#include "inspection/inspection_columns.hpp"
#include "inspection/inspection_figures.hpp"
#include "inspection/inspection_tables.hpp"
#include "records/evaluation_record.hpp"
#include "runs/run_record.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace dpl;
using namespace dpl::inspection;

namespace {

const std::filesystem::path own = std::filesystem::path(DPL_FIXTURES) / "evaluation" / "own";

std::vector<std::filesystem::path> comparisons()
{
    return {own / "tiny-llama-base/eval_results_both.jsonl",
        own / "tiny-llama-mean_and_variance/eval_results_both.jsonl",
        own / "tiny-llama-categorical/eval_results_both.jsonl"};
}

} // namespace

TEST(Inspection, JoinsModelsByWhatRowsSay)
{
    const auto inspection = Inspection::open(comparisons());
    ASSERT_EQ(inspection->size(), 12u);
    EXPECT_EQ(inspection->responseCount(), 24u);
    ASSERT_EQ(inspection->models().size(), 3u);
    EXPECT_EQ(inspection->models()[0].name, "tiny-llama-base");
    EXPECT_EQ(inspection->models()[2].head, preference::RewardHead::categorical);
    for (const InspectedModel& model : inspection->models()) {
        for (std::size_t i = 0; i < 24; ++i) {
            EXPECT_TRUE(model.has(i));
        }
    }
    EXPECT_EQ(inspection->count(ItemKind::comparison), 12u);
    EXPECT_EQ(inspection->preferredModels(), (std::vector<std::size_t>{0, 1, 2}));
}

TEST(Inspection, ReadsPromptsBesideComparisons)
{
    auto files = comparisons();
    files.push_back(own / "tiny-llama-mean_and_variance/responses_eval.jsonl");
    const auto inspection = Inspection::open(files);
    EXPECT_GT(inspection->count(ItemKind::prompt), 0u);
    const auto& last = inspection->item(inspection->size() - 1);
    EXPECT_EQ(last.kind, ItemKind::prompt);
    EXPECT_EQ(responseName(last, 1), "jailbroken");
    const ItemTexts texts = inspection->texts(inspection->size() - 1);
    EXPECT_NE(texts.prompt.find("Human:"), std::string::npos);
    EXPECT_EQ(texts.responses.size(), last.responses);
    EXPECT_FALSE(inspection->models()[0].has(last.firstResponse));
}

TEST(Inspection, CallsResponsesOfSomebodysOwnByTheirNumbers)
{
    const test::TemporaryFolder folder;
    const auto file = folder / "scored_text.jsonl";
    writeFileAtomically(file,
        Json{{"prompt", "How do I brew tea?"}, {"responses", {"Boil water.", "I cannot help."}},
            {"reward_outputs_helpful", {{1.0}, {0.5}}}, {"reward_outputs_harmless", {{1.0}, {0.5}}},
            {"reward_outputs_both", {{1.0}, {0.5}}}}
                .dump()
            + "\n");
    const auto nameOfFirst = [&] {
        const auto inspection = Inspection::open({file});
        const InspectionColumns columns(inspection, inspection->preferredModels());
        EXPECT_EQ(columns.modelsOf(0), columns.models().size());
        const std::string name = responseName(inspection->item(0), 0);
        const std::vector<std::uint32_t> items{0};
        EXPECT_EQ(scatterFigure(columns, 0, items, std::nullopt).figure.panels[0].x.title, "utility, " + name);
        EXPECT_EQ(preferenceTable(columns, 0, 0, 1).table.columns[1].title, name);
        EXPECT_EQ(inspection->modelsOf(0), 3u);
        return std::pair(name, columns.models().size());
    };
    EXPECT_EQ(nameOfFirst(), (std::pair<std::string, std::size_t>("safe", 2))) << "a response set of the paper's kind";
    writeFileAtomically(folder / modelsFileName, "{}");
    EXPECT_EQ(nameOfFirst(), (std::pair<std::string, std::size_t>("response 1", 3)))
        << "nobody's safe response; and whoever chose three models sees three";
}

TEST(Inspection, SplitsAComparisonIntoPromptAndResponses)
{
    const auto inspection = Inspection::open(comparisons());
    for (std::size_t i = 0; i < inspection->size(); ++i) {
        const ItemTexts texts = inspection->texts(i);
        EXPECT_TRUE(texts.prompt.ends_with("\n\nAssistant:"));
        ASSERT_EQ(texts.responses.size(), 2u);
        EXPECT_FALSE(texts.responses[0].empty());
    }
}

TEST(Inspection, ShowsThePromptThatWasScoredBeforeTheResponses)
{
    const test::TemporaryFolder folder;
    writeFileAtomically(folder / "rows.jsonl",
        R"({"prompt":"Human: Which knot?\n\nAssistant:","chosen":" A bowline.","rejected":" Any."})"
        "\n"
        R"({"prompt":"Which knot?","chosen":"A bowline.","rejected":"Any."})"
        "\n"
        R"({"prompt":["no","text"],"chosen":"a b","rejected":"a c"})"
        "\n");
    const EvaluationTexts texts(folder / "rows.jsonl");
    EXPECT_EQ(texts.texts(0).prompt, "Human: Which knot?\n\nAssistant:");
    EXPECT_EQ(texts.texts(0).responses, (std::vector<std::string>{" A bowline.", " Any."}));
    EXPECT_EQ(texts.texts(1).prompt, "Which knot?");
    EXPECT_EQ(texts.texts(1).responses, (std::vector<std::string>{"A bowline.", "Any."}));
    EXPECT_EQ(texts.texts(2).responses.size(), 2u);
}

TEST(Inspection, ReadsGzipAndRowsThatStandTwice)
{
    const test::TemporaryFolder folder;
    const std::string row = R"({"chosen":"\n\nHuman: q\n\nAssistant: a","rejected":"\n\nHuman: q\n\nAssistant: b",)"
                            R"("reward_output_chosen":[1,0],"reward_output_rejected":[0,0]})";
    writeFileAtomically(folder.path() / "eval_results_both.jsonl.gz", test::gzipped(row + "\n\n" + row + "\n"));
    const auto inspection = Inspection::open({folder.path() / "eval_results_both.jsonl.gz"});
    EXPECT_EQ(inspection->size(), 2u);
    EXPECT_EQ(inspection->texts(1).responses, (std::vector<std::string>{" a", " b"}));
    EXPECT_EQ(inspection->subsets(), (std::vector<std::string>{"no subset"}));
}

TEST(Inspection, NamesFileAndLineOfARowThatIsNone)
{
    const test::TemporaryFolder folder;
    writeFileAtomically(folder.path() / "a.jsonl", "{\"chosen\": 1}\n");
    EXPECT_THROW(Inspection::open({folder.path() / "a.jsonl"}), Error);
    EXPECT_THROW(Inspection::open({folder.path() / "none.jsonl"}), Error);
}

TEST(Inspection, LosesOnlyTheFileThatIsDamaged)
{
    const test::TemporaryFolder folder;
    const auto damaged = folder.path() / "damaged.jsonl";
    writeFileAtomically(damaged, "{\"chosen\": 1}\n");
    const auto twoModels = folder.path() / "two" / "responses.jsonl";
    writeFileAtomically(twoModels, readFile(own / "tiny-llama-mean_and_variance/responses_eval.jsonl"));
    writeFileAtomically(twoModels.parent_path() / modelsFileName, "{");
    auto files = comparisons();
    const std::size_t readable = files.size();
    files.insert(files.begin() + 1, damaged);
    files.push_back(twoModels);
    const auto inspection = Inspection::open(files);
    EXPECT_EQ(inspection->files(), comparisons());
    EXPECT_EQ(inspection->models().size(), readable);
    EXPECT_EQ(inspection->size(), 12u) << "nothing of the others is left";
    ASSERT_EQ(inspection->unread().size(), 2u);
    EXPECT_EQ(inspection->unread()[0].file, damaged);
    EXPECT_TRUE(test::says(inspection->unread()[0].reason, damaged.string() + ":1"));
    EXPECT_TRUE(test::says(inspection->unread()[1].reason, modelsFileName));

    const std::string error = test::errorOf([&] { Inspection::open({damaged, twoModels}); });
    EXPECT_TRUE(test::says(error, {damaged.string() + ":1", "; nor can the other file be read"}));
}

TEST(Inspection, SaysWhatEvaluationsAndTrainingsWarnedOf)
{
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "model" / "eval_results_both.jsonl";
    writeFileAtomically(file, readFile(comparisons().front()));
    EXPECT_TRUE(Inspection::open({file})->notes().empty());
    records::EvaluationRecord record;
    record.kind = "evaluation";
    record.params = record.content = Json::object();
    record.warnings = {"36 of 187 rows are left out"};
    writeJsonFile(records::recordFile(file), record.toJson());
    runs::RunRecord run;
    run.kind = "training";
    run.warnings = {"1 of 20 train rows are left out"};
    writeJsonFile(folder.path() / "run.json", run.toJson());
    const auto inspection = Inspection::open({file});
    EXPECT_EQ(inspection->notes(),
        (std::vector<std::string>{file.string() + ", evaluation: 36 of 187 rows are left out",
            file.string() + ", training: 1 of 20 train rows are left out"}));
    const InspectionColumns columns(inspection, {0}, 0.01);
    EXPECT_EQ(distributionsFigure(columns, 0, 0, 1, UtilityAxis::own).notes, inspection->notes());
    const std::vector<std::uint32_t> items{0};
    EXPECT_EQ(scatterFigure(columns, 0, items, std::nullopt).figure.notes, inspection->notes());
}

TEST(InspectionColumns, AgreeWithUtilityDistributions)
{
    const auto inspection = Inspection::open(comparisons());
    InspectionColumns columns(inspection, {0, 1, 2}, 0.05);
    for (std::size_t place = 0; place < 3; ++place) {
        const InspectedModel& model = columns.model(place);
        for (std::size_t i = 0; i < inspection->size(); ++i) {
            const auto a = model.distribution(2 * i);
            const auto b = model.distribution(2 * i + 1);
            EXPECT_DOUBLE_EQ(columns.values(Measure::deltaMean, place)[i], utility::mean(a) - utility::mean(b));
            EXPECT_DOUBLE_EQ(columns.values(Measure::probability, place)[i], utility::probabilityPreferred(a, b));
            if (model.head == preference::RewardHead::base) {
                EXPECT_TRUE(std::isnan(columns.values(Measure::largerStdev, place)[i])) << "it has none";
            } else {
                EXPECT_DOUBLE_EQ(
                    columns.values(Measure::largerStdev, place)[i], std::max(utility::stdev(a), utility::stdev(b)));
            }
            EXPECT_NEAR(columns.quantiles(place)[2 * i], utility::quantile(a, 0.05), 1e-12);
            EXPECT_NEAR(columns.values(Measure::deltaQuantile, place)[i],
                utility::quantile(a, 0.05) - utility::quantile(b, 0.05), 1e-12);
        }
    }
    for (std::size_t i = 0; i < inspection->size(); ++i) {
        double largest = 0.0;
        for (const auto& [a, b] : {std::pair(0, 1), std::pair(0, 2), std::pair(1, 2)}) {
            largest = std::max(largest,
                std::abs(columns.values(Measure::probability, std::size_t(a))[i]
                    - columns.values(Measure::probability, std::size_t(b))[i]));
        }
        EXPECT_DOUBLE_EQ(columns.values(Measure::disagreement, 0)[i], largest);
        EXPECT_EQ(columns.values(Measure::rankChange, 0)[i], 0.0) << "a base model's quantile is its mean";
    }
}

TEST(InspectionColumns, FollowAlpha)
{
    const auto inspection = Inspection::open(comparisons());
    InspectionColumns columns(inspection, {1}, 0.01);
    const auto low = columns.quantiles(0);
    columns.setAlpha(0.5);
    for (std::size_t i = 0; i < low.size(); ++i) {
        EXPECT_LT(low[i], columns.quantiles(0)[i]);
        EXPECT_NEAR(columns.quantiles(0)[i], columns.model(0).means[i], 1e-12);
    }
    for (const double change : columns.values(Measure::rankChange, 0)) {
        EXPECT_EQ(change, 0.0) << "the median of a Gaussian is its mean";
    }
    EXPECT_THROW(columns.setAlpha(0.0), Error);
}

TEST(InspectionColumns, RankHighestFirst)
{
    const double none = std::nan("");
    EXPECT_EQ(ranksOf({1.0, -2.0, none, 3.5, 1.0, -0.0}), (std::vector<std::uint32_t>{1, 4, 5, 0, 2, 3}));
}

TEST(InspectionColumns, RankValuesThatDifferInTheirLastBits)
{
    const double a = 1e9;
    const double b = std::nextafter(a, 2e9);
    const double c = std::nextafter(b, 2e9);
    EXPECT_EQ(ranksOf({a, c, b, c}), (std::vector<std::uint32_t>{3, 0, 2, 1}));
    EXPECT_EQ(ranksOf({-a, -c, -b}), (std::vector<std::uint32_t>{0, 2, 1}));
}

TEST(InspectionTables, SayWhatEachReadingPrefers)
{
    const auto inspection = Inspection::open(comparisons());
    const InspectionColumns columns(inspection, {0, 1, 2}, 0.01);
    const PreferenceTable preferences = preferenceTable(columns, 3, 0, 1);
    ASSERT_EQ(preferences.table.rows.size(), 5u);
    EXPECT_EQ(preferences.roles.front(), report::SeriesRole::base);
    const InspectedModel& base = columns.model(0);
    EXPECT_EQ(
        std::get<std::string>(preferences.table.rows[0][3]), base.means[6] > base.means[7] ? "chosen" : "rejected");
    const std::vector<std::uint32_t> items{0, 5};
    const report::Table table = itemsTable(columns, items);
    EXPECT_EQ(table.rows.size(), 2 * columns.models().size());
    EXPECT_EQ(std::get<std::string>(table.rows[1][2]), columns.model(1).name);
    EXPECT_NO_THROW(report::checkTable(table));
}

TEST(Inspection, CallsModelsAsTheirRunsAreCalled)
{
    const test::TemporaryFolder temporary;
    std::vector<std::filesystem::path> files;
    for (const char* experiment : {"demo", "other"}) {
        for (const int seed : {0, 1}) {
            const auto group = temporary / experiment / ("seed-" + std::to_string(seed));
            const auto run = group / "both" / "base_tiny__0_0.002_cosine_4";
            const auto model = run / "base_tiny__0_0.002_cosine_4_peft_last_checkpoint";
            std::filesystem::create_directories(model);
            runs::RunRecord record;
            record.kind = "training";
            record.params = {{"reward_model_type", "base"}, {"data_subset", "both"}, {"seed", seed}};
            writeFileAtomically(run / "run.json", dumpJson(record.toJson()));
            files.push_back(model / "eval_results_both.jsonl");
            std::filesystem::copy_file(comparisons()[0], files.back());
        }
    }
    const auto names = [](const std::vector<std::filesystem::path>& opened) {
        std::vector<std::string> all;
        const auto inspection = Inspection::open(opened);
        for (const InspectedModel& model : inspection->models()) {
            all.push_back(model.name);
        }
        return all;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(names({files[0], files[1]}), (Names{"both · base · seed 0", "both · base · seed 1"}));
    EXPECT_EQ(names({files[0], files[2]}),
        (Names{"both · base · seed 0 (demo/seed-0)", "both · base · seed 0 (other/seed-0)"}));
}

TEST(EvaluationFiles, AreFoundBelowAFolder)
{
    EXPECT_EQ(evaluationFilesBelow(own).size(), 6u);
    EXPECT_TRUE(evaluationFilesIn(own).empty());
    EXPECT_EQ(evaluationFilesIn(own / "tiny-llama-base").size(), 2u);
    EXPECT_TRUE(isEvaluationFile(own / "tiny-llama-base/responses_eval.jsonl"));
    EXPECT_FALSE(isEvaluationFile(own / "responses.jsonl"));
    EXPECT_FALSE(isEvaluationFile(own / "README.md"));
}

TEST(EvaluationFiles, NameModelsByTheirFolders)
{
    const auto inRun = modelOfCheckpoint(
        "/runs/seed-0/both/base_tiny__0_0.002_cosine_4/base_tiny__0_0.002_cosine_4_peft_last_checkpoint");
    EXPECT_EQ(inRun.name, "both · base");
    EXPECT_EQ(inRun.experiment, "/runs/seed-0");
    EXPECT_EQ(modelOfCheckpoint("/runs/both/base_tiny__0_0.002_cosine_4_peft_last_checkpoint").experiment, "/runs");
    const auto columns = modelsOfResponses("/runs/seed-0/jailbroken_evaluations.jsonl", {"both", "mine"});
    EXPECT_EQ(columns[0].name, "both · base");
    EXPECT_EQ(columns[0].experiment, "/runs/seed-0");
    EXPECT_EQ(columns[1].name, "mine");
}
