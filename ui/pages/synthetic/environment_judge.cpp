#include "pages/synthetic/environment_judge.hpp"

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
    m_pool.start([this, draft = *std::exchange(m_waiting, std::nullopt)] {
        QMetaObject::invokeMethod(
            this,
            [this, verdict = ui::judged(draft)] {
                m_working = false;
                Q_EMIT judged(verdict);
                if (m_waiting)
                    startNext();
            },
            Qt::QueuedConnection);
    });
}

} // namespace dpl::ui
