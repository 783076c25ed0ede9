#include "pages/train/experiment.hpp"

#include "base/command_line.hpp"
#include "base/json_text.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/sweep_job.hpp"
#include "jobs/training_job.hpp"
#include "training/command_line.hpp"
#include "training/training_run.hpp"

#include <QCoreApplication>

namespace dpl::ui {

namespace {

constexpr const char* sweepFile = "sweep.json";

} // namespace

QString Experiment::command() const
{
    std::vector<std::string> words;
    if (plan.size() == 1) {
        words = training::commandLine(plan.front().params, folder / plan.front().folder);
    } else if (!plan.empty()) {
        words = {"dpl", "sweep", (folder / sweepFile).string(), "--out_dir", folder.string()};
    }
    return QString::fromStdString(shellText(words));
}

void Experiment::writeSweep() const
{
    writeJsonFile(folder / sweepFile, params.toJson());
}

void Experiment::enqueue(JobQueue& queue, const ComputeOptions& compute) const
{
    for (const sweep::PlannedRun& run : plan) {
        queue.enqueue(trainingJob(run.params, folder / run.folder, compute, training::tokensOf(folder)));
    }
    if (params.evaluate || !params.responses.empty()) {
        const QString name = QString::fromStdString(folder.filename().string());
        queue.enqueue(sweepJob(
            params, folder, QCoreApplication::translate("Experiment", "Evaluate and summarise %1").arg(name), compute));
    }
}

} // namespace dpl::ui
