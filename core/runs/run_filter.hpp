#pragma once

#include "runs/run_column.hpp"

#include <string>
#include <vector>

namespace dpl::runs {

/// What is typed to find runs: terms with blanks between them, all of which have to hold. Case does not matter.
///
///     term     = word | name ":" value | name operator value
///     operator = "=" | "!=" | "<" | "<=" | ">" | ">="          (blanks beside it are allowed)
///     name     = a column of the list (runColumns, by id or other name) or a parameter of the runs
///     value    = text without blanks, or any text in double quotes
///
/// - `word` is in the run's name, title, folder, experiment, backbone, note or tags; in double quotes it may have
///   blanks.
/// - `name:value`: the text begins so ("state:run"), the number is this one, one of the tags begins so. Without a value
///   it holds always, as one is still typing.
/// - `name=value`, `name!=value`: the number or the whole text is this one, or another.
/// - `name<value` and the like compare numbers, and dates as texts ("created>2026-01-31"). A number may end with "%"
///   (a hundredth), and one of `time` with "s", "m", "h" or "d". "3e-6" is a number.
///
/// A run that has nothing there is found by no such term.
class RunFilter {
public:
    /// `parameters`: the names that runs have, beside the columns.
    explicit RunFilter(const std::string& text = {}, const std::vector<std::string>& parameters = {});

    /// `state`: as the list shows it, "queued" and "paused" among them.
    bool matches(const ListedRun& run, const std::string& state) const;
    bool isEmpty() const { return m_words.empty() && m_terms.empty(); }

    /// What cannot be understood, in a sentence that begins with the place of its first character, from 1; empty if all
    /// is well. Terms that are not understood are left out.
    const std::string& problem() const { return m_problem; }

private:
    enum class Operator { begins, equal, other, less, lessOrEqual, more, moreOrEqual };
    struct Term {
        RunColumn column;
        Operator how = Operator::begins;
        std::string text; ///< lower case
        std::optional<double> number;
    };
    class Parser;

    static bool holds(const Term& term, const ListedRun& run, const std::string& state);

    std::vector<std::string> m_words;
    std::vector<Term> m_terms;
    std::string m_problem;
};

} // namespace dpl::runs
