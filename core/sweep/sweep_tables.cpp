#include "sweep/sweep_tables.hpp"

#include "base/json_text.hpp"
#include "base/statistics.hpp"
#include "base/student_t.hpp"
#include "summary/summary_tables.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
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

double percent(const summary::Rate* rate)
{
    return rate != nullptr ? 100.0 * rate->share() : std::nan("");
}

/// A number that each seed has of a model's reading.
struct SeedMeasure {
    std::string title;
    std::string unit;
    std::string meaning;
    int decimals;
    bool byStatistic; ///< differs between the mean and the quantile
    std::function<double(const ModelSummary&, Statistic)> value; ///< NaN where there is none
};

std::vector<SeedMeasure> seedMeasures()
{
    return {
        {"Jailbreaks", "%", "Share of prompts whose jailbroken response scores as high as the safe one", 1, true,
            [](const ModelSummary& model, Statistic statistic) {
                return model.jailbreak ? percent(model.jailbreak->jailbreaks.of(statistic)) : std::nan("");
            }},
        {"Helpfulness", "%",
            "Share of comparisons about helpfulness whose chosen response scores as high as the rejected one", 1, true,
            [](const ModelSummary& model, Statistic statistic) {
                const bool has = model.comparisons && model.comparisons->helpfulness;
                return has ? percent(model.comparisons->helpfulness->of(statistic)) : std::nan("");
            }},
        {"r\u00b2", "", "Var[\u00b5] / (Var[\u00b5] + E[\u03c3\u00b2]) over all chosen and rejected responses", 3,
            false,
            [](const ModelSummary& model, Statistic) {
                const bool has = model.comparisons && model.comparisons->explainedVariance;
                return has ? model.comparisons->explainedVariance->value : std::nan("");
            }},
        {"ECE", "", "Expected calibration error of P(chosen preferred), over all comparisons", 3, false,
            [](const ModelSummary& model, Statistic) {
                const bool has = model.comparisons && !model.comparisons->calibration.empty();
                return has ? model.comparisons->calibration.front().expectedError : std::nan("");
            }},
    };
}

/// A model by one of its statistics.
struct Reading {
    ModelKey model;
    Statistic statistic;

    friend bool operator==(const Reading&, const Reading&) = default;
};

std::vector<Reading> readingsOf(const Setting& setting)
{
    std::set<ModelKey> models;
    for (const SweepGroup* group : setting.groups) {
        for (const ModelSummary& summary : group->summary->models) {
            models.insert(summary.model);
        }
    }
    std::vector<Reading> readings;
    for (const ModelKey& model : models) {
        readings.push_back({model, Statistic::mean});
        if (!model.head->isPoint()) {
            readings.push_back({model, Statistic::quantile});
        }
    }
    return readings;
}

/// [seeds]; NaN where a seed lacks it.
std::vector<double> valuesOf(const Setting& setting, const SeedMeasure& measure, const Reading& reading)
{
    std::vector<double> values;
    for (const SweepGroup* group : setting.groups) {
        const ModelSummary* model = group->summary->find(reading.model);
        values.push_back(model != nullptr ? measure.value(*model, reading.statistic) : std::nan(""));
    }
    return values;
}

std::string nameOf(const Reading& reading)
{
    return records::label(reading.model.head, reading.statistic);
}

std::string suffixOf(std::size_t number)
{
    return number > 0 ? "_" + std::to_string(number + 1) : "";
}

std::string settingText(const Setting& setting)
{
    return std::to_string(setting.groups.size()) + " seeds" + (setting.text().empty() ? "" : ", " + setting.text());
}

report::Bounds boundsOf(const Interval& interval, int decimals)
{
    return {interval.low, interval.high, decimals};
}

/// "Jailbreaks [points]": differences of percentages are points.
std::string differenceOf(const SeedMeasure& measure)
{
    return measure.unit == "%" ? measure.title + " [points]" : measure.title;
}

report::Table seedsTable(const Setting& setting, std::size_t number)
{
    report::Table table{"over_seeds" + suffixOf(number),
        "Mean and standard deviation over " + settingText(setting) + ".",
        {{"Model", "", "Reward head, and whether its mean or its alpha-quantile is compared", false},
            {"Trained on", "", "Objective of the training comparisons", false}},
        {}};
    table.explanation = "95 % CI: of the mean over seeds, by Student's t. ECE: expected calibration error.";
    const std::vector<SeedMeasure> measures = seedMeasures();
    for (const SeedMeasure& measure : measures) {
        table.columns.push_back({measure.title, measure.unit, measure.meaning, true, true});
        table.columns.push_back(
            {"95 % CI", "", "Of the mean over seeds, by Student's t", true, false, report::CellKind::bounds});
    }
    table.columns.push_back({"Seeds", "", "Trainings that have any of these", true});
    for (const Reading& reading : readingsOf(setting)) {
        auto& row = table.rows.emplace_back();
        row.emplace_back(nameOf(reading));
        row.emplace_back(data::toString(reading.model.trainSet));
        std::size_t seeds = 0;
        for (const SeedMeasure& measure : measures) {
            std::vector<double> values = valuesOf(setting, measure, reading);
            std::erase_if(values, [](double value) { return std::isnan(value); });
            seeds = std::max(seeds, values.size());
            const bool isAbove = reading.statistic == Statistic::quantile && !measure.byStatistic;
            if (values.empty() || isAbove) { // or that of the row above
                row.resize(row.size() + 2);
                continue;
            }
            const MeanAndDeviation over = meanAndDeviation(values);
            report::Number cell{over.mean, measure.decimals, {}};
            if (values.size() > 1) {
                cell.deviation = over.deviation;
            }
            row.emplace_back(cell);
            row.push_back(values.size() > 1 ? report::TableCell(boundsOf(tInterval(values), measure.decimals))
                                            : report::TableCell());
        }
        row.emplace_back(report::Number{static_cast<double>(seeds), 0, {}});
    }
    return table;
}

