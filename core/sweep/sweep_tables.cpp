#include "sweep/sweep_tables.hpp"

#include "base/json_text.hpp"
#include "base/statistics.hpp"
#include "summary/summary_tables.hpp"

#include <cmath>
#include <set>

namespace dpl::sweep {

using records::ModelKey;
using records::Statistic;
using summary::ModelSummary;

namespace {

/// Groups that differ in seed alone.
struct Setting {
    Json values; ///< without the seed
    std::vector<const SweepGroup*> groups;

    std::string text() const
    {
        std::string text;
        for (const auto& [name, value] : values.items()) {
            text += (text.empty() ? "" : ", ") + name + " "
                + (value.is_string() ? value.get<std::string>() : dumpJson(value));
        }
        return text;
    }
};

std::vector<Setting> settingsOf(const SweepResult& result)
{
    std::vector<Setting> settings;
    for (const SweepGroup& group : result.groups) {
        if (!group.summary) {
            continue;
        }
        Json values = group.values;
        values.erase("seed");
        auto found = std::find_if(
            settings.begin(), settings.end(), [&](const Setting& setting) { return setting.values == values; });
        if (found == settings.end()) {
            found = settings.insert(settings.end(), {values, {}});
        }
        found->groups.push_back(&group);
    }
    return settings;
}

/// Mean and deviation of what the groups have; nothing if none has it.
template <typename Value>
report::TableCell overSeeds(const Setting& setting, const ModelKey& model, int decimals, Value&& value)
{
    std::vector<double> values;
    for (const SweepGroup* group : setting.groups) {
        if (const ModelSummary* summary = group->summary->find(model)) {
            if (const double number = value(*summary); !std::isnan(number)) {
                values.push_back(number);
            }
        }
    }
    if (values.empty()) {
        return {};
    }
    const MeanAndDeviation over = meanAndDeviation(values);
    return report::Number{over.mean, decimals, over.deviation};
}

double percent(const summary::Rate* rate)
{
    return rate != nullptr ? 100.0 * rate->share() : std::nan("");
}

report::Table seedsTable(const Setting& setting, std::size_t number)
{
    report::Table table{"over_seeds" + (number > 0 ? "_" + std::to_string(number + 1) : ""),
        "Mean and standard deviation over " + std::to_string(setting.groups.size()) + " seeds"
            + (setting.text().empty() ? "" : ", " + setting.text()) + ".",
        {{"Model", "", "Reward head, and whether its mean or its alpha-quantile is compared", false},
            {"Trained on", "", "Objective of the training comparisons", false},
            {"Jailbreaks", "%", "Share of prompts whose jailbroken response scores as high as the safe one", true},
            {"Helpfulness", "%",
                "Share of comparisons about helpfulness whose chosen response scores as high as the rejected one",
                true},
            {"r\u00b2", "", "Var[\u00b5] / (Var[\u00b5] + E[\u03c3\u00b2]) over all chosen and rejected responses",
                true}},
        {}};
    std::set<ModelKey> models;
    for (const SweepGroup* group : setting.groups) {
        for (const ModelSummary& summary : group->summary->models) {
            models.insert(summary.model);
        }
    }
    for (const ModelKey& model : models) {
        for (const Statistic statistic : {Statistic::mean, Statistic::quantile}) {
            if (model.head->isPoint() && statistic == Statistic::quantile) {
                continue;
            }
            auto& row = table.rows.emplace_back();
            row.emplace_back(records::label(model.head, statistic));
            row.emplace_back(data::toString(model.trainSet));
            row.push_back(overSeeds(setting, model, 1, [&](const ModelSummary& summary) {
                return summary.jailbreak ? percent(summary.jailbreak->jailbreaks.of(statistic)) : std::nan("");
            }));
            row.push_back(overSeeds(setting, model, 1, [&](const ModelSummary& summary) {
                const bool has = summary.comparisons && summary.comparisons->helpfulness;
                return has ? percent(summary.comparisons->helpfulness->of(statistic)) : std::nan("");
            }));
            if (statistic == Statistic::quantile) {
                row.emplace_back(); // that of the row above
                continue;
            }
            row.push_back(overSeeds(setting, model, 3, [&](const ModelSummary& summary) {
                const bool has = summary.comparisons && summary.comparisons->explainedVariance;
                return has ? summary.comparisons->explainedVariance->value : std::nan("");
            }));
        }
    }
    return table;
}

} // namespace

std::vector<report::Table> sweepTables(const SweepResult& result)
{
    std::vector<report::Table> tables;
    const std::vector<Setting> settings = settingsOf(result);
    for (std::size_t i = 0; i < settings.size(); ++i) {
        if (settings[i].groups.size() > 1) {
            tables.push_back(seedsTable(settings[i], i));
            continue;
        }
        for (report::Table& table : summary::summaryTables(*settings[i].groups.front()->summary)) {
            if (settings.size() > 1) {
                table.name += "_" + std::to_string(i + 1);
                table.caption += " (" + settings[i].text() + ")";
            }
            tables.push_back(std::move(table));
        }
    }
    return tables;
}

std::string missingText(const SweepResult& result)
{
    std::string text;
    for (const SweepGroup& group : result.groups) {
        if (const std::string missing = group.summary ? summary::missingText(*group.summary) : ""; !missing.empty()) {
            text +=
                (text.empty() ? "" : "\n") + (result.groups.size() > 1 ? group.folder.string() + ":\n" : "") + missing;
        }
    }
    return text;
}

} // namespace dpl::sweep
