#include "jobs/score_text_job.hpp"

#include "evaluation/evaluate.hpp"
#include "jobs/job_observer.hpp"
#include "jobs/job_options.hpp"
#include "recipes/score_text_recipe.hpp"

namespace dpl::ui {

namespace {

JobRequest textScoringFromRecipe(const Json& recipe, const ComputeOptions& compute)
{
    const auto scoring = recipes::ScoreTextRecipe::fromJson(recipe);
    return scoreTextJob(scoring.text, scoring.folder, compute);
}

} // namespace

JobKind scoreTextKind()
{
    return {
        .name = QString::fromLatin1(recipes::ScoreTextRecipe::kind),
        .fromRecipe = textScoringFromRecipe,
        .product = JobProduct::folder,
        .resuming = JobResuming::fromRecipe,
        .opening = JobOpening::whenFinished,
        .page = QStringLiteral("inspect"),
    };
}

JobRequest scoreTextJob(
    const evaluation::ScoredText& text, const std::filesystem::path& folder, const ComputeOptions& compute)
{
    JobRequest request;
    request.title = text.checkpoints.size() == 1
        ? QCoreApplication::translate("dpl::ui::ScoreTextView", "Score text")
        : QCoreApplication::translate("dpl::ui::ScoreTextView", "Score text · %1 models").arg(text.checkpoints.size());
    request.kind = scoreTextKind();
    request.folder = QString::fromStdString(folder.string());
    const recipes::ScoreTextRecipe recipe{text, folder};
    setRecipe(request, recipe.members(), compute);
    request.run = [recipe, compute = givingWay(compute)](JobEvents& events, std::stop_token stop) {
        JobObserver<evaluation::EvaluationObserver> observer(events);
        return completionOf(recipe.run(compute, observer, stop));
    };
    return request;
}

} // namespace dpl::ui
