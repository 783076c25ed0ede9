#include "jobs/evaluation_job.hpp"

#include "base/clock.hpp"
#include "jobs/job_observer.hpp"
#include "jobs/job_options.hpp"
#include "recipes/evaluation_recipe.hpp"
#include "recipes/scoring_recipe.hpp"
#include "records/column_label.hpp"
#include "records/model_key.hpp"
#include "runs/run_names.hpp"

#include <QCoreApplication>
#include <QFileInfo>

namespace dpl::ui {

namespace {

class ScoresObserver final : public JobObserver<evaluation::EvaluationObserver> {
public:
    /// `model`: the one that is evaluated, where it is known; several have names of columns.
    ScoresObserver(
        JobEvents& events, evaluation::LiveKind kind, const std::optional<records::ModelKey>& model = std::nullopt)
        : JobObserver(events), m_tally(kind), m_model(model)
    {
    }

    void progressed(const Progress& progress) override
    {
        m_events.progressed(progress);
        if (progress.step == progress.total) {
            publish(); // the last rows, whether or not the time for a snapshot has come
        }
    }

    void begins(const std::string& name, preference::RewardHead head,
        const std::function<std::vector<std::string>(std::size_t)>& texts, std::int64_t done) override
    {
        const auto model = name.empty() ? m_model : records::modelOfColumn(name);
        const auto trainSet = model && model->head == head ? std::optional(model->trainSet) : std::nullopt;
        m_tally.begins(records::labelOfColumn(name), texts, steadySeconds(), head, done, trainSet);
        m_begun = true;
    }

    void leavesOut(std::int64_t rows) override { m_tally.leavesOut(rows); }

    void writes(const std::filesystem::path& file) override
    {
        m_events.folderChosen(QString::fromStdString(file.string()));
    }

    void scored(std::size_t row, const std::vector<std::vector<double>>& outputs) override
    {
        m_tally.scored(row, outputs);
        if (m_events.wantsSnapshot()) {
            publish();
        }
    }

    void publish()
    {
        if (!m_begun) {
            return;
        }
        auto view = std::make_shared<LiveScoresView>();
        view->scores = m_tally.snapshot(steadySeconds());
        view->figure = evaluation::liveFigure(view->scores);
        view->newest = evaluation::liveTable(view->scores);
        m_events.publish(std::move(view));
    }

private:
    evaluation::LiveTally m_tally;
    std::optional<records::ModelKey> m_model;
    bool m_begun = false;
};

QString tr(const char* text)
{
    return QCoreApplication::translate("EvaluationJob", text);
}

QString lastName(const std::filesystem::path& path)
{
    return QString::fromStdString(path.filename().string());
}

JobRequest evaluationFromRecipe(const Json& recipe, const ComputeOptions& compute)
{
    return evaluationJob(recipes::EvaluationRecipe::fromJson(recipe).params, compute);
}

JobRequest scoringFromRecipe(const Json& recipe, const ComputeOptions& compute)
{
    return scoringJob(recipes::ScoringRecipe::fromJson(recipe).params, compute);
}

JobKind kindOf(const char* name, JobRequest (*fromRecipe)(const Json&, const ComputeOptions&))
{
    return {
        .name = QString::fromLatin1(name),
        .fromRecipe = fromRecipe,
        .snapshot = typeid(LiveScoresView),
        .product = JobProduct::file,
        .resuming = JobResuming::fromRecipe,
        .opening = JobOpening::whenFinished,
        .page = QStringLiteral("inspect"),
        .writesEvaluations = true,
    };
}

} // namespace

JobKind evaluationKind()
{
    return kindOf(recipes::EvaluationRecipe::kind, evaluationFromRecipe);
}

JobKind scoringKind()
{
    return kindOf(recipes::ScoringRecipe::kind, scoringFromRecipe);
}

JobRequest evaluationJob(const evaluation::EvaluateParams& params, const ComputeOptions& compute)
{
    JobRequest request;
    const auto model = records::modelOfFolder(params.model.checkpoint);
    const auto run = runs::nameOfRunThatMade(params.model.checkpoint);
    const QString name = run ? QString::fromStdString(*run)
        : model              ? QString::fromStdString(records::label(*model))
                             : lastName(params.model.checkpoint);
    request.title = tr("Evaluate %1 on %2").arg(name, lastName(params.dataPath));
    request.kind = evaluationKind();
    request.folder = QString::fromStdString(params.output.string());
    const recipes::EvaluationRecipe recipe{params};
    setRecipe(request, recipe.members(), compute);
    request.run = [recipe, model, compute = givingWay(compute)](JobEvents& events, std::stop_token stop) {
        ScoresObserver observer(events, evaluation::LiveKind::comparisons, model);
        return completionOf(recipe.run(compute, observer, stop));
    };
    return request;
}

JobRequest scoringJob(const evaluation::ScoreParams& params, const ComputeOptions& compute)
{
    JobRequest request;
    request.title = params.names.size() == 1
        ? tr("Score %1 with %2")
              .arg(lastName(params.input), QString::fromStdString(records::labelOfColumn(params.names.front())))
        : tr("Score %1 with %2 models").arg(lastName(params.input)).arg(params.names.size());
    request.kind = scoringKind();
    request.folder = QString::fromStdString(params.output.string());
    const recipes::ScoringRecipe recipe{params};
    setRecipe(request, recipe.members(), compute);
    request.run = [recipe, compute = givingWay(compute)](JobEvents& events, std::stop_token stop) {
        ScoresObserver observer(events, evaluation::LiveKind::responses);
        return completionOf(recipe.run(compute, observer, stop));
    };
    return request;
}

} // namespace dpl::ui