/// Two readings of the same seeds.
struct SeedTest {
    std::string measure;
    Reading first;
    Reading second;
    int decimals = 1;
    std::vector<double> differences; ///< second minus first, of the seeds that have both
    double p = 1.0;
};

/// Which two readings are worth a test: a head against base, a quantile against its mean, and, where base has nothing,
/// the two distributional heads.
bool isCompared(const Reading& first, const Reading& second, const SeedMeasure& measure)
{
    if (!(first.model.trainSet == second.model.trainSet)) {
        return false;
    }
    if (!measure.byStatistic) {
        return first.statistic == Statistic::mean && second.statistic == Statistic::mean;
    }
    return first.model.head->isPoint() || first.model == second.model;
}

std::vector<SeedTest> seedTests(const Setting& setting)
{
    std::vector<SeedTest> tests;
    const std::vector<Reading> readings = readingsOf(setting);
    for (const SeedMeasure& measure : seedMeasures()) {
        for (std::size_t i = 0; i < readings.size(); ++i) {
            for (std::size_t j = i + 1; j < readings.size(); ++j) {
                if (!isCompared(readings[i], readings[j], measure)) {
                    continue;
                }
                std::vector<double> first;
                std::vector<double> second;
                const std::vector<double> a = valuesOf(setting, measure, readings[i]);
                const std::vector<double> b = valuesOf(setting, measure, readings[j]);
                SeedTest test{differenceOf(measure), readings[i], readings[j], measure.decimals, {}, 1.0};
                for (std::size_t seed = 0; seed < a.size(); ++seed) {
                    if (!std::isnan(a[seed]) && !std::isnan(b[seed])) {
                        first.push_back(a[seed]);
                        second.push_back(b[seed]);
                        test.differences.push_back(b[seed] - a[seed]);
                    }
                }
                if (first.size() > 1) {
                    test.p = pairedTTest(second, first);
                    tests.push_back(std::move(test));
                }
            }
        }
    }
    return tests;
}

report::Table seedTestsTable(const Setting& setting, std::size_t number)
{
    const std::vector<SeedTest> tests = seedTests(setting);
    report::Table table{"tests_over_seeds" + suffixOf(number),
        "Paired t-tests over " + settingText(setting)
            + ": the difference between two models or readings trained with the same seed.",
        {{"Of", "", "What is compared", false}, {"Trained on", "", "Objective of the training comparisons", false},
            {"First", "", "Model and reading", false}, {"Second", "", "Model and reading", false},
            {"Difference", "", "Second minus first: mean and standard deviation over seeds", true},
            {"95 % CI", "", "Of the mean difference, by Student's t", true, false, report::CellKind::bounds},
            {"p", "", "Student's paired t-test, two-sided, of this test by itself", true},
            {"Holm", "", "p adjusted for multiple comparisons", true}, {"Seeds", "", "That have both", true}},
        {}};
    table.explanation = "Difference: the second less the first, mean and standard deviation over seeds; in percentage "
                        "points where it says so. 95 % CI: of the mean difference, by Student's t. p: two-sided, of "
                        "each test alone. Holm: p corrected by Holm's rule for all "
        + std::to_string(tests.size())
        + " tests of this table; at 0.05, the chance that any of them is significant by chance is at most 5 %.";
    std::vector<double> p;
    for (const SeedTest& test : tests) {
        p.push_back(test.p);
    }
    const std::vector<double> adjusted = holmAdjusted(p);
    for (std::size_t i = 0; i < tests.size(); ++i) {
        const SeedTest& test = tests[i];
        const MeanAndDeviation over = meanAndDeviation(test.differences);
        table.rows.push_back({test.measure, data::toString(test.first.model.trainSet), nameOf(test.first),
            nameOf(test.second), report::Number{over.mean, test.decimals, over.deviation},
            boundsOf(tInterval(test.differences), test.decimals), report::PValue{test.p}, report::PValue{adjusted[i]},
            report::Number{static_cast<double>(test.differences.size()), 0, {}}});
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
            if (report::Table tests = seedTestsTable(settings[i], i); !tests.rows.empty()) {
                tables.push_back(std::move(tests));
            }
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
