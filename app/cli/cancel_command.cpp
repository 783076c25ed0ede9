#include "cancel_command.hpp"

#include "base/json_text.hpp"
#include "exit_codes.hpp"
#include "interruption.hpp"
#include "job_table.hpp"
#include "terminal_shells.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dpl::cli {

namespace {

struct CancelOptions {
    std::string job;
    std::vector<std::string> roots;
    bool now = false;
    bool json = false;
};

/// By its folder, or by its number among those that are not over.
places::PlacedJob jobCalled(const CancelOptions& options, places::Shells& shells, const std::stop_token& stop)
{
    std::error_code ignored;
    if (std::filesystem::exists(std::filesystem::path(options.job) / runs::placedName, ignored)) {
        places::PlacedJob job = places::readPlacedJob(std::filesystem::absolute(options.job).lexically_normal());
        places::look({&job, 1}, shells, stop);
        return job;
    }
    places::JobList list = places::list(jobRoots(options.roots), stop);
    std::erase_if(list.jobs, [&](const places::PlacedJob& job) { return job.id() != options.job; });
    places::look(list.jobs, shells, stop);
    std::erase_if(list.jobs, [](const places::PlacedJob& job) { return !runs::isActive(job.state.stage); });
    if (list.jobs.empty()) {
        throw WrongUse("there is no job \"" + options.job + "\" that is not over; `dpl jobs` lists them");
    }
    if (list.jobs.size() > 1) {
        throw WrongUse("several jobs are called " + options.job + "; name the folder of one, such as "
            + list.jobs.front().folder.string());
    }
    return std::move(list.jobs.front());
}

void run(const CancelOptions& options)
{
    const std::stop_token stop = stopOnInterruption();
    places::Shells shells = terminalShells();
    places::PlacedJob job = jobCalled(options, shells, stop);
    const bool isActive = runs::isActive(job.state.stage);
    if (isActive) {
        places::stop(job, options.now ? places::StopHow::now : places::StopHow::save, shells, stop);
    }
    if (options.json) {
        std::cout << dumpJson(jobJson(job), 2) << "\n";
    } else if (!isActive) {
        std::cout << "Job " << job.id() << " is over: " << runs::placedText(job.state) << "\n";
    } else {
        std::cout << "Job " << job.id() << " at " << job.place.name
                  << (options.now ? " is ended" : " saves what is done and ends; dpl jobs shows when") << "\n";
    }
}

} // namespace

void addCancelCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("cancel", "End a job that was given to a place, saving what it has done");
    command->footer("  dpl cancel 4711\n  dpl cancel results/both/base_gpt2__0_3e-06_cosine_1 --now");
    auto options = std::make_shared<CancelOptions>();
    command->add_option("job", options->job, "Folder or number of the job, as dpl jobs lists it")->required();
    command->add_option("--root", options->roots, "Folders to search for a number (default: results)");
    command->add_flag("--now", options->now, "End it at once; what is done since its last checkpoint is lost");
    command->add_flag("--json", options->json, "Print the job as one JSON object");
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
