#include "runs/run_column.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/json_text.hpp"
#include "base/statistics.hpp"
#include "preference/reward_head.hpp"
#include "report/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace dpl::runs {

namespace {

RunCell cellOf(const std::optional<double>& number)
{
    return number ? RunCell(*number) : RunCell();
}

RunCell cellOf(const std::string& text)
{
    return text.empty() ? RunCell() : RunCell(text);
}

/// Of the last line of metrics: "train/margin".
std::function<RunCell(const ListedRun&)> lastOf(const std::string& name)
{
    return [name](const ListedRun& run) {
        const auto found = run.last.find(name);
        return found == run.last.end() || !std::isfinite(found->second) ? RunCell() : RunCell(found->second);
    };
}

std::vector<RunColumn> makeColumns()
{
    using enum CellStyle;
    const auto count = [](std::int64_t number) { return RunCell(static_cast<double>(number)); };
    return {
        {"run", {"name"}, "Run", "The run's name: yours, or its subset, head and seed", text, false,
            [](const ListedRun& run) { return cellOf(run.name()); }},
        {"experiment", {}, "Experiment", "The folder below the runs folder that it lies in", text, false,
            [](const ListedRun& run) { return cellOf(run.experiment); }},
        {"state", {}, "State", "Running, finished, stopped, failed, or interrupted (its process died)", text, false,
            [](const ListedRun& run) { return cellOf(toString(run.record.state)); }},
        {"place", {"where"}, "Where", "The place that the run was given to; empty where a window or terminal did it",
            text, false,
            [](const ListedRun& run) { return cellOf(run.record.placed ? run.record.placed->place : std::string()); }},
        {"progress", {}, "Progress", "Share of the steps that are done", percent, false,
            [](const ListedRun& run) { return RunCell(run.share()); }},
        {"loss", {}, "Loss", "Latest training loss, in nats", loss, true,
            [](const ListedRun& run) { return cellOf(run.loss); }},
        {"accuracy", {"acc"}, "Accuracy", "Latest share of training comparisons ordered as the annotators did", share,
            true, [](const ListedRun& run) { return cellOf(run.accuracy); }},
        {"heldout", {"held-out", "held_out", "eval_accuracy"}, "Held-out acc.", "Accuracy on test rows, as a share",
            share, true, [](const ListedRun& run) { return cellOf(run.heldOutAccuracy); }},
        {"heldout_loss", {"eval_loss"}, "Held-out loss", "Loss on test rows, in nats", loss, true,
            [](const ListedRun& run) { return cellOf(run.heldOutLoss); }},
        {"margin", {}, "Margin", "Mean utility of chosen responses less that of rejected ones, latest training rows",
            significant, true, lastOf("train/margin")},
        {"sigma", {}, "Mean σ", "Mean standard deviation of utility, latest training rows", significant, true,
            lastOf("train/sigma")},
        {"entropy", {}, "Entropy", "Mean entropy of the utility's distribution in nats, latest training rows",
            significant, true, lastOf("train/entropy")},
        {"grad_norm", {}, "Gradient norm", "Norm of the latest gradient before it was clipped", significant, true,
            lastOf("train/grad_norm")},
        {"learning_rate", {"lr"}, "Learning rate", "Peak learning rate (--learning_rate)", significant, false,
            [](const ListedRun& run) { return cellOf(run.learningRate); }},
        {"speed", {}, "Comparisons/s", "Comparisons trained on per second", significant, true,
            [](const ListedRun& run) { return cellOf(run.comparisonsPerSecond); }},
        {"head", {}, "Head", "Reward model (--reward_model_type)", text, false,
            [](const ListedRun& run) { return cellOf(preference::labelOfHead(run.head)); }},
        {"subset", {}, "Subset", "Training data (--data_subset)", text, false,
            [](const ListedRun& run) { return cellOf(run.subset); }},
        {"seed", {}, "Seed", "Seed of the order of rows, new weights and dropout (--seed)", whole, false,
            [](const ListedRun& run) {
                constexpr std::uint64_t most = std::uint64_t{1} << 53; // that a double holds exactly
                return !run.seed       ? RunCell()
                    : *run.seed < most ? RunCell(static_cast<double>(*run.seed))
                                       : RunCell(std::to_string(*run.seed));
            }},
        {"backbone", {}, "Backbone", "The model that was fine-tuned (--model_name)", text, false,
            [](const ListedRun& run) { return cellOf(run.backbone); }},
        {"step", {"steps"}, "Step", "Steps of the optimiser that are done", whole, false,
            [count](const ListedRun& run) { return count(run.record.step); }},
        {"warnings", {}, "Warnings", "How many warnings the run gave", whole, false,
            [count](const ListedRun& run) { return count(static_cast<std::int64_t>(run.record.warnings.size())); }},
        {"created", {"date"}, "Created", "When it was first started", text, false,
            [](const ListedRun& run) { return cellOf(run.record.created); }},
        {"time", {"duration"}, "Duration", "Computing time, without pauses", duration, true,
            [](const ListedRun& run) { return cellOf(run.workingSeconds()); }},
        {"tag", {"tags"}, "Tags", "Your tags", text, false,
            [](const ListedRun& run) { return cellOf(textOfTags(run.notes.tags)); }},
        {"note", {}, "Note", "Your note", text, false, [](const ListedRun& run) { return cellOf(run.notes.note); }},
        {"kind", {}, "Kind", "Training, or synthetic experiment", text, false,
            [](const ListedRun& run) { return cellOf(run.record.kind); }},
        {"folder", {}, "Folder", "Where the run lies", text, false,
            [](const ListedRun& run) { return cellOf(run.folder.string()); }},
    };
}

/// 1234567 as "1,234,567".
std::string withSeparators(std::string digits)
{
    const std::size_t first = digits.starts_with('-') ? 1 : 0;
    for (std::size_t at = digits.size(); at > first + 3;) {
        at -= 3;
        digits.insert(at, 1, ',');
    }
    return digits;
}

/// "3e-06" as people write it.
std::string shortExponent(std::string text)
{
    for (const char* zero : {"e-0", "e+0"}) {
        if (const std::size_t at = text.find(zero); at != std::string::npos) {
            text.replace(at, 3, zero[1] == '-' ? "e-" : "e");
        }
    }
    return text;
}

std::string significant(double value)
{
    constexpr int digits = 3;
    const double size = std::abs(value);
    if (size >= 1000.0 && size < 1e7) {
        return withSeparators(report::fixedText(value, 0));
    }
    return shortExponent(report::significantText(value, digits));
}

std::string exact(double value)
{
    constexpr double most = 1e15;
    return value == std::floor(value) && std::abs(value) < most ? withSeparators(report::fixedText(value, 0))
                                                                : shortExponent(report::shortestText(value));
}

/// With so many decimals; what would be all zeros, by the digits that count.
std::string decimals(double value, int count)
{
    return value != 0.0 && std::abs(value) < 0.5 * std::pow(10.0, -count)
        ? shortExponent(report::significantText(value, 2))
        : report::fixedText(value, count);
}

std::string trueMinus(const std::string& text)
{
    return text.starts_with('-') ? "−" + text.substr(1) : text;
}

std::string digitsOf(CellStyle style, double value)
{
    switch (style) {
    case CellStyle::loss: return decimals(value, 4);
    case CellStyle::share: return decimals(value, 3);
    case CellStyle::percent: return report::fixedText(std::floor(value * 100.0), 0) + " %";
    case CellStyle::duration: return formatDuration(value);
    case CellStyle::whole: return report::fixedText(value, 0);
    case CellStyle::exact: return exact(value);
    case CellStyle::significant:
    case CellStyle::text: break;
    }
    return significant(value);
}

} // namespace

