#include "jobs_command.hpp"

#include "base/json_text.hpp"
#include "interruption.hpp"
#include "job_table.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dpl::cli {

namespace {

struct JobsOptions {
    std::vector<std::string> roots;
    bool activeOnly = false;
    bool models = false;
    bool json = false;
};

void run(const JobsOptions& options)
{
    const std::stop_token stop = stopOnInterruption();
    const auto roots = jobRoots(options.roots);
    places::JobList jobs = places::list(roots, stop);
    places::Shells shells;
    places::look(jobs.jobs, shells, stop);
    if (options.activeOnly) {
        std::erase_if(jobs.jobs, [](const places::PlacedJob& job) { return !runs::isActive(job.state.stage); });
    }
    if (options.models) {
        for (const places::PlacedJob& job : jobs.jobs) {
            places::fetchModels(job, shells, stop);
        }
    }
    if (options.json) {
        Json list = Json::array();
        for (const places::PlacedJob& job : jobs.jobs) {
            list.push_back(jobJson(job));
        }
        for (const places::UnreadableJob& job : jobs.unreadable) {
            list.push_back({{"folder", job.folder.string()}, {"error", job.error}});
        }
        std::cout << dumpJson(list, 2) << "\n";
    } else if (jobs.jobs.empty() && jobs.unreadable.empty()) {
        std::cout << "There are no " << (options.activeOnly ? "such " : "") << "jobs in " << roots.front().string()
                  << ".\n";
    } else {
        std::cout << jobTable(jobs);
    }
}

} // namespace

void addJobsCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("jobs", "List the jobs that were given to a place, wherever they run");
    command->footer(
        "Each place is asked once where its jobs stand. What does not answer is shown as it was last seen.\n"
        "  dpl jobs results --active");
    auto options = std::make_shared<JobsOptions>();
    command->add_option("roots", options->roots, "Folders to search (default: results)");
    command->add_flag("--active", options->activeOnly, "Only those that are not over");
    command->add_flag("--models", options->models, "Bring the weights of their models from other machines, too");
    command->add_flag("--json", options->json, "Print a JSON array");
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
