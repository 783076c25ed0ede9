#include "places/slurm_script.hpp"

#include "base/error.hpp"
#include "places/shell.hpp"
#include "recipes/recipes.hpp"
#include "recipes/training_recipe.hpp"
#include "training/train.hpp"

#include <algorithm>

namespace dpl::places {

namespace {

/// A path in a line of #SBATCH.
std::string inDirective(const std::string& path)
{
    if (path.find_first_of("\"\\\n\r") != std::string::npos) {
        throw Error("Slurm takes no folder with a quotation mark, a backslash or a line break in its name: " + path);
    }
    return "\"" + path + "\"";
}

/// Of a job that processes share, one for each GPU, or as many as its recipe says; of another, one. Throws Error if
/// another is to have several nodes.
int tasksPerNode(const PlacedJob& job)
{
    if (recipes::kindOf(job.recipe).isShared) {
        return std::max({1, job.request.gpus, recipes::processesOf(job.recipe)});
    }
    if (job.request.nodes > 1) {
        throw Error("nodes: a job of the kind " + std::string(recipes::kindOf(job.recipe).name)
            + " runs in one process, on one node; a sweep's trainings are an array, each on a node");
    }
    return 1;
}

std::string directivesOf(const PlacedJob& job)
{
    const SlurmRequest& request = job.request;
    std::string text;
    const auto add = [&text](const std::string& directive) { text += "#SBATCH " + directive + "\n"; };
    const auto addIf = [&add](bool isSaid, const std::string& name, const std::string& value) {
        if (isSaid) {
            add("--" + name + "=" + value);
        }
    };
    const std::string working = JsonObject(job.recipe, "job").string("working_folder", job.there);
    add(std::string("--job-name=dpl:") + recipes::kindOf(job.recipe).name);
    add("--chdir=" + inDirective(working));
    add("--output=" + inDirective(outputPattern(job.there + "/" + logName)));
    add("--open-mode=append");
    add("--signal=TERM@120");
    add(job.place.requeue ? "--requeue" : "--no-requeue");
    addIf(!request.partition.empty(), "partition", request.partition);
    addIf(!request.account.empty(), "account", request.account);
    addIf(!request.time.empty(), "time", request.time);
    addIf(request.nodes > 0, "nodes", std::to_string(request.nodes));
    add("--ntasks-per-node=" + std::to_string(tasksPerNode(job)));
    addIf(request.gpus > 0, "gpus-per-node", std::to_string(request.gpus));
    addIf(request.cpus > 0, "cpus-per-task", std::to_string(request.cpus));
    addIf(!request.memory.empty(), "mem", request.memory);
    for (const auto* directives : {&job.place.directives, &request.directives}) {
        for (const std::string& directive : *directives) {
            add(directive);
        }
    }
    return text;
}

} // namespace

void checkTasks(const PlacedJob& job)
{
    if (recipes::kindOf(job.recipe).name == std::string(recipes::TrainingRecipe::kind)) {
        training::checkShares(
            recipes::TrainingRecipe::fromJson(job.recipe).params, std::max(1, job.request.nodes) * tasksPerNode(job));
    }
}

std::string slurmScript(const PlacedJob& job)
{
    if (const std::string problem = job.request.problem(); !problem.empty()) {
        throw Error(problem);
    }
    std::string script = "#!/bin/bash\n" + directivesOf(job)
        + "# Written by DPL Workbench. The same job goes on where an earlier start left off.\n";
    for (const std::string& line : job.place.setup) {
        script += line + "\n";
    }
    script += "folder=" + shellWord(job.there)
        + "\n"
          "id=$SLURM_JOB_ID\n"
          "if [ -n \"${SLURM_ARRAY_TASK_ID-}\" ]; then\n"
          "    folder=$folder/"
        + arrayName
        + "/$SLURM_ARRAY_TASK_ID\n"
          "    id=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID\n"
          "fi\n"
          "rm -f \"$folder/"
        + slurmExitName + "\" \"$folder/" + exitName
        + "\" # of an earlier start\n"
          "srun --kill-on-bad-exit=0 ${SLURM_CPUS_PER_TASK:+--cpus-per-task=\"$SLURM_CPUS_PER_TASK\"} "
        + shellWord(job.place.program) + " job \"$folder/" + recipeName
        + "\"\n"
          "status=$?\n"
          "! grep -qs '\"exit\": *75' \"$folder/"
        + exitName
        + "\" || status=75 # rank 0 saved it, however others ended\n"
          "printf '{\"job\": \"%s\", \"restarts\": %d, \"exit\": %d, \"time\": \"%s\"}\\n' "
          "\"$id\" \"${SLURM_RESTART_COUNT:-0}\" \"$status\" \"$(date -u +%FT%TZ)\" >\"$folder/."
        + slurmExitName + "\" && mv -f \"$folder/." + slurmExitName + "\" \"$folder/" + slurmExitName + "\"\n";
    if (job.place.requeue) {
        script += "# 75: it saved what was done, as its time limit was near.\n"
                  "[ \"$status\" != 75 ] || [ \"${SLURM_RESTART_COUNT:-0}\" -ge "
            + std::to_string(mostRequeues) + " ] || scontrol requeue \"$SLURM_JOB_ID\"\n";
    }
    return script + "exit \"$status\"\n";
}

std::string arrayText(const std::vector<int>& indices, int limit)
{
    std::string text;
    for (std::size_t begin = 0; begin < indices.size();) {
        std::size_t end = begin;
        while (end + 1 < indices.size() && indices[end + 1] == indices[end] + 1) {
            ++end;
        }
        text += (text.empty() ? "" : ",") + std::to_string(indices[begin])
            + (end > begin ? "-" + std::to_string(indices[end]) : "");
        begin = end + 1;
    }
    return text + (limit > 0 ? "%" + std::to_string(limit) : "");
}

std::string outputPattern(const std::string& path)
{
    std::string pattern;
    for (const char c : path) {
        pattern += c == '%' ? std::string("%%") : std::string(1, c);
    }
    return pattern;
}

} // namespace dpl::places
