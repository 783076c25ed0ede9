#pragma once

#include "base/background.hpp"
#include "base/stopped.hpp"

#include <optional>
#include <stop_token>
#include <type_traits>

namespace dpl::ui {

/// Work in the background of which only the newest counts: a new request outdates the one before, which is asked to
/// stop and whose answer, a failure too, is dropped when it comes late. So is the answer to a request that outlives
/// this object. To be used on the GUI thread.
class LatestRequest {
public:
    LatestRequest() = default;
    ~LatestRequest() { cancel(); }
    Q_DISABLE_COPY_MOVE(LatestRequest)

    /// As inBackground; `compute` may take a stop token, which tells that nobody waits for it any more, and may then
    /// throw Stopped.
    template <typename Compute, typename Done, typename Failed>
    void start(QObject* context, Compute compute, Done done, Failed failed)
    {
        cancel();
        m_stop = std::stop_source();
        m_running = true;
        const std::stop_token outdated = m_stop.get_token();
        inBackground(
            context,
            [compute = std::move(compute), outdated] {
                const auto value = [&] {
                    if constexpr (std::is_invocable_v<const Compute&, const std::stop_token&>) {
                        return compute(outdated);
                    } else {
                        return compute();
                    }
                };
                try {
                    return std::optional(value());
                } catch (const Stopped&) {
                    return decltype(std::optional(value()))();
                }
            },
            [this, outdated, done = std::move(done)](auto value) {
                if (!outdated.stop_requested()) {
                    m_running = false;
                    if (value) {
                        done(std::move(*value));
                    }
                }
            },
            [this, outdated, failed = std::move(failed)](const QString& message) {
                if (!outdated.stop_requested()) {
                    m_running = false;
                    failed(message);
                }
            });
    }

    /// Outdates what is on its way without asking for anything new.
    void cancel()
    {
        m_stop.request_stop();
        m_running = false;
    }

    /// An answer is on its way; false while it is handed over.
    bool isRunning() const { return m_running; }

private:
    std::stop_source m_stop{std::nostopstate};
    bool m_running = false;
};

} // namespace dpl::ui
