#include "places/slurm_state.hpp"

#include "places/slurm_reasons.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dpl::places {

namespace {

constexpr std::array words{
    std::pair{"PENDING", PlacedStage::pending},
    std::pair{"CONFIGURING", PlacedStage::configuring},
    std::pair{"RUNNING", PlacedStage::running},
    std::pair{"RESIZING", PlacedStage::running},
    std::pair{"SIGNALING", PlacedStage::running},
    std::pair{"COMPLETING", PlacedStage::completing},
    std::pair{"STAGE_OUT", PlacedStage::completing},
    std::pair{"SUSPENDED", PlacedStage::suspended},
    std::pair{"STOPPED", PlacedStage::suspended},
    std::pair{"REQUEUED", PlacedStage::requeued},
    std::pair{"REQUEUE_FED", PlacedStage::requeued},
    std::pair{"REQUEUE_HOLD", PlacedStage::requeued},
    std::pair{"SPECIAL_EXIT", PlacedStage::requeued},
    std::pair{"COMPLETED", PlacedStage::finished},
    std::pair{"FAILED", PlacedStage::failed},
    std::pair{"TIMEOUT", PlacedStage::timeout},
    std::pair{"DEADLINE", PlacedStage::timeout},
    std::pair{"CANCELLED", PlacedStage::cancelled},
    std::pair{"REVOKED", PlacedStage::cancelled},
    std::pair{"OUT_OF_MEMORY", PlacedStage::outOfMemory},
    std::pair{"NODE_FAIL", PlacedStage::nodeFail},
    std::pair{"BOOT_FAIL", PlacedStage::nodeFail},
    std::pair{"PREEMPTED", PlacedStage::preempted},
};

std::optional<PlacedStage> stageCalled(const std::string& word)
{
    for (const auto& [name, stage] : words) {
        if (word == name) {
            return stage;
        }
    }
    return std::nullopt;
}

/// Whether a job was at work before, so that it waits for its next turn now.
bool hadATurn(const PlacedState& before)
{
    return runs::isAtWork(before.stage) || before.stage == PlacedStage::requeued || before.restarts > 0;
}

/// A status that `dpl` ends with when it has saved what was done.
bool isOfSavedWork(int exit)
{
    constexpr int goesOn = 75;
    constexpr std::array saved{goesOn, 128 + 1, 128 + 2, 128 + 15};
    return std::find(saved.begin(), saved.end(), exit) != saved.end();
}

std::string failureText(int exit, const SlurmEvidence& evidence)
{
    if (evidence.job && evidence.job->stage == PlacedStage::failed && !evidence.job->message.empty()) {
        return evidence.job->message;
    }
    return (exit > 128 ? "it was ended by signal " + std::to_string(exit - 128)
                       : "it ended with status " + std::to_string(exit))
        + std::string("; its log says more");
}

/// What the script wrote last is of this job and not of an earlier one in its folder.
bool isOf(const SlurmExit& exit, const PlacedJob& job)
{
    return exit.job == job.handle.slurm || exit.job == job.handle.slurmLast;
}

void tellByExit(PlacedState& state, int exit, const SlurmEvidence& evidence)
{
    state.reason.clear();
    if (exit == 0) {
        state.stage = PlacedStage::finished;
    } else if (isOfSavedWork(exit)) {
        state.stage = PlacedStage::stopped;
        if (exit == 75) {
            state.reason = "what was done is saved, as its time limit was near";
        }
    } else {
        state.stage = PlacedStage::failed;
        state.reason = failureText(exit, evidence);
    }
}

/// By what is in the job's folder; false where it says nothing.
bool tellByFolder(PlacedState& state, const PlacedJob& job, const SlurmEvidence& evidence)
{
    if (evidence.script && isOf(*evidence.script, job)) {
        state.restarts = evidence.script->restarts;
        tellByExit(state, evidence.script->exit, evidence);
        return true;
    }
    if (evidence.job) {
        state.stage = evidence.job->stage;
        state.reason = evidence.job->message;
        return true;
    }
    for (const PlacedStage stage : {PlacedStage::finished, PlacedStage::stopped, PlacedStage::failed}) {
        if (evidence.runState == runs::toString(stage)) {
            state.stage = stage;
            state.reason.clear();
            return true;
        }
    }
    return false;
}

/// A job that was asked to save and had nothing to save yet was cancelled; to its user it was stopped.
void respectWhatWasAsked(PlacedState& state, const PlacedJob& job)
{
    if (state.stage == PlacedStage::cancelled && job.asked == StopHow::save) {
        state.stage = PlacedStage::stopped;
    }
}

} // namespace

