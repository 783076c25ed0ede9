#pragma once

#include "pages/synthetic/environment_draft.hpp"

#include <QObject>
#include <QThreadPool>

#include <optional>

namespace dpl::ui {

/// Judges drafts on a worker thread, the newest only: what changes while it works replaces what waits.
class EnvironmentJudge : public QObject {
    Q_OBJECT

public:
    explicit EnvironmentJudge(QObject* parent = nullptr);
    ~EnvironmentJudge() override;

    void judge(const EnvironmentDraft& draft);

Q_SIGNALS:
    void judged(const dpl::ui::EnvironmentVerdict& verdict);

private:
    void startNext();

    QThreadPool m_pool;
    std::optional<EnvironmentDraft> m_waiting;
    bool m_working = false;
};

} // namespace dpl::ui
