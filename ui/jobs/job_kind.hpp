#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"

#include <QString>

#include <typeindex>

namespace dpl::ui {

struct JobRequest;

/// What a job's JobStatus::folder names.
enum class JobProduct {
    none,
    run, ///< a run folder
    experiment, ///< a folder of runs, with what was made of them
    folder, ///< any other folder
    file, ///< a file, which appears whole at the end
};

/// How a job that was stopped, interrupted or has failed goes on: in the session that queued it always by its recipe,
/// whose job continues what it finds.
enum class JobResuming {
    never,
    fromFolder, ///< in a later session by its page, which takes the run folder (Page::resumeRun)
    fromRecipe, ///< in a later session not at all
};

/// When there is something to show of a job that has ended without failing.
enum class JobOpening { never, whenFinished, whenEnded };

/// What jobs of a kind are and what can be done with them. A value, which the file that makes such jobs declares
/// (trainingKind in training_job.hpp); the window knows those that JobKinds holds.
struct JobKind {
    QString name; ///< in recipes and in run.json: "training". The same in every version

    /// Makes the job of a recipe (JobRequest::recipe) again. Throws Error naming what is wrong with it.
    JobRequest (*fromRecipe)(const Json& recipe, const ComputeOptions& compute) = nullptr;

    std::type_index snapshot = typeid(void); ///< what its jobs publish while they run; void: nothing

    JobProduct product = JobProduct::none;
    JobResuming resuming = JobResuming::never;
    JobOpening opening = JobOpening::never;
    bool canDuplicate = false; ///< its page takes over the parameters of a job's folder (Page::duplicateRun)
    QString page{}; ///< Page::id() of the page that is asked first to show, resume or duplicate

    bool trainsModels = false; ///< when a job has finished there may be checkpoints that were not there before
    bool writesEvaluations = false; ///< likewise, evaluation files to be summarised

    /// Whether snapshots are of this type.
    template <typename Value> bool publishes() const { return snapshot == typeid(Value); }

    /// A recipe for `fromRecipe`: these members, and the kind's name.
    Json recipe(Json members) const
    {
        members["kind"] = name.toStdString();
        return members;
    }

    friend bool operator==(const JobKind& a, const JobKind& b) { return a.name == b.name; }
};

} // namespace dpl::ui
