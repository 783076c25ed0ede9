#include "pages/train/experiment.hpp"

#include "base/command_line.hpp"
#include "base/json_text.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/sweep_job.hpp"
#include "jobs/training_job.hpp"
#include "places/submit_line.hpp"
#include "sweep/sweep_file.hpp"
#include "sweep/sweep_inputs.hpp"
#include "training/command_line.hpp"
#include "training/training_run.hpp"

#include <QCoreApplication>

#include <utility>

namespace dpl::ui {

QString Experiment::command(const std::filesystem::path& file) const
{
    std::vector<std::string> words;
    if (plan->size() == 1) {
        words = training::commandLine(plan->front().params, folder / plan->front().folder, deviceThere());
    } else if (!plan->empty()) {
        const std::filesystem::path read = file.empty() ? folder / sweep::sweepFileName : file;
        words = onDevice({"dpl", "sweep", read.string(), "--out_dir", folder.string()}, deviceThere());
    }
    if (processes > 1 && !words.empty()) {
        words.insert(words.end(), {"--processes", std::to_string(processes)});
    }
    if (place) {
        words = places::submitLine(place->place, place->slurm, std::move(words));
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

std::string Experiment::deviceThere() const
{
    return place && !place->device.empty() ? place->device : device;
}

JobRequest Experiment::jobThere(const ComputeOptions& compute, const sweep::Plan& runs) const
{
    const bool summarises = params.evaluate || !params.responses.empty();
    const QString name = QString::fromStdString(folder.filename().string());
    JobRequest job = runs->size() == 1 && !summarises
        ? trainingJob(runs->front().params, folder / runs->front().folder, compute, training::tokensOf(folder))
        : sweepJob(params, folder, QCoreApplication::translate("Experiment", "Experiment %1").arg(name), compute);
    job.place = place;
    return job;
}

/// One job, as its place may do the runs side by side, and goes on without this window.
QueuedExperiment Experiment::enqueueThere(
    JobQueue& queue, const ComputeOptions& compute, const ExperimentCheck& found) const
{
    QueuedExperiment done;
    for (const sweep::RunStanding standing : found.standings) {
        ++(standing == sweep::RunStanding::finished ? done.finished : done.queued);
    }
    const bool summarises = params.evaluate || !params.responses.empty();
    if (done.queued == 0 && !summarises) {
        return done;
    }
    JobRequest job = jobThere(compute, found.plan);
    if (queue.enqueue(std::move(job)) == 0) {
        done.inQueue = std::exchange(done.queued, 0);
    } else {
        done.isSummarised = summarises;
    }
    return done;
}

QueuedExperiment Experiment::enqueue(JobQueue& queue, const ComputeOptions& compute, const ExperimentCheck& found) const
{
    if (place) {
        return enqueueThere(queue, compute, found);
    }
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
