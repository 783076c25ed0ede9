#pragma once

#include "runs/listed_run.hpp"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace dpl::runs {

/// What a list says of a run in one column: nothing, a number or a text.
using RunCell = std::variant<std::monostate, double, std::string>;

/// How the numbers of a column are written.
enum class CellStyle {
    text,
    loss, ///< nats, 4 decimals
    share, ///< 3 decimals
    percent, ///< of a share, whole
    significant, ///< 3 digits that count
    duration, ///< of seconds
    whole,
    exact, ///< every digit
};

/// A column of the list of runs: what it says of each, and how. Filters know it by its id or one of its other names, a
/// table as CSV has the id in its heading.
struct RunColumn {
    std::string id; ///< "accuracy"; of a parameter its name
    std::vector<std::string> otherNames; ///< "acc"
    std::string title; ///< "Accuracy"
    std::string meaning; ///< in a sentence
    CellStyle style = CellStyle::text;
    bool isResult = false; ///< what came of a run, and not what it is: compared with others, averaged over seeds
    std::function<RunCell(const ListedRun&)> value;

    bool isNumber() const { return style != CellStyle::text; }
    bool isCalled(const std::string& name) const;
};

/// Those that every list has, in their order. A run's state is what its folder says.
const std::vector<RunColumn>& runColumns();

/// One of them by its id. Throws Error for an id that none has.
const RunColumn& runColumn(const std::string& id);

/// The column of a parameter of runs, as run.json names it.
RunColumn parameterColumn(const std::string& name);

/// The parameters that any of the runs has, in the order in which they have them.
std::vector<std::string> parameterNames(const std::vector<std::shared_ptr<const ListedRun>>& runs);

/// What a parameter of a run is; nothing where it has none of the name or null.
RunCell parameterOf(const ListedRun& run, const std::string& name);

/// The shortest text that tells what is meant: "0.6931", "0.712", "3e-6", "1,023", "48 min"; "–" for nothing in a
/// column of numbers. Never "0.0000" for what is not 0.
std::string cellText(const RunColumn& column, const RunCell& cell);
std::string numberText(CellStyle style, double value);

/// "+0.021", "−3.1e-5": how far a number is from another one.
std::string differenceText(CellStyle style, double difference);

/// Mean and sample standard deviation of a column over several runs, those that have a number there.
struct RunAverage {
    double mean = 0.0;
    double deviation = 0.0; ///< of two or more
    int runs = 0;

    friend bool operator==(const RunAverage&, const RunAverage&) = default;
};
RunAverage averageOf(const std::vector<double>& values);

/// "0.712 ± 0.004"; of one run its number alone, of none "–".
std::string averageText(CellStyle style, const RunAverage& average);

/// Why a training has no held-out numbers, in a sentence; empty if it has, or is no training.
std::string whyNotHeldOut(const ListedRun& run);

} // namespace dpl::runs
