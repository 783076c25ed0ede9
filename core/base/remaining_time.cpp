#include "base/remaining_time.hpp"

#include <algorithm>
#include <cmath>

namespace dpl {

namespace {

constexpr double warmUpSeconds = 1.0;
constexpr double memorySeconds = 15.0;

} // namespace

void RemainingTime::update(const Progress& progress, double seconds)
{
    if (!m_started || progress.phase != m_first.phase || progress.total != m_first.total
        || progress.step < m_last.step) {
        m_started = true;
        m_first = m_last = progress;
        m_firstSeconds = m_lastSeconds = seconds;
        m_stepsPerSecond = 0;
        return;
    }
    const double elapsed = seconds - m_lastSeconds;
    if (progress.step == m_last.step || elapsed <= 0)
        return;

    const double sinceFirst = seconds - m_firstSeconds;
    const double meanSpeed = double(progress.step - m_first.step) / sinceFirst;
    if (m_stepsPerSecond <= 0 || sinceFirst < memorySeconds) {
        m_stepsPerSecond = sinceFirst < warmUpSeconds ? 0 : meanSpeed;
    } else {
        const double speed = double(progress.step - m_last.step) / elapsed;
        m_stepsPerSecond += (speed - m_stepsPerSecond) * (1 - std::exp(-elapsed / memorySeconds));
    }
    m_last = progress;
    m_lastSeconds = seconds;
}

std::optional<double> RemainingTime::secondsLeft() const
{
    if (m_stepsPerSecond <= 0 || m_last.total <= 0)
        return std::nullopt;
    return double(std::max<std::int64_t>(0, m_last.total - m_last.step)) / m_stepsPerSecond;
}

} // namespace dpl
