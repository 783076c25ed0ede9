#include "evaluation/evaluation_log.hpp"

#include "base/error.hpp"
#include "base/process_identity.hpp"
#include "scoring/find_checkpoints.hpp"

#include <algorithm>

namespace dpl::evaluation {

EvaluationLog::EvaluationLog(const std::vector<std::filesystem::path>& checkpoints, Observer& next) : m_next(next)
{
    for (const std::filesystem::path& checkpoint : checkpoints) {
        const std::filesystem::path run = scoring::runOf(checkpoint);
        if (!run.empty() && std::find(m_runs.begin(), m_runs.end(), run) == m_runs.end()) {
            m_runs.push_back(run);
        }
    }
}

void EvaluationLog::warned(const std::string& sentence)
{
    m_warnings.push_back(sentence);
    m_next.warned(sentence);
    write(runs::LogEvent::warning, "evaluation: " + sentence);
}

void EvaluationLog::noted(const std::string& sentence)
{
    m_next.noted(sentence);
    write(runs::LogEvent::note, "evaluation: " + sentence);
}

void EvaluationLog::began(const std::string& what, const std::filesystem::path& file, const ComputeOptions& compute)
{
    m_file = std::filesystem::absolute(file).lexically_normal().string();
    const ProcessIdentity own = thisProcess();
    const int threads = threadCount(compute);
    write(runs::LogEvent::note,
        "evaluation on " + what + " begins, with dpl " + DPL_VERSION + " on " + own.host + ", process "
            + std::to_string(own.pid) + ": " + compute.device + ", " + std::to_string(threads)
            + (threads == 1 ? " thread" : " threads"));
}

void EvaluationLog::ended(const std::string& how)
{
    write(runs::LogEvent::note, how);
}

void EvaluationLog::failed(const std::string& why)
{
    write(runs::LogEvent::warning, "evaluation failed: " + why);
}

void EvaluationLog::write(runs::LogEvent event, const std::string& text)
{
    if (m_file.empty()) {
        return;
    }
    m_runs.remove_if([&](const std::filesystem::path& run) {
        try {
            runs::addToLog(run, text + "; file " + m_file, event);
            return false;
        } catch (const Error& error) {
            m_next.noted(std::string("the log of the run does not say that its model is evaluated: ") + error.what());
            return true;
        }
    });
}

std::string notFiniteSentence(std::int64_t count, std::int64_t rows, const std::string& first)
{
    return std::to_string(count) + " of " + std::to_string(rows)
        + " rows are left out, because an output of the model is not finite (NaN or infinite); the first: " + first;
}

} // namespace dpl::evaluation
