#include "summarize_command.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "exit_codes.hpp"
#include "figure_files.hpp"
#include "option_names.hpp"
#include "report/table_writers.hpp"
#include "summary/calibration_report.hpp"
#include "summary/results_by_column.hpp"
#include "summary/reward_bench.hpp"
#include "summary/summary_tables.hpp"
#include "summary/trade_off.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <utility>

namespace dpl::cli {

namespace {

struct SummarizeOptions {
    std::string dataRoot;
    summary::SummaryOptions summary;
    std::string quantileRule = summary::toString(summary::SummaryOptions().quantileRule);
    std::string tieRule = summary::toString(summary::SummaryOptions().tieRule);
    std::string format = "text";
    std::string output;
    std::string figures;
    std::string by;
    bool shortTable = false;
    bool json = false;
};

constexpr const char* formats[]{"text", "json", "latex", "csv", "markdown"};

/// Everything that a user can have got wrong on the command line, before anything is read.
void readOptions(SummarizeOptions& options)
{
    try {
        options.summary.quantileRule = summary::quantileRuleFromString(options.quantileRule);
        options.summary.tieRule = summary::tieRuleFromString(options.tieRule);
        options.summary.validate();
        if (std::find(std::begin(formats), std::end(formats), options.format) == std::end(formats)) {
            throw Error("\"" + options.format + "\" is not a format; use text, json, latex, csv or markdown");
        }
        if (options.json) {
            if (options.format != "text" && options.format != "json") {
                throw Error("--json and --format " + options.format + " contradict each other");
            }
            options.format = "json";
        }
        if (options.shortTable && options.format == "json") {
            throw Error("--short is of a table; use it with --format text, latex, csv or markdown");
        }
        if (!options.by.empty() && options.shortTable) {
            throw Error("--short is Table 1a alone, and --by adds a table; use one of them");
        }
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
}

std::vector<report::Table> tablesOf(
    const summary::EvaluationData& data, const summary::Summary& summary, const SummarizeOptions& options)
{
    if (options.shortTable) {
        return {summary::shortTable1a(summary)};
    }
    std::vector<report::Table> tables = summary::summaryTables(summary);
    if (report::Table bench = summary::rewardBenchTable(data, options.summary); !bench.rows.empty()) {
        tables.push_back(std::move(bench));
    }
    if (!options.by.empty()) {
        tables.push_back(summary::resultsByColumn(data, options.by, options.summary));
    }
    return tables;
}

/// One table more says what the columns of the others mean, so that each stays a heading and rows.
void addExplanations(std::vector<report::Table>& tables)
{
    report::Table explanations{"explanations", "", {{"Table", "", "", false}, {"Explanation", "", "", false}}, {}};
    for (report::Table& table : tables) {
        if (!table.explanation.empty()) {
            explanations.rows.push_back({table.name, std::exchange(table.explanation, {})});
        }
    }
    if (!explanations.rows.empty()) {
        tables.push_back(std::move(explanations));
    }
}

std::string written(
    const summary::EvaluationData& data, const summary::Summary& summary, const SummarizeOptions& options)
{
    const std::string& format = options.format;
    if (format == "json") {
        Json json = summary::toJson(summary);
        json["rewardbench"] = summary::toJson(summary::rewardBenchResults(data, options.summary));
        if (!options.by.empty()) {
            json["results_by"] = summary::toJson(summary::resultsBy(data, options.by, options.summary));
        }
        return dumpJson(json, 2) + "\n";
    }
    std::vector<report::Table> tables = tablesOf(data, summary, options);
    if (format == "csv") {
        addExplanations(tables);
    }
    std::string text;
    for (const report::Table& table : tables) {
        text += text.empty() ? "" : "\n";
        text += format == "latex"  ? report::toLatex(table)
            : format == "csv"      ? report::toCsv(table)
            : format == "markdown" ? report::toMarkdown(table)
                                   : report::toText(table);
    }
    if (const std::string missing = summary::missingText(summary); format == "text" && !missing.empty()) {
        text += "\n" + missing;
    }
    if (const std::string notes = summary::notesText(summary); format == "text" && !notes.empty()) {
        text += "\n" + notes;
    }
    return text;
}

/// The trade-off and a train set's reliability curves, in every format that this program writes.
void writeFigures(const summary::EvaluationData& data, const summary::Summary& summary, const SummarizeOptions& options)
{
    constexpr double dotsPerInch = 300.0;
    if (const summary::TradeOff tradeOff = summary::tradeOff(data, options.summary); !tradeOff.isEmpty()) {
        writeFigure(summary::tradeOffFigure(tradeOff), options.figures, figureFormats(), dotsPerInch);
    }
    for (const data::DataSubset trainSet : summary::calibratedTrainSets(summary)) {
        writeFigure(summary::reliabilityFigure(summary, trainSet), options.figures, figureFormats(), dotsPerInch);
    }
}

void run(SummarizeOptions& options)
{
    readOptions(options);
    const summary::EvaluationData data = summary::readEvaluations(options.dataRoot);
    const summary::Summary summary = summary::summarize(data, options.summary);
    const std::string text = written(data, summary, options);
    if (options.output.empty()) {
        std::cout << text;
    } else {
        writeFileAtomically(options.output, text);
    }
    if (!options.figures.empty()) {
        writeFigures(data, summary, options);
    }
    // The other formats are tables alone; what is empty in them is said beside.
    if (options.format != "text" && options.format != "json") {
        std::cerr << summary::missingText(summary);
    }
}

} // namespace

void addSummarizeCommand(CLI::App& app)
{
    CLI::App* command =
        app.add_subcommand("summarize", "Make the paper's Tables 1a and 1b from a folder of evaluation files");
    command->footer(
        "Reads, anywhere below DATA_ROOT:\n"
        "  {data_subset}/{type}_{model}__..._peft_last_checkpoint/eval_results_both.jsonl   from dpl evaluate\n"
        "  *.jsonl with columns reward_outputs_{name}                                        from dpl score\n"
        "The checkpoint may also be inside its run's folder, where dpl train puts it. {name} is helpful, harmless or "
        "both for\n"
        "a base model, and helpful_categorical, both_mean_and_variance, ... for the others. Files may be gzipped. The "
        "tables are\n"
        "made from the files that are there, and what is missing is "
        "listed.");
    auto options = std::make_shared<SummarizeOptions>();
    command->add_option("data_root,--data_root,--data-root", options->dataRoot, "Folder of evaluation files")
        ->required();
    command->add_option("--alpha", options->summary.alpha, "Quantile used as the risk-averse score")
        ->capture_default_str();
    command
        ->add_option("--quantile_rule,--quantile-rule", options->quantileRule,
            "Quantile of categorical distributions: reference (piecewise linear) or atom (the smallest atom that "
            "reaches alpha)")
        ->capture_default_str();
    command
        ->add_option("--tie_rule,--tie-rule", options->tieRule,
            "How ties count: counts (as a jailbreak and as right), strict (as neither) or half")
        ->capture_default_str();
    command
        ->add_option("--bootstrap_samples,--bootstrap-samples", options->summary.bootstrapSamples,
            "Bootstrap samples for the intervals of r\u00b2; 0: none")
        ->capture_default_str();
    command->add_option("--by", options->by,
        "Add accuracy, ties and r\u00b2 by this column, such as data_subset, subset or score: by its texts, its "
        "numbers, "
        "or, where there are more than 12 of them, by four ranges of them");
    command->add_flag("--paper", options->summary.paperNumbers,
        "Show the paper's numbers beside these though another dataset than HH-RLHF was evaluated");
    command->add_flag(
        "--short", options->shortTable, "Table 1a alone, with the columns that the paper has, ready for a paper");
    command->add_option("--seed", options->summary.seed, "Seed of the bootstrap")
        ->check(seedRange())
        ->capture_default_str();
    command->add_option("--format", options->format, "text, json, latex, csv or markdown")->capture_default_str();
    command->add_flag("--json", options->json, "The same as --format json: one object with every count and total");
    command->add_option("--output", options->output, "Write to this file instead of printing");
    command->add_option("--figures", options->figures,
        "Folder for the trade-off and the reliability curves, as " + CLI::detail::join(figureFormats(), ", "));
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