bool RunColumn::isCalled(const std::string& name) const
{
    return name == id || std::find(otherNames.begin(), otherNames.end(), name) != otherNames.end();
}

const std::vector<RunColumn>& runColumns()
{
    static const std::vector<RunColumn> columns = makeColumns();
    return columns;
}

const RunColumn& runColumn(const std::string& id)
{
    for (const RunColumn& column : runColumns()) {
        if (column.id == id) {
            return column;
        }
    }
    throw Error("there is no column \"" + id + "\" of runs");
}

RunCell parameterOf(const ListedRun& run, const std::string& name)
{
    const Json& params = run.record.params;
    if (!params.is_object() || !params.contains(name) || params[name].is_null()) {
        return {};
    }
    const Json& value = params[name];
    if (value.is_number()) {
        return value.get<double>();
    }
    return value.is_string() ? value.get<std::string>() : dumpJson(value);
}

RunColumn parameterColumn(const std::string& name)
{
    return {name, {}, name, "Parameter of the run (--" + name + ")", CellStyle::exact, false,
        [name](const ListedRun& run) { return parameterOf(run, name); }};
}

std::vector<std::string> parameterNames(const std::vector<std::shared_ptr<const ListedRun>>& runs)
{
    std::vector<std::string> names;
    std::set<std::string> known;
    for (const auto& run : runs) {
        if (run->record.params.is_object()) {
            for (const auto& [name, value] : run->record.params.items()) {
                if (known.insert(name).second) {
                    names.push_back(name);
                }
            }
        }
    }
    return names;
}

std::string numberText(CellStyle style, double value)
{
    return trueMinus(digitsOf(style, value));
}

std::string cellText(const RunColumn& column, const RunCell& cell)
{
    if (const auto* number = std::get_if<double>(&cell)) {
        return numberText(column.style, *number);
    }
    if (const auto* text = std::get_if<std::string>(&cell)) {
        return *text;
    }
    return column.isNumber() ? "–" : "";
}

std::string differenceText(CellStyle style, double difference)
{
    const std::string text = numberText(style, difference);
    return difference > 0.0 ? "+" + text : text;
}

RunAverage averageOf(const std::vector<double>& values)
{
    RunAverage average;
    average.runs = static_cast<int>(values.size());
    if (!values.empty()) {
        const MeanAndDeviation over = meanAndDeviation(values);
        average.mean = over.mean;
        average.deviation = values.size() > 1 ? over.deviation : 0.0;
    }
    return average;
}

std::string averageText(CellStyle style, const RunAverage& average)
{
    if (average.runs == 0) {
        return "–";
    }
    const std::string mean = numberText(style, average.mean);
    return average.runs == 1 ? mean : mean + " ± " + numberText(style, average.deviation);
}

std::string whyNotHeldOut(const ListedRun& run)
{
    if (run.heldOutAccuracy || run.record.kind != "training") {
        return {};
    }
    const RunCell steps = parameterOf(run, "eval_steps");
    const auto* every = std::get_if<double>(&steps);
    const bool atTheEnd = run.record.params.is_object() && run.record.params.value("eval_first_step", false);
    if (every != nullptr && *every == 0.0 && !atTheEnd) {
        return "Not measured: this run was asked for no evaluations on test rows (eval_steps is 0)";
    }
    if (run.record.state == RunState::finished) {
        return "Not measured: its evaluation on test rows gave no number";
    }
    if (every == nullptr || *every == 0.0 || run.record.totalSteps <= static_cast<std::int64_t>(*every)) {
        return "Not measured yet: its evaluation on test rows comes at the end";
    }
    return "Not measured yet: its first evaluation on test rows comes at step " + report::fixedText(*every, 0);
}

} // namespace dpl::runs