PlacedState stateOf(const QueueEntry& entry, const PlacedState& before)
{
    PlacedState state = before;
    const auto stage = stageCalled(entry.state);
    state.stage = stage.value_or(PlacedStage::running);
    state.reason = stage ? slurmReasonText(entry.reason) : "Slurm calls it " + entry.state;
    if (state.stage == PlacedStage::pending && hadATurn(before)) {
        state.stage = PlacedStage::requeued;
    }
    state.nodes = entry.nodes;
    state.timeLeft = runs::isAtWork(state.stage) ? entry.timeLeft : std::string();
    return state;
}

PlacedState endOf(const PlacedJob& job, const QueueEntry* entry, const SlurmEvidence& evidence,
    const std::string& accounted, const std::string& now)
{
    PlacedState state = job.state;
    state.nodes.clear();
    state.timeLeft.clear();
    state.reason.clear();
    const auto bySlurm = entry != nullptr ? stageCalled(entry->state) : stageCalled(accounted);
    if (entry != nullptr) {
        state.reason = slurmReasonText(entry->reason);
    }
    const bool isPlain = !bySlurm || bySlurm == PlacedStage::finished || bySlurm == PlacedStage::failed;
    if (isPlain && tellByFolder(state, job, evidence)) {
        state.seen = now;
        return state;
    }
    if (bySlurm && !runs::isActive(*bySlurm)) {
        state.stage = *bySlurm;
        if (state.stage == PlacedStage::failed && state.reason.empty()) {
            state.reason = "its script ended before dpl began; its log says more";
        } else if (state.stage == PlacedStage::cancelled || state.stage == PlacedStage::timeout) {
            state.reason.clear(); // why it waited once, or what its state says already
        }
        state.seen = now;
    } else if (job.asked) {
        state.stage = PlacedStage::cancelled;
        state.seen = now;
    } else {
        state.stage = PlacedStage::unknown; // and state.seen is when it was last seen
    }
    respectWhatWasAsked(state, job);
    return state;
}

std::optional<PlacedState> arrayStateOf(
    const PlacedJob& job, const std::vector<QueueEntry>& elements, const QueueEntry* last)
{
    int atWork = 0;
    int waiting = 0;
    std::string reason;
    for (const QueueEntry& element : elements) {
        const PlacedState state = stateOf(element, {});
        if (runs::isAtWork(state.stage)) {
            ++atWork;
        } else if (runs::isActive(state.stage)) {
            ++waiting;
            reason = reason.empty() || element.reason != "JobArrayTaskLimit" ? state.reason : reason;
        }
    }
    std::optional<PlacedState> ofLast;
    if (last != nullptr) {
        ofLast = stateOf(*last, job.state);
        if (!runs::isActive(ofLast->stage)) {
            ofLast.reset();
        }
    }
    if (atWork + waiting == 0) {
        if (ofLast && runs::isAtWork(ofLast->stage)) {
            ofLast->reason = "all trainings are over; they are evaluated and summarised";
        }
        return ofLast;
    }
    PlacedState state = job.state;
    state.nodes.clear();
    state.timeLeft.clear();
    state.stage = atWork > 0  ? PlacedStage::running
        : hadATurn(job.state) ? PlacedStage::requeued
                              : PlacedStage::pending;
    const int over = std::max(0, job.handle.elements - atWork - waiting);
    state.reason = std::to_string(over) + " of " + std::to_string(job.handle.elements) + " trainings are over, "
        + std::to_string(atWork) + (atWork == 1 ? " runs, " : " run, ") + std::to_string(waiting)
        + (waiting == 1 ? " waits" : " wait");
    if (atWork == 0 && !reason.empty()) {
        state.reason += ": " + reason;
    }
    return state;
}

} // namespace dpl::places
