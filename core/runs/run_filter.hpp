#pragma once

#include "runs/listed_run.hpp"

#include <string>
#include <utility>
#include <vector>

namespace dpl::runs {

/// What is typed to find runs: words that all have to be in a run's name, experiment, backbone, note or tags, and
/// "field:value" for state, head, subset, seed, tag, experiment, backbone and kind. Case does not matter; "state:run"
/// finds what begins so.
class RunFilter {
public:
    explicit RunFilter(const std::string& text = {});

    /// `state`: as the list shows it, "queued" and "paused" among them.
    bool matches(const ListedRun& run, const std::string& state) const;
    bool isEmpty() const { return m_words.empty() && m_fields.empty(); }

    /// A field that there is none of, in a sentence; empty if all is well.
    const std::string& problem() const { return m_problem; }

private:
    std::vector<std::string> m_words;
    std::vector<std::pair<std::string, std::string>> m_fields;
    std::string m_problem;
};

} // namespace dpl::runs
