#include "shell/job_recipe.hpp"

#include "base/error.hpp"
#include "jobs/evaluation_job.hpp"
#include "jobs/score_text_job.hpp"
#include "jobs/sweep_job.hpp"
#include "jobs/synthetic_job.hpp"
#include "jobs/training_job.hpp"

namespace dpl::ui {

JobRequest jobOf(const Json& recipe, const ComputeOptions& compute)
{
    const std::string source = "job";
    const JsonObject json(recipe, source);
    const std::string kind = json.string("kind");
    const std::string folder = json.string("folder", "");
    const auto params = [&recipe]() -> const Json& { return recipe.at("params"); };
    if (kind == "training") {
        return trainingJob(training::TrainingParams::fromJson(params(), source + ": params"), folder, compute,
            json.string("tokens", ""));
    }
    if (kind == "sweep") {
        return sweepJob(sweep::SweepParams::fromJson(params(), source + ": params"), folder,
            QString::fromStdString(json.string("title")), compute);
    }
    if (kind == "score-text") {
        return scoreTextJob(evaluation::ScoredText::fromJson(params(), source + ": params"), folder, compute);
    }
    if (kind == "synthetic") {
        return folder.empty() ? syntheticJob(synthetic::SyntheticParams::fromJson(params(), source + ": params"),
                                    compute, json.string("runs_folder"))
                              : resumedSyntheticJob(folder, compute);
    }
    if (kind == "evaluation") {
        return evaluationJob(evaluation::EvaluateParams::fromJson(params(), source + ": params"), compute);
    }
    if (kind == "scoring") {
        return scoringJob(evaluation::ScoreParams::fromJson(params(), source + ": params"), compute);
    }
    throw Error("a job of kind \"" + kind + "\" is not known to this version");
}

} // namespace dpl::ui
