#pragma once

#include "base/observer.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace dpl::evaluation {

/// Passes on what a job tells, and keeps its warnings.
class ToldWarnings final : public Observer {
public:
    explicit ToldWarnings(Observer& next) : m_next(next) { }
    void progressed(const Progress& progress) override { m_next.progressed(progress); }
    void measured(const Metrics& metrics) override { m_next.measured(metrics); }
    void warned(const std::string& sentence) override
    {
        m_sentences.push_back(sentence);
        m_next.warned(sentence);
    }

    const std::vector<std::string>& sentences() const { return m_sentences; }

private:
    Observer& m_next;
    std::vector<std::string> m_sentences;
};

/// Of rows that a model gives something else than numbers.
std::string notFiniteSentence(std::int64_t count, std::int64_t rows, const std::string& first);

} // namespace dpl::evaluation
