#include "runs/run_comparison.hpp"

#include "base/json_text.hpp"
#include "runs/metric_info.hpp"
#include "runs/run_names.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace dpl::runs {

namespace {

using report::Number;
using report::TableCell;

report::TableCell number(const std::optional<double>& value, int decimals)
{
    return value ? TableCell(Number{*value, decimals, {}}) : TableCell();
}

/// As it stands in run.json, without the quotes.
std::string textOf(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : dumpJson(value);
}

const Json* comparedValue(const ListedRun& run, const std::string& key)
{
    const Json& params = run.record.params;
    return params.is_object() && params.contains(key) ? &params[key] : nullptr;
}

/// Keys in the order of the runs' own parameters.
std::vector<std::string> keysOf(const std::vector<ListedRun>& runs)
{
    std::vector<std::string> keys;
    std::set<std::string> known;
    for (const ListedRun& run : runs) {
        if (run.record.params.is_object()) {
            for (const auto& [key, value] : run.record.params.items()) {
                if (known.insert(key).second) {
                    keys.push_back(key);
                }
            }
        }
    }
    return keys;
}

std::vector<std::string> namesOf(const std::vector<ListedRun>& runs)
{
    std::vector<const ListedRun*> all;
    for (const ListedRun& run : runs) {
        all.push_back(&run);
    }
    return distinctNames(all);
}

} // namespace

report::Table parameterDifferences(const std::vector<ListedRun>& runs)
{
    report::Table table;
    table.name = "parameter_differences";
    table.caption = "Parameters in which the runs differ";
    table.columns.push_back({"Parameter", "", "Name of the parameter, as in run.json and on the command line", false});
    const std::vector<std::string> names = namesOf(runs);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        table.columns.push_back({names[i], "", runs[i].folder.string(), false});
    }
    for (const std::string& key : keysOf(runs)) {
        const Json* first = comparedValue(runs.front(), key);
        const bool same = std::all_of(runs.begin(), runs.end(), [&](const ListedRun& run) {
            const Json* value = comparedValue(run, key);
            return (value == nullptr) == (first == nullptr) && (value == nullptr || *value == *first);
        });
        if (same) {
            continue;
        }
        std::vector<TableCell> row{key};
        for (const ListedRun& run : runs) {
            const Json* value = comparedValue(run, key);
            row.push_back(value ? TableCell(textOf(*value)) : TableCell());
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

report::Table lastNumbers(const std::vector<ListedRun>& runs, const std::vector<std::string>& states)
{
    report::Table table;
    table.name = "last_numbers";
    table.caption = "Latest numbers of the runs";
    table.columns = {{"Run", "", "", false}, {"State", "", "", false}, {"Step", "", "Steps done", true},
        {"Loss", "nats", "Training loss of the last line of metrics", true},
        {"Accuracy", "",
            "Share of training comparisons that the model orders as the annotators did, in the last line of metrics",
            true},
        {"Held-out accuracy", "", "The same for test rows", true}, {"Comparisons/s", "1/s", "Training speed", true},
        {"Time", "s", "Seconds of computing", true}};
    const std::vector<std::string> names = namesOf(runs);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const ListedRun& run = runs[i];
        table.rows.push_back({names[i], i < states.size() ? states[i] : toString(run.record.state),
            Number{static_cast<double>(run.record.step), 0, {}}, number(run.loss, 4), number(run.accuracy, 3),
            number(run.heldOutAccuracy, 3), number(run.comparisonsPerSecond, 2), number(run.seconds, 0)});
    }
    return table;
}

report::Table metricsTable(const ListedRun& run, const MetricsTail& metrics)
{
    report::Table table;
    table.name = "metrics";
    table.caption = "Metrics of " + run.name();
    std::set<std::string> names;
    for (const auto& [series, numbers] : metrics.series()) {
        for (const auto& [name, values] : numbers.values) {
            names.insert(name);
        }
    }
    table.columns = {{"series", "", "", false}, {"step", "", "", true}, {"time", "s", "", true}};
    for (const std::string& name : names) {
        table.columns.push_back({name, metricInfo(name).unit, "", true});
    }
    const auto cell = [](double value) { return std::isfinite(value) ? TableCell(Number{value, 6, {}}) : TableCell(); };
    for (const auto& [series, numbers] : metrics.series()) {
        for (std::size_t i = 0; i < numbers.steps.size(); ++i) {
            std::vector<TableCell> row{
                series, Number{static_cast<double>(numbers.steps[i]), 0, {}}, cell(numbers.seconds[i])};
            for (const std::string& name : names) {
                const auto found = numbers.values.find(name);
                row.push_back(found == numbers.values.end() ? TableCell() : cell(found->second[i]));
            }
            table.rows.push_back(std::move(row));
        }
    }
    return table;
}

} // namespace dpl::runs
