#include "runs_command.hpp"

#include "base/json_text.hpp"
#include "exit_codes.hpp"
#include "report/table.hpp"
#include "report/table_writers.hpp"
#include "runs/run_filter.hpp"
#include "runs/run_folder.hpp"
#include "runs/run_table.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <set>
#include <sstream>

namespace dpl::cli {

namespace {

struct RunsOptions {
    std::string root = "results";
    std::string log; ///< folder of the run whose log is wanted
    std::string filter;
    std::vector<std::string> columns;
    bool csv = false;
    bool json = false;
};

/// The newest value of each series and name.
Json lastMetrics(const std::filesystem::path& folder)
{
    Json last = Json::object();
    for (const Metrics& metrics : runs::readMetrics(folder)) {
        for (const auto& [name, value] : metrics.values) {
            last[metrics.series + "/" + name] = finiteOrNull(value);
        }
    }
    return last;
}

std::string shortNumber(const Json& value)
{
    std::ostringstream text;
    text.precision(4);
    text << value.get<double>();
    return text.str();
}

std::string stepText(const runs::RunRecord& record)
{
    return record.totalSteps > 0 ? std::to_string(record.step) + " of " + std::to_string(record.totalSteps)
                                 : std::to_string(record.step);
}

/// Of a run that was given to a place and is not over, what is known of it there.
std::string stateText(const runs::RunRecord& record)
{
    return record.placed && runs::isActive(record.placed->stage) ? runs::placedText(*record.placed)
                                                                 : toString(record.state);
}

void printLog(const RunsOptions& options)
{
    runs::readRun(options.log); // a folder that is none of a run is an error, not an empty log
    Json list = Json::array();
    for (const runs::LogEntry& entry : runs::readLog(options.log)) {
        if (options.json) {
            list.push_back(
                {{"time", entry.time}, {"event", toString(entry.event)}, {"text", entry.text}, {"times", entry.times}});
        } else {
            std::cout << runs::logLine(entry) << "\n";
        }
    }
    if (options.json) {
        std::cout << dumpJson(list, 2) << "\n";
    }
}

using ListedRuns = std::vector<std::shared_ptr<const runs::ListedRun>>;

/// Those that the filter finds, the newest first.
ListedRuns listedRuns(const RunsOptions& options)
{
    ListedRuns all;
    for (const runs::FoundRun& found : runs::findRuns(options.root)) {
        all.push_back(std::make_shared<const runs::ListedRun>(runs::readListedRun(found.folder, options.root)));
    }
    const runs::RunFilter filter(options.filter, runs::parameterNames(all));
    if (!filter.problem().empty()) {
        throw WrongUse("--filter: " + filter.problem());
    }
    std::erase_if(all, [&](const auto& run) { return !filter.matches(*run, toString(run->record.state)); });
    return all;
}

std::vector<runs::RunColumn> chosenColumns(const RunsOptions& options, const ListedRuns& runs)
{
    try {
        return runs::columnsCalled(options.columns, runs);
    } catch (const Error& error) {
        throw WrongUse(std::string("--columns: ") + error.what());
    }
}

void printCsv(const RunsOptions& options)
{
    const ListedRuns runs = listedRuns(options);
    std::cout << report::toCsv(
        runs::tableOfRuns(runs, options.columns.empty() ? runs::allColumns(runs) : chosenColumns(options, runs)));
}

void printColumns(const RunsOptions& options)
{
    const ListedRuns runs = listedRuns(options);
    report::Table table;
    table.name = "runs";
    const std::vector<runs::RunColumn> columns = chosenColumns(options, runs);
    for (const runs::RunColumn& column : columns) {
        table.columns.push_back({column.title, "", "", column.isNumber()});
    }
    for (const auto& run : runs) {
        std::vector<report::TableCell>& row = table.rows.emplace_back();
        for (const runs::RunColumn& column : columns) {
            row.emplace_back(cellText(column, column.value(*run)));
        }
    }
    if (table.rows.empty()) {
        std::cout << "There are no such runs in " << options.root << ".\n";
    } else {
        std::cout << report::toText(table);
    }
}

void run(const RunsOptions& options)
{
    if (!options.log.empty()) {
        printLog(options);
        return;
    }
    if (options.csv) {
        printCsv(options);
        return;
    }
    if (!options.columns.empty() && !options.json) {
        printColumns(options);
        return;
    }
    std::set<std::filesystem::path> wanted;
    if (!options.filter.empty()) {
        for (const auto& run : listedRuns(options)) {
            wanted.insert(run->folder);
        }
    }
    Json list = Json::array();
    report::Table table;
    table.name = "runs";
    for (const char* title : {"Run", "Kind", "State", "Step", "Warnings", "Last", "Folder"}) {
        table.columns.push_back({title, "", "", false});
    }
    for (const runs::FoundRun& found : runs::findRuns(options.root)) {
        if (!options.filter.empty() && !wanted.contains(found.folder)) {
            continue;
        }
        Json entry;
        entry["folder"] = found.folder.string();
        if (!found.error.empty()) {
            entry["error"] = found.error;
            table.rows.push_back({std::string("?"), std::string(), std::string("unreadable"), std::string(),
                std::string(), found.error, found.folder.string()});
            list.push_back(std::move(entry));
            continue;
        }
        const runs::RunRecord& record = found.record;
        entry["title"] = record.title;
        entry["kind"] = record.kind;
        entry["state"] = toString(record.state);
        if (record.placed) {
            entry["placed"] = runs::placedText(*record.placed);
        }
        entry["created"] = record.created;
        entry["step"] = record.step;
        entry["total_steps"] = record.totalSteps;
        entry["message"] = record.message;
        entry["warnings"] = record.warnings;
        std::string last = record.message;
        try {
            entry["metrics"] = lastMetrics(found.folder);
            for (const char* name : {"train/loss", "eval/loss", "eval/accuracy"}) {
                if (entry["metrics"].contains(name) && entry["metrics"][name].is_number()) {
                    last += (last.empty() ? "" : ", ") + std::string(name) + " " + shortNumber(entry["metrics"][name]);
                }
            }
        } catch (const std::exception& error) {
            entry["error"] = error.what();
        }
        table.rows.push_back({record.title, record.kind, stateText(record), stepText(record),
            record.warnings.empty() ? std::string() : std::to_string(record.warnings.size()), last,
            found.folder.string()});
        list.push_back(std::move(entry));
    }
    if (options.json) {
        std::cout << dumpJson(list, 2) << "\n";
    } else if (table.rows.empty()) {
        std::cout << "There are no " << (options.filter.empty() ? "" : "such ") << "runs in " << options.root << ".\n";
    } else {
        std::cout << report::toText(table);
    }
}

} // namespace

void addRunsCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("runs", "List runs with their state and latest numbers");
    command->footer("  dpl runs results --json\n  dpl runs --filter 'acc>0.9 lr<1e-4 experiment:demo' --columns "
                    "run,heldout,lora_r\n  dpl runs --csv > runs.csv\n  dpl runs --log results/1d/128_0.0001_1000");
    auto options = std::make_shared<RunsOptions>();
    command->add_option("root", options->root, "Folder to search for runs")->capture_default_str();
    command->add_option("--log", options->log,
        "Folder of one run: print its log instead (warnings, checkpoints, stops, errors; its file is log.jsonl)");
    command->add_option("--filter", options->filter,
        "Only runs for which all of it holds: words, state:running, experiment:demo, acc>0.9, lr<=1e-4, time<2h, "
        "num_train_epochs=4 (a column or any parameter; text with blanks in double quotes)");
    command
        ->add_option("--columns", options->columns,
            "Columns of the table, with commas between them: run, state, loss, accuracy, heldout, ... or any parameter")
        ->delimiter(',')
        ->allow_extra_args(false);
    CLI::Option* csv = command->add_flag("--csv", options->csv, "Print CSV: every column and parameter, or --columns");
    command->add_flag("--json", options->json, "Print a JSON array");
    csv->excludes("--json");
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
