#include "jobs/score_text_job.hpp"

#include "evaluation/evaluate.hpp"
#include "jobs/job_observer.hpp"
#include "jobs/job_options.hpp"

namespace dpl::ui {

namespace {

JobRequest textScoringFromRecipe(const Json& recipe, const ComputeOptions& compute)
{
    const JsonObject json(recipe, "job");
    return scoreTextJob(
        evaluation::ScoredText::fromJson(json.value("params"), json.at("params")), json.string("folder", ""), compute);
}

} // namespace

JobKind scoreTextKind()
{
    return {
        .name = QStringLiteral("score-text"),
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
    setRecipe(request, {{"params", text.toJson()}, {"folder", folder.string()}}, compute);
    request.run = [text, folder, compute = givingWay(compute)](JobEvents& events, std::stop_token stop) {
        JobObserver<evaluation::EvaluationObserver> observer(events);
        auto params = evaluation::prepareScoring(text, folder);
        params.ifOther = evaluation::IfOther::replace; // the folder is this text's alone
        const evaluation::ScoreResult result = evaluation::score(params, compute, observer, stop);
        return result.finished ? Completion::finished : Completion::stopped;
    };
    return request;
}

} // namespace dpl::ui
