#include "runs_command.hpp"

#include "base/json_text.hpp"
#include "report/table.hpp"
#include "report/table_writers.hpp"
#include "runs/run_folder.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <sstream>

namespace dpl::cli {

namespace {

struct Options {
    std::string root = "results";
    std::string log; ///< folder of the run whose log is wanted
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

void printLog(const Options& options)
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

void run(const Options& options)
{
    if (!options.log.empty()) {
        printLog(options);
        return;
    }
    Json list = Json::array();
    report::Table table;
    table.name = "runs";
    for (const char* title : {"Run", "Kind", "State", "Step", "Warnings", "Last", "Folder"}) {
        table.columns.push_back({title, "", "", false});
    }
    for (const runs::FoundRun& found : runs::findRuns(options.root)) {
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
        table.rows.push_back({record.title, record.kind, toString(record.state), stepText(record),
            record.warnings.empty() ? std::string() : std::to_string(record.warnings.size()), last,
            found.folder.string()});
        list.push_back(std::move(entry));
    }
    if (options.json) {
        std::cout << dumpJson(list, 2) << "\n";
    } else if (table.rows.empty()) {
        std::cout << "There are no runs in " << options.root << ".\n";
    } else {
        std::cout << report::toText(table);
    }
}

} // namespace

void addRunsCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("runs", "List runs with their state and latest numbers");
    command->footer("  dpl runs results --json\n  dpl runs --log results/1d/128_0.0001_1000");
    auto options = std::make_shared<Options>();
    command->add_option("root", options->root, "Folder to search for runs")->capture_default_str();
    command->add_option("--log", options->log,
        "Folder of one run: print its log instead (warnings, checkpoints, stops, errors; its file is log.jsonl)");
    command->add_flag("--json", options->json, "Print a JSON array");
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
