#include "jobs/evaluation_job.hpp"

#include "base/clock.hpp"
#include "jobs/job_options.hpp"
#include "records/model_key.hpp"

#include <QCoreApplication>
#include <QFileInfo>

namespace dpl::ui {

namespace {

class JobObserver final : public evaluation::EvaluationObserver {
public:
    JobObserver(JobEvents& events, evaluation::LiveKind kind) : m_events(events), m_tally(kind) { }

    void progressed(const Progress& progress) override
    {
        m_events.progressed(progress);
        if (progress.step == progress.total) {
            publish(); // the last rows, whether or not the time for a snapshot has come
        }
    }
    void warned(const std::string& sentence) override { m_events.warned(sentence); }

    void begins(const std::string& name, preference::RewardHead head,
        const std::function<std::vector<std::string>(std::size_t)>& texts) override
    {
        m_tally.begins(name, texts, steadySeconds(), head);
        m_begun = true;
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
        m_events.publish(std::make_shared<const std::any>(std::shared_ptr<const LiveScoresView>(std::move(view))));
    }

private:
    JobEvents& m_events;
    evaluation::LiveTally m_tally;
    bool m_begun = false;
};

QString tr(const char* text)
{
    return QCoreApplication::translate("EvaluationJob", text);
}

QString nameOf(const std::filesystem::path& path)
{
    return QString::fromStdString(path.filename().string());
}

} // namespace

std::shared_ptr<const LiveScoresView> liveScoresIn(const std::shared_ptr<const std::any>& snapshot)
{
    const auto* view = snapshot ? std::any_cast<std::shared_ptr<const LiveScoresView>>(snapshot.get()) : nullptr;
    return view ? *view : nullptr;
}

JobRequest evaluationJob(const evaluation::EvaluateParams& params, const ComputeOptions& compute)
{
    JobRequest request;
    const auto model = records::modelOfFolder(params.model.checkpoint);
    const QString name = model ? QString::fromStdString(records::paperName(*model)) : nameOf(params.model.checkpoint);
    request.title = tr("Evaluate %1 on %2").arg(name, nameOf(params.dataPath));
    request.kind = QStringLiteral("evaluation");
    request.folder = QString::fromStdString(params.file().string());
    request.recipe = Json{{"kind", "evaluation"}, {"params", params.toJson()}};
    request.run = [params, compute = givingWay(compute)](JobEvents& events, std::stop_token stop) {
        JobObserver observer(events, evaluation::LiveKind::comparisons);
        return evaluation::evaluate(params, compute, observer, stop).finished ? Completion::finished
                                                                              : Completion::stopped;
    };
    return request;
}

JobRequest scoringJob(const evaluation::ScoreParams& params, const ComputeOptions& compute)
{
    JobRequest request;
    request.title = params.names.size() == 1
        ? tr("Score %1 by %2").arg(nameOf(params.input), QString::fromStdString(params.names.front()))
        : tr("Score %1 by %2 models").arg(nameOf(params.input)).arg(params.names.size());
    request.kind = QStringLiteral("scoring");
    request.folder = QString::fromStdString(params.output.string());
    request.recipe = Json{{"kind", "scoring"}, {"params", params.toJson()}};
    request.run = [params, compute = givingWay(compute)](JobEvents& events, std::stop_token stop) {
        JobObserver observer(events, evaluation::LiveKind::responses);
        return evaluation::score(params, compute, observer, stop).finished ? Completion::finished : Completion::stopped;
    };
    return request;
}

} // namespace dpl::ui
