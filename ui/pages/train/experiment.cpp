#include "pages/train/experiment.hpp"

#include "base/command_line.hpp"
#include "base/json_text.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/sweep_job.hpp"
#include "jobs/training_job.hpp"
#include "sweep/sweep_file.hpp"
#include "sweep/sweep_inputs.hpp"
#include "training/command_line.hpp"
#include "training/training_run.hpp"

#include <QCoreApplication>

namespace dpl::ui {

QString Experiment::command(const std::filesystem::path& file) const
{
    std::vector<std::string> words;
    if (plan->size() == 1) {
        words = training::commandLine(plan->front().params, folder / plan->front().folder, device);
    } else if (!plan->empty()) {
        const std::filesystem::path read = file.empty() ? folder / sweep::sweepFileName : file;
        words = onDevice({"dpl", "sweep", read.string(), "--out_dir", folder.string()}, device);
    }
    return QString::fromStdString(shellText(words));
}

ExperimentCheck Experiment::check(const std::vector<sweep::ExpectedRun>& expected) const
{
    ExperimentCheck found;
    try {
        found.plan = std::make_shared<const std::vector<sweep::PlannedRun>>(sweep::placedIn(folder, *plan));
        found.standings = sweep::standingsOf(folder, *found.plan, expected);
    } catch (const sweep::OtherExperiment& other) {
        found.difference = other.difference();
        found.freeName = QString::fromStdString(other.freeFolder().filename().string());
    }
    return found;
}

void Experiment::checkInputs(const ExperimentCheck& found) const
{
    sweep::checkInputs(params, *found.plan, found.standings);
}

QString Experiment::conflictText(const QString& difference) const
{
    return QCoreApplication::translate("Experiment", "“%1” is an experiment with other parameters. %2.")
        .arg(QString::fromStdString(folder.filename().string()), difference);
}

void Experiment::writeSweep() const
{
    writeJsonFile(folder / sweep::sweepFileName, params.toJson());
}

std::filesystem::path Experiment::writeSweepForCommand() const
{
    return sweep::writeBesideOthers(folder, params);
}

QueuedExperiment Experiment::enqueue(JobQueue& queue, const ComputeOptions& compute, const ExperimentCheck& found) const
{
    QueuedExperiment done;
    QStringList unfinished;
    for (std::size_t i = 0; i < found.plan->size(); ++i) {
        if (found.standings.at(i) == sweep::RunStanding::finished) {
            ++done.finished;
            continue;
        }
        const sweep::PlannedRun& run = (*found.plan)[i];
        JobRequest job = trainingJob(run.params, folder / run.folder, compute, training::tokensOf(folder));
        unfinished.append(job.folder);
        ++(queue.enqueue(std::move(job)) != 0 ? done.queued : done.inQueue);
    }
    if (params.evaluate || !params.responses.empty()) {
        const QString name = QString::fromStdString(folder.filename().string());
        JobRequest job = sweepJob(
            params, folder, QCoreApplication::translate("Experiment", "Evaluate and summarise %1").arg(name), compute);
        job.after = unfinished;
        done.isSummarised = queue.enqueue(std::move(job)) != 0;
    }
    return done;
}

} // namespace dpl::ui
