#pragma once

#include "base/observer.hpp"

namespace dpl::recipes {

/// Passes what a job tells beyond others' on as far as any observer takes it. `JobObserver` is the job's.
template <typename JobObserver> class ForwardingObserver final : public JobObserver {
public:
    explicit ForwardingObserver(Observer& next) : m_next(next) { }

    void progressed(const Progress& progress) override { m_next.progressed(progress); }
    void measured(const Metrics& metrics) override { m_next.measured(metrics); }
    void warned(const std::string& sentence) override { m_next.warned(sentence); }
    void noted(const std::string& sentence) override { m_next.noted(sentence); }
    bool wantsCheckpoint() override { return m_next.wantsCheckpoint(); }

private:
    Observer& m_next;
};

} // namespace dpl::recipes
