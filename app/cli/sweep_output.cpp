#include "sweep_output.hpp"

#include "base/json_text.hpp"
#include "exit_codes.hpp"
#include "report/table_writers.hpp"
#include "sweep/sweep_folder.hpp"
#include "sweep/sweep_tables.hpp"

#include <CLI/CLI.hpp>

#include <iomanip>
#include <iostream>
#include <sstream>

namespace dpl::cli {

void SweepTerminal::ran(std::size_t number, std::size_t of, const sweep::SweepRun& run)
{
    std::ostringstream line;
    line << number << " of " << of << ": " << sweep::nameOf(run.planned) << ": " << std::setprecision(3);
    if (run.wasThere) {
        line << "already trained; ";
    }
    line << "train loss " << run.training.trainLoss << ", accuracy " << run.training.trainAccuracy;
    if (run.evaluation) {
        line << "; on both: loss " << run.evaluation->loss << ", accuracy by the mean " << run.evaluation->meanAccuracy;
    }
    print(line.str());
}

void printSweep(const sweep::SweepResult& result, const std::filesystem::path& folder, bool json)
{
    if (json) {
        Json object = result.toJson();
        object["out_dir"] = folder.string();
        std::cout << dumpJson(object, 2) << "\n";
    } else if (result.finished) {
        for (const report::Table& table : sweep::sweepTables(result)) {
            std::cout << report::toText(table) << "\n";
        }
        std::cout << sweep::missingText(result) << result.runs.size() << " runs in " << folder.string() << "\n";
        if (result.groups.size() > 1 && result.groups.front().summary) {
            std::cout << "Tables of one group: dpl summarize " << result.groups.front().folder.string() << "\n";
        }
    }
    for (const sweep::SweepFailure& failure : result.failures) {
        std::cerr << "dpl: failed: " << failure.what << ": " << failure.message << "\n";
    }
    if (!result.finished) {
        std::cerr << "dpl: stopped after " << result.runs.size() << " of " << result.plannedRuns
                  << " runs, the last of them unfinished; progress is saved. Run the same command to resume.\n";
        throw CLI::RuntimeError(interruptedExitCode());
    }
    if (!result.failures.empty()) {
        std::cerr << "dpl: everything else is done. Run the same command to try again what failed.\n";
        throw CLI::RuntimeError(failedExitCode);
    }
}

} // namespace dpl::cli
