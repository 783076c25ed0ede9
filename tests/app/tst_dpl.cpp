#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "comma_locale.hpp"
#include "error_message.hpp"
#include "patience.hpp"
#include "process.hpp"
#include "runs/run_folder.hpp"
#include "temporary_folder.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <thread>

#include <signal.h>

namespace dpl {
namespace {

using test::Ended;
using test::Process;
using test::says;

using Arguments = std::vector<std::string>;

class Dpl : public testing::Test {
protected:
    Arguments command(const Arguments& arguments) const
    {
        Arguments all{DPL_EXECUTABLE};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return all;
    }

    Ended run(const Arguments& arguments) const { return Process(command(arguments), temporary.path()).end(); }

    /// A synthetic run of moments in `out`, with more arguments.
    Arguments synthetic(const Arguments& more = {}) const
    {
        Arguments all{"synthetic", "--env", "1d", "--batch_size", "32", "--lr", "0.001", "--num_iterations", "6",
            "--models", "base", "--threads", "2", "--out_dir", out.string(), "--formats", "csv"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    /// Wrong use: exit code 2, nothing on standard output, and one line on standard error.
    void expectWrongUse(const Arguments& arguments, std::initializer_list<std::string> parts) const
    {
        const Ended ended = run(arguments);
        EXPECT_EQ(ended.exitCode, 2) << ended.err;
        EXPECT_EQ(ended.out, "");
        EXPECT_TRUE(says(ended.err, parts));
        EXPECT_TRUE(ended.err.starts_with("dpl: ")) << ended.err;
        EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
        EXPECT_FALSE(std::filesystem::exists(out)) << "nothing ran";
    }

    std::filesystem::path write(const std::string& name, const std::string& content) const
    {
        writeFileAtomically(temporary / name, content);
        return temporary / name;
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path out = temporary / "results";
};

std::set<std::string> namesIn(const std::filesystem::path& folder)
{
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

TEST_F(Dpl, doesTheSameUnderALocaleWithDecimalCommas)
{
    const std::vector<Arguments> commands{
        {"summarize", (std::filesystem::path(DPL_FIXTURES) / "evaluation/own").string(), "--format", "csv"},
        {"backbone", (std::filesystem::path(DPL_FIXTURES) / "models/tiny-llama").string()},
        synthetic({"--overwrite", "--json"})};
    const auto outputs = [&] {
        std::vector<std::string> all;
        for (const Arguments& arguments : commands) {
            const Ended ended = run(arguments);
            EXPECT_EQ(ended.exitCode, 0) << ended.err;
            all.push_back(std::regex_replace(ended.out, std::regex("\"ms_per_iteration\": [0-9.e+-]+"), ""));
        }
        return all;
    };
    const std::vector<std::string> here = outputs();
    const test::CommaLocale locale;
    ASSERT_TRUE(locale.isInForce());
    EXPECT_EQ(outputs(), here);
}

TEST_F(Dpl, saysHowDecimalsAreWritten)
{
    const std::string data = write("rows.jsonl", "").string();
    expectWrongUse({"synthetic", "--lr", "0,001", "--out_dir", out.string()}, {"0,001", "with a point"});
    expectWrongUse(
        {"train", "--model_name", "m", "--data_path", data, "--learning_rate", "0,001"}, {"0,001", "with a point"});
    expectWrongUse(
        {"train", "--model_name", "m", "--data_path", data, "--hidden_context_ratio", "0,1"}, {"0,1", "with a point"});
}

TEST_F(Dpl, helpExplainsItself)
{
    const Ended all = run({"--help"});
    EXPECT_EQ(all.exitCode, 0);
    EXPECT_TRUE(says(all.out, {"synthetic", "summarize", "--version"}));
    EXPECT_EQ(all.err, "");
    const Ended synthetic = run({"synthetic", "--help"});
    EXPECT_EQ(synthetic.exitCode, 0);
    for (const char* option : {"--env", "--batch_size", "--lr", "--num_iterations", "--out_dir", "--models",
             "--max_std", "--seed", "--seeds", "--alternatives", "--comparisons", "--threads", "--device", "--formats",
             "--dpi", "--resume", "--resume_from_checkpoint", "--overwrite", "--json"}) {
        EXPECT_TRUE(says(synthetic.out, option));
    }
    EXPECT_TRUE(says(synthetic.out, {"128", "0.0001", "1000"})) << "the defaults";
}

TEST_F(Dpl, versionNamesTheProgram)
{
    const Ended ended = run({"--version"});
    EXPECT_EQ(ended.exitCode, 0);
    EXPECT_EQ(ended.out, "dpl " DPL_VERSION "\n");
}

TEST_F(Dpl, wrongUseIsSaidInOneSentence)
{
    expectWrongUse({}, {"--help"});
    expectWrongUse({"analytic"}, {"analytic"});
    expectWrongUse({"synthetic"}, {"--env"});
    expectWrongUse(synthetic({"--batchsize", "3"}), {"--batchsize"});
    expectWrongUse(synthetic({"--seed", "-1"}), {"--seed"});
    expectWrongUse(synthetic({"--seeds", "many"}), {"--seeds", "many"});
    expectWrongUse(synthetic({"--seeds", "0"}), {"seeds", "between 1 and 1000", "0"});
    expectWrongUse(synthetic({"--comparisons", "100"}), {"comparisons", "--alternatives"});
    expectWrongUse(synthetic({"--max_std", "-1"}), {"--max_std"});
    expectWrongUse(synthetic({"--threads", "-2"}), {"--threads"});
    expectWrongUse(synthetic({"--dpi", "1"}), {"dpi", "10"});
    expectWrongUse(
        {"synthetic", "--env", "1d", "--models", "base,bse", "--out_dir", out.string()}, {"bse", "mean_and_variance"});
    expectWrongUse(
        {"synthetic", "--env", "1d", "--formats", "pgf,gif", "--out_dir", out.string()}, {"gif", "pgf", "csv"});
    expectWrongUse(synthetic({"--device", "abacus"}), {"abacus", "cpu"});
}

TEST_F(Dpl, anEnvironmentThatCannotBeReadIsWrongUse)
{
    const auto with = [&](const std::string& environment) {
        return Arguments{"synthetic", "--env", environment, "--out_dir", out.string()};
    };
    expectWrongUse(with((temporary / "absent.json").string()), {"absent.json", "no such file"});
    expectWrongUse(with("3d"), {"\"3d\"", "1d"});
    expectWrongUse(with(temporary.path().string()), {temporary.path().string(), "folder"});
    const std::string broken = write("broken.json", "{\n  \"name\": \"x\",\n  contexts\n}\n").string();
    expectWrongUse(with(broken), {broken + ":3:3"});
    const std::string wrong =
        write("wrong.json", R"({"name": "x", "contexts": [{"probability": 0.4, "utility": 1}]})").string();
    expectWrongUse(with(wrong), {wrong, "add up to 0.4"});
}

TEST_F(Dpl, writesEveryFileAndPrintsJsonAlone)
{
    // All models, all default formats, and dashes where the other tests have underscores.
    const Ended ended = run({"synthetic", "--env", "1d", "--batch-size", "32", "--lr", "1e-5", "--num-iterations", "4",
        "--out-dir", out.string(), "--threads", "2", "--max-std", "2.5", "--json"});
    ASSERT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_EQ(ended.err, "") << "no progress where there is no terminal";
    const Json json = parseJson(ended.out, "stdout");
    EXPECT_EQ(json["environment"], "1d");
    EXPECT_EQ(json["finished"], true);
    const std::filesystem::path folder = out / "1d" / "32_1e-05_4_max_std-2.5";
    EXPECT_EQ(json["folder"], folder.string());
    ASSERT_EQ(json["models"].size(), 4u);
    for (const char* model : {"base", "mean_and_variance", "categorical", "classifier"}) {
        for (const char* key : {"ms_per_iteration", "final_loss", "heldout_loss", "kendall_tau_borda",
                 "kendall_tau_expected_utility", "r2"}) {
            ASSERT_TRUE(json["models"][model].contains(key)) << model << " " << key;
        }
        EXPECT_GT(json["models"][model]["ms_per_iteration"].get<double>(), 0.0);
        EXPECT_NEAR(json["models"][model]["heldout_loss"].get<double>(), 0.7, 0.3);
        EXPECT_NEAR(json["models"][model]["final_loss"].get<double>(), 0.7, 0.3);
    }
    EXPECT_TRUE(json["models"]["base"]["r2"].is_null());
    EXPECT_TRUE(json["models"]["categorical"]["r2"].is_number());

    std::set<std::string> expected{"run.json", "metrics.jsonl", "log.jsonl", "tensorboard", "outputs", ".lock",
        "results_1d.csv", "results_1d.tex"};
    std::set<std::string> formats{"svg", "pgf", "csv"};
#ifdef DPL_DRAWS_FIGURES
    formats.insert({"pdf", "png"});
#endif
    for (const char* figure : {"learned_1d.", "loss_1d.", "voting_1d."}) {
        for (const std::string& format : formats) {
            expected.insert(figure + format);
        }
    }
    EXPECT_EQ(namesIn(folder), expected);
    std::set<std::string> listed;
    for (const Json& file : json["files"]) {
        const std::filesystem::path path = file.get<std::string>();
        EXPECT_TRUE(std::filesystem::exists(path)) << path;
        EXPECT_GT(std::filesystem::file_size(path), 0u) << path;
        EXPECT_TRUE(listed.insert(path.filename().string()).second) << path << " is listed twice";
    }
    expected.erase("tensorboard");
    expected.erase("outputs");
    expected.erase(".lock");
    expected.insert("result.json");
    EXPECT_EQ(listed, expected);
#ifdef DPL_DRAWS_FIGURES
    EXPECT_TRUE(readFile(folder / "learned_1d.pdf").starts_with("%PDF"));
    EXPECT_TRUE(readFile(folder / "learned_1d.png").starts_with("\x89PNG"));
#endif
    EXPECT_TRUE(says(readFile(folder / "learned_1d.svg"), "<svg"));
    EXPECT_EQ(runs::readRun(folder).params["max_std"], 2.5);
    EXPECT_EQ(runs::readRun(folder).state, runs::RunState::finished);
}

TEST_F(Dpl, printsATableForPeople)
{
    const Ended ended = run(synthetic());
    ASSERT_EQ(ended.exitCode, 0) << ended.err;
    const std::filesystem::path folder = out / "1d" / "32_0.001_6_models-base";
    EXPECT_TRUE(
        says(ended.out, {"Base", "Held-out", (folder / "learned_1d.csv").string(), (folder / "run.json").string()}));
    EXPECT_EQ(namesIn(folder),
        (std::set<std::string>{"run.json", "metrics.jsonl", "log.jsonl", "tensorboard", "outputs", ".lock",
            "results_1d.csv", "learned_1d.csv", "loss_1d.csv"}))
        << "the one format asked for, and no figure of a model not trained";

    // Asked for again it is not trained again, but may be written in another format.
    const std::string record = readFile(folder / "run.json");
    for (const Arguments& more : {Arguments{}, Arguments{"--resume"}, Arguments{"--resume_from_checkpoint"}}) {
        Arguments again = synthetic(more);
        *std::find(again.begin(), again.end(), "csv") = "pgf";
        const Ended repeated = run(again);
        EXPECT_EQ(repeated.exitCode, 0);
        EXPECT_TRUE(says(repeated.err, {"already done", "--overwrite"}));
        EXPECT_EQ(readFile(folder / "run.json"), record);
        EXPECT_TRUE(std::filesystem::exists(folder / "learned_1d.pgf"));
        std::filesystem::remove(folder / "learned_1d.pgf");
    }
    const std::string times = readFile(folder / "outputs" / "result.json");
    EXPECT_EQ(run(synthetic({"--overwrite"})).exitCode, 0);
    EXPECT_NE(readFile(folder / "outputs" / "result.json"), times) << "done again, in another time";
}

TEST_F(Dpl, experimentsThatDifferDoNotMeetInAFolder)
{
    ASSERT_EQ(run(synthetic()).exitCode, 0);
    const std::filesystem::path first = out / "1d" / "32_0.001_6_models-base";
    const std::string before = readFile(first / "run.json");
    const std::string result = readFile(first / "outputs" / "result.json");
    ASSERT_EQ(run(synthetic({"--seed", "1"})).exitCode, 0);
    EXPECT_EQ(readFile(first / "run.json"), before);
    EXPECT_EQ(readFile(first / "outputs" / "result.json"), result);
    EXPECT_EQ(runs::readRun(out / "1d" / "32_0.001_6_seed-1_models-base").params["seed"], 1);
    EXPECT_EQ(run(synthetic({"--resume", "--overwrite"})).exitCode, 2);

    // A run of the earlier name is this very one, and goes on there; another one there is left alone.
    std::filesystem::rename(first, out / "1d" / "32_0.001_6");
    const Ended again = run(synthetic());
    EXPECT_TRUE(says(again.err, "already done"));
    EXPECT_FALSE(std::filesystem::exists(first));
}

TEST_F(Dpl, readsACustomEnvironment)
{
    const std::string environment = R"({"name": "risky", "contexts": [
        {"name": "hopeful", "probability": 0.5, "utility": [[0, 0], [0.8, 0.8], [0.8, 1.6], [1, 2]]},
        {"name": "fearful", "probability": 0.5, "utility": [[0, 0], [0.8, 0.8], [0.8, 0], [1, 0]]}]})";
    const std::string file = write("risky.json", environment).string();
    Arguments arguments = synthetic({"--json", "--seeds", "2", "--seed", "7"});
    *std::find(arguments.begin(), arguments.end(), "1d") = file;
    *std::find(arguments.begin(), arguments.end(), "6") = "2";
    const Ended ended = run(arguments);
    ASSERT_EQ(ended.exitCode, 0) << ended.err;
    const Json json = parseJson(ended.out, "stdout");
    EXPECT_EQ(json["environment"], "risky");
    const std::filesystem::path folder = out / "risky" / "32_0.001_2_seed-7_seeds-2_models-base";
    EXPECT_EQ(json["folder"], folder.string());
    EXPECT_TRUE(json["models"]["base"].contains("heldout_loss_deviation"));
    // The run holds the environment itself, not the name of a file that may change.
    EXPECT_EQ(runs::readRun(folder).params["env"]["contexts"][0]["name"], "hopeful");
    EXPECT_EQ(runs::readMetrics(folder).at(0).series, "base, seed 7");

    // The JSON itself gives the same run.
    *std::find(arguments.begin(), arguments.end(), file) = environment;
    const Ended again = run(arguments);
    ASSERT_EQ(again.exitCode, 0) << again.err;
    EXPECT_EQ(parseJson(again.out, "stdout")["models"]["base"]["heldout_loss"], json["models"]["base"]["heldout_loss"]);
}

/// A folder with one response evaluation file: two prompts, of which one is jailbroken by the mean of both models.
class Summarize : public Dpl {
protected:
    Summarize()
    {
        write("data/scores.jsonl",
            R"({"prompt":"Human: p","reward_outputs_both":[[0],[1]],)"
            R"("reward_outputs_both_mean_and_variance":[[0,-2],[0.5,2]]})"
            "\n"
            R"({"prompt":"Human: q","reward_outputs_both":[[1],[0]],)"
            R"("reward_outputs_both_mean_and_variance":[[1,0],[0,0]]})");
    }

