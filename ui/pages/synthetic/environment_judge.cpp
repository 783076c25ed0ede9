#include "pages/synthetic/environment_judge.hpp"

#include "base/background.hpp"

namespace dpl::ui {

EnvironmentJudge::EnvironmentJudge(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

EnvironmentJudge::~EnvironmentJudge()
{
    m_pool.waitForDone();
}

void EnvironmentJudge::judge(const EnvironmentDraft& draft)
{
    m_waiting = draft;
    if (!m_working)
        startNext();
}

void EnvironmentJudge::startNext()
{
    m_working = true;
    auto work = [this, alive = QPointer<EnvironmentJudge>(this), draft = *std::exchange(m_waiting, std::nullopt)] {
        callLater(alive, [this, verdict = ui::judged(draft)] {
            m_working = false;
            Q_EMIT judged(verdict);
            if (m_waiting)
                startNext();
        });
    };
    handOver(std::move(work), [this](auto passed) { m_pool.start(std::move(passed)); });
}

} // namespace dpl::ui