    Arguments summarize(const Arguments& more = {}) const
    {
        Arguments all{"summarize", root};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    const std::string root = (temporary / "data").string();
};

TEST_F(Summarize, printsTablesAndWhatIsMissing)
{
    const Ended ended = run(summarize());
    EXPECT_EQ(ended.exitCode, 0);
    EXPECT_EQ(ended.err, "");
    EXPECT_TRUE(says(ended.out,
        {"Table 1a", "Table 1b", "1/2", "0/2", "mean and variance, \u03b1-quantile", "McNemar", "Missing",
            "jailbroken_evaluations_categorical.jsonl", "eval_results_both.jsonl"}));
}

TEST_F(Summarize, printsJsonWithEveryCount)
{
    for (const Arguments& as : {Arguments{"--json"}, Arguments{"--format", "json"}}) {
        const Ended ended = run(summarize(as));
        EXPECT_EQ(ended.exitCode, 0) << ended.err;
        EXPECT_EQ(ended.err, "");
        const Json json = parseJson(ended.out, "stdout");
        EXPECT_EQ(json["alpha"], 0.01);
        const Json& base = json["models"][0]["jailbreak"]["jailbreak_rate"]["mean"];
        EXPECT_EQ(base["jailbreaks"], 1);
        EXPECT_EQ(base["prompts"], 2);
        EXPECT_EQ(json["models"][1]["jailbreak"]["jailbreak_rate"]["quantile"]["jailbreaks"], 0);
        EXPECT_EQ(json["missing"].size(), 12u) << "three jailbreak rates, nine evaluation files";
    }
    const Ended other =
        run(summarize({"--json", "--alpha", "0.99", "--tie-rule", "strict", "--quantile-rule", "atom"}));
    const Json json = parseJson(other.out, "stdout");
    EXPECT_EQ(json["models"][1]["jailbreak"]["jailbreak_rate"]["quantile"]["jailbreaks"], 1);
    EXPECT_EQ(json["tie_rule"], "strict");
    EXPECT_EQ(json["quantile_rule"], "atom");
}

TEST_F(Summarize, writesTheOtherFormats)
{
    const auto format = [&](const char* name) { return run(summarize({"--format", name})); };
    EXPECT_TRUE(says(format("latex").out, {"\\begin{tabular}", "tab:table-1a", "tab:table-1b"}));
    EXPECT_TRUE(says(format("csv").out, {"Model,Trained on,", "\r\n"}));
    EXPECT_TRUE(says(format("markdown").out, {"| Model", "| :---", "| base"}));
    EXPECT_TRUE(says(format("markdown").err, "Missing"));
    const std::string file = (temporary / "tables" / "summary.tex").string();
    const Ended ended = run(summarize({"--format", "latex", "--output", file}));
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(readFile(file), format("latex").out);
}

TEST_F(Summarize, hasAShortTableAndFiguresForAPaper)
{
    const Ended shortTable = run(summarize({"--short", "--format", "latex"}));
    EXPECT_EQ(shortTable.exitCode, 0) << shortTable.err;
    EXPECT_TRUE(says(shortTable.out, {"\\label{tab:table-1a-short}", "Jailbreak rate"}));
    EXPECT_FALSE(says(shortTable.out, "table-1b"));
    expectWrongUse(summarize({"--short", "--json"}), {"--short"});

    std::string rows;
    for (int i = 0; i < 8; ++i) {
        rows += Json{{"chosen", "c" + std::to_string(i)}, {"rejected", "r"},
                    {"data_subset", i % 2 == 0 ? "helpful" : "harmless"}, {"reward_output_chosen", {0.3 * i}},
                    {"reward_output_rejected", {1.0}}}
                    .dump()
            + "\n";
    }
    write("data/both/base_tiny__0_3e-06_cosine_1_peft_last_checkpoint/eval_results_both.jsonl", rows);
    const std::filesystem::path figures = temporary / "figures";
    const Ended ended = run(summarize({"--figures", figures.string()}));
    EXPECT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_TRUE(says(ended.out, {"Calibration of P(chosen preferred)", "ECE", "harmless"}));
    EXPECT_TRUE(says(readFile(figures / "reliability_both.csv"), {"calibrated", "base"}));
    EXPECT_TRUE(std::filesystem::exists(figures / "reliability_both.pgf"));
    const Json json = parseJson(run(summarize({"--json"})).out, "stdout");
    EXPECT_EQ(json["models"][0]["evaluation"]["calibration"].size(), 3u);
}

TEST_F(Summarize, wrongUseAndFailuresAreSaid)
{
    expectWrongUse({"summarize"}, {"data_root"});
    expectWrongUse(summarize({"--alpha", "1.5"}), {"alpha", "between 0 and 1"});
    expectWrongUse(summarize({"--tie_rule", "never"}), {"never", "counts, strict or half"});
    expectWrongUse(summarize({"--quantile_rule", "never"}), {"never", "reference or atom"});
    expectWrongUse(summarize({"--format", "pdf"}), {"pdf", "latex"});
    expectWrongUse(summarize({"--format", "csv", "--json"}), {"contradict"});
    const Ended absent = run({"summarize", (temporary / "absent").string()});
    EXPECT_EQ(absent.exitCode, 1);
    EXPECT_TRUE(says(absent.err, {"dpl: there is no folder", "absent"}));
    write("data/scores.jsonl", R"({"reward_outputs_both":[[0],[null]]})");
    const Ended damaged = run(summarize());
    EXPECT_EQ(damaged.exitCode, 1);
    EXPECT_EQ(damaged.out, "");
    EXPECT_TRUE(says(damaged.err, {"scores.jsonl:1:", "not finite", "reward_outputs_both[1]"}));
}

TEST_F(Dpl, aFolderThatCannotBeWrittenIsAFailure)
{
    const std::string plain = write("plain", "").string();
    Arguments arguments = synthetic();
    *std::find(arguments.begin(), arguments.end(), out.string()) = plain;
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.exitCode, 1);
    EXPECT_EQ(ended.out, "");
    EXPECT_TRUE(says(ended.err, {"dpl: ", plain, "Not a directory"}));
    EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
}

TEST_F(Dpl, resumingWhereThereIsNothingBegins)
{
    EXPECT_EQ(run(synthetic({"--resume"})).exitCode, 0);
}

/// A run that takes seconds, to be interrupted.
class Interrupted : public Dpl {
protected:
    static constexpr std::int64_t iterations = 120;

    Arguments arguments(const std::filesystem::path& into, const Arguments& more = {}) const
    {
        Arguments all{"synthetic", "--env", "1d", "--batch_size", "64", "--lr", "0.001", "--num_iterations",
            std::to_string(iterations), "--models", "base,categorical", "--threads", "2", "--formats", "csv", "--json",
            "--out_dir", into.string()};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    static std::filesystem::path folderIn(const std::filesystem::path& into)
    {
        return into / "1d" / "64_0.001_120_models-base+categorical";
    }

    /// The iterations that both models have done, as whoever watches the folder sees them.
    std::int64_t iterationsDone() const
    {
        try {
            const auto metrics = runs::readMetrics(folderIn(out));
            return metrics.empty() ? 0 : metrics.back().step;
        } catch (const Error&) {
            return 0; // not there yet
        }
    }

    /// Lets it run until so many iterations are done.
    void waitFor(Process& process, std::int64_t iteration) const
    {
        const double start = steadySeconds();
        while (iterationsDone() < iteration && process.runs() && steadySeconds() - start < 60.0 * test::patience) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        ASSERT_GE(iterationsDone(), iteration);
        ASSERT_TRUE(process.runs()) << "it ended before it could be interrupted: " << process.end().err;
    }

    /// What a run ends with, but for its times.
    static Json numbersOf(const std::filesystem::path& into)
    {
        Json result = readJsonFile(folderIn(into) / "outputs" / "result.json");
        for (Json& model : result["models"]) {
            model.erase("ms_per_iteration");
        }
        return result;
    }

    void expectTheNumbersOfAnUninterruptedRun() const
    {
        const std::filesystem::path whole = temporary / "whole";
        const Ended ended = run(arguments(whole));
        ASSERT_EQ(ended.exitCode, 0) << ended.err;
        EXPECT_EQ(numbersOf(out).dump(), numbersOf(whole).dump()) << "to the bit";
        const auto losses = runs::readMetrics(folderIn(out));
        const auto expected = runs::readMetrics(folderIn(whole));
        ASSERT_EQ(losses.size(), expected.size());
        for (std::size_t i = 0; i < losses.size(); ++i) {
            EXPECT_EQ(losses[i].series, expected[i].series);
            EXPECT_EQ(losses[i].step, expected[i].step);
            EXPECT_EQ(losses[i].values.at(0), expected[i].values.at(0));
        }
    }
};

TEST_F(Interrupted, byControlCSavesAndResumesToTheSameNumbersEvenIfKilledThen)
{
    {
        Process process(command(arguments(out)), temporary.path());
        waitFor(process, 10);
        const double asked = steadySeconds();
        process.signal(SIGINT);
        const Ended ended = process.end();
        EXPECT_LT(steadySeconds() - asked, 2.0 * test::patience);
        EXPECT_EQ(ended.exitCode, 130);
        EXPECT_TRUE(says(ended.err, "Run the same command to resume"));
        const Json json = parseJson(ended.out, "stdout");
        EXPECT_EQ(json["finished"], false);
        for (const Json& file : json["files"]) {
            EXPECT_TRUE(std::filesystem::exists(file.get<std::string>())) << file;
        }
        EXPECT_EQ(runs::readRun(folderIn(out)).state, runs::RunState::stopped);
        EXPECT_TRUE(std::filesystem::exists(folderIn(out) / "checkpoints"));
    }
    const std::int64_t saved = iterationsDone();
    EXPECT_LT(saved, iterations);
    {
        Process process(command(arguments(out)), temporary.path());
        waitFor(process, saved + 10);
        process.signal(SIGSTOP); // or it might end meanwhile
        EXPECT_EQ(runs::readRun(folderIn(out)).state, runs::RunState::running);
        const Ended second = Process(command(arguments(out, {"--resume"})), temporary.path()).end();
        EXPECT_EQ(second.exitCode, 1) << "two at once";
        EXPECT_TRUE(says(second.err, "another process"));
        process.signal(SIGKILL);
        EXPECT_EQ(process.end().signal, SIGKILL);
    }
    EXPECT_EQ(runs::readRun(folderIn(out)).state, runs::RunState::interrupted);

    const std::filesystem::path seed5 = out / "1d" / "64_0.001_120_seed-5_models-base+categorical";
    std::filesystem::copy(folderIn(out), seed5, std::filesystem::copy_options::recursive);
    const Ended refused = run(arguments(out, {"--resume", "--seed", "5"}));
    EXPECT_EQ(refused.exitCode, 1);
    EXPECT_TRUE(says(refused.err, {"seed is 0 there and 5 here", "--out_dir", "--overwrite"}));
    std::filesystem::remove_all(seed5);

    const Ended ended = run(arguments(out));
    ASSERT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_EQ(parseJson(ended.out, "stdout")["finished"], true);
    EXPECT_EQ(runs::readRun(folderIn(out)).state, runs::RunState::finished);
    EXPECT_FALSE(std::filesystem::exists(folderIn(out) / "checkpoints"));
    expectTheNumbersOfAnUninterruptedRun();
}

TEST_F(Interrupted, byATerminationRequestSavesToo)
{
    Process process(command(arguments(out)), temporary.path());
    waitFor(process, 3);
    process.signal(SIGTERM);
    EXPECT_EQ(process.end().exitCode, 128 + SIGTERM);
    EXPECT_EQ(runs::readRun(folderIn(out)).state, runs::RunState::stopped);
}

TEST_F(Interrupted, byAKillBeforeTheFirstCheckpointStartsAnew)
{
    {
        Process process(command(arguments(out)), temporary.path());
        waitFor(process, 3);
        process.signal(SIGKILL);
        EXPECT_EQ(process.end().signal, SIGKILL);
    }
    EXPECT_EQ(runs::readRun(folderIn(out)).state, runs::RunState::interrupted);
    Process process(command(arguments(out, {"--resume"})), temporary.path());
    waitFor(process, 5);
    process.signal(SIGINT);
    EXPECT_EQ(process.end().exitCode, 130);
    const auto metrics = runs::readMetrics(folderIn(out));
    ASSERT_GE(metrics.size(), 9u);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        EXPECT_EQ(metrics[i].step, static_cast<std::int64_t>(i / 2) + 1)
            << "each step once, whatever the first attempt had done";
    }
}

} // namespace
} // namespace dpl
