#include "summary/hidden_context_sweep.hpp"

#include "base/error.hpp"
#include "base/statistics.hpp"
#include "records/evaluated_comparisons.hpp"
#include "report/number_text.hpp"
#include "summary/provenance.hpp"
#include "summary/response_statistics.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace dpl::summary {

using preference::RewardHead;
using report::SeriesRole;

namespace {

std::map<records::ModelKey, std::vector<const HiddenContextPoint*>> byModel(
    const std::vector<HiddenContextPoint>& points)
{
    std::map<records::ModelKey, std::vector<const HiddenContextPoint*>> models;
    for (const HiddenContextPoint& point : points) {
        models[point.model].push_back(&point);
    }
    return models;
}

/// "both · mean and variance · seed 1, at 20 % from the other objective"
std::string nameOf(const records::FoundCheckpoint& found)
{
    return found.title() + ", at " + report::significantText(100.0 * *found.hiddenContextRatio)
        + " % from the other objective";
}

/// Its evaluations on both subsets, the one in its own folder first.
std::vector<std::filesystem::path> evaluationsOnBoth(const records::FoundCheckpoint& found)
{
    std::vector<std::filesystem::path> files = found.evaluations;
    std::erase_if(files, [](const std::filesystem::path& path) {
        return !path.filename().string().starts_with("eval_results_both.jsonl");
    });
    return files;
}

/// The first of the files that can be read.
std::optional<records::EvaluatedComparisons> readFirst(
    const std::string& name, const std::vector<std::filesystem::path>& files, std::vector<std::string>& notes)
{
    for (const std::filesystem::path& file : files) {
        try {
            auto read = records::readEvaluatedComparisons(file);
            if (files.size() > 1) {
                notes.push_back(name + ": of its " + std::to_string(files.size()) + " evaluations on both subsets "
                    + file.string() + " is taken");
            }
            return read;
        } catch (const Error& error) {
            notes.push_back(name + ": an evaluation cannot be read and is left out: " + error.what());
        }
    }
    return std::nullopt;
}

bool hasSameRows(const records::EvaluatedComparisons& a, const records::EvaluatedComparisons& b)
{
    return a.size() == b.size() && records::commonRows(a.identities, b.identities).size() == a.size();
}

} // namespace

HiddenContextSweep explainedVarianceByRatio(const std::vector<records::FoundCheckpoint>& checkpoints)
{
    HiddenContextSweep sweep;
    std::map<std::pair<records::ModelKey, double>, std::vector<double>> values;
    std::optional<records::EvaluatedComparisons> first;
    bool isSame = true;
    for (const records::FoundCheckpoint& found : checkpoints) {
        if (!found.hiddenContextRatio || !found.trainSet || found.outputs < 1 || found.head()->isPoint()) {
            continue;
        }
        auto read = readFirst(nameOf(found), evaluationsOnBoth(found), sweep.notes);
        if (!read) {
            continue;
        }
        for (const auto& of : {trainingNotes(nameOf(found), read->file), evaluationNotes(nameOf(found), read->file)}) {
            sweep.notes.insert(sweep.notes.end(), of.begin(), of.end());
        }
        const RewardHead head = found.head();
        const SummaryOptions options;
        const auto chosen = responseStatistics(head, read->chosen, options.alpha, options.quantileRule);
        const auto rejected = responseStatistics(head, read->rejected, options.alpha, options.quantileRule);
        values[{{head, *found.trainSet}, *found.hiddenContextRatio}].push_back(
            explainedVariance(chosen, rejected, 0, 0).value);
        if (!first) {
            first = std::move(read);
        } else {
            isSame = isSame && hasSameRows(*first, *read);
        }
    }
    if (!isSame) {
        sweep.notes.emplace_back("the evaluations that are taken are not of the same rows, so their r\u00b2 differ for "
                                 "that reason, too");
    }
    for (auto& [key, of] : values) {
        sweep.points.push_back({key.first, key.second, std::move(of)});
    }
    return sweep;
}

bool hasCurve(const HiddenContextSweep& sweep)
{
    const auto models = byModel(sweep.points);
    return std::any_of(models.begin(), models.end(), [](const auto& model) { return model.second.size() > 1; });
}

report::Figure hiddenContextFigure(const HiddenContextSweep& sweep)
{
    report::Figure figure;
    figure.notes = sweep.notes;
    figure.name = "r2_by_hidden_context_ratio";
    figure.title = "r\u00b2 against the share of comparisons from the other objective";
    figure.widthInches = 4.0;
    figure.heightInches = 2.4;
    report::Panel panel;
    panel.x.title = "share of rows from the other objective, %";
    panel.left.title = "r\u00b2";
    for (const auto& [model, of] : byModel(sweep.points)) {
        report::Line line;
        report::Band band;
        line.label = records::label(model);
        line.role = band.role = records::roleOf(model);
        band.series = line.label + ", mean \u00b1 sd";
        band.along.name = "n";
        for (const HiddenContextPoint* point : of) {
            const MeanAndDeviation over = meanAndDeviation(point->values);
            line.x.push_back(100.0 * point->ratio);
            line.y.push_back(over.mean);
            band.lower.push_back(over.mean - over.deviation);
            band.upper.push_back(over.mean + over.deviation);
            band.middle.push_back(over.mean);
            band.along.values.push_back(static_cast<double>(point->values.size()));
        }
        band.x = line.x;
        report::Points marks;
        marks.role = line.role;
        marks.series = line.label;
        marks.x = line.x;
        marks.y = line.y;
        marks.relativeSize = 1.8;
        panel.layers.emplace_back(std::move(band));
        panel.layers.emplace_back(std::move(line));
        panel.layers.emplace_back(std::move(marks));
    }
    figure.panels.push_back(std::move(panel));
    return figure;
}

report::Table hiddenContextTable(const HiddenContextSweep& sweep)
{
    report::Table table{"r2_by_hidden_context_ratio",
        "r\u00b2 by the share of training rows from the other objective (hidden_context_ratio), mean and standard "
        "deviation over seeds.",
        {{"Model", "", "Reward head", false}, {"Trained on", "", "Objective of the training comparisons", false},
            {"Ratio", "%", "hidden_context_ratio: rows from the other objective", true},
            {"r\u00b2", "", "Var[\u00b5] / (Var[\u00b5] + E[\u03c3\u00b2]) over the test rows of both subsets", true,
                true},
            {"Seeds", "", "Trainings", true}},
        {}, sweep.notes};
    for (const HiddenContextPoint& point : sweep.points) {
        const MeanAndDeviation over = meanAndDeviation(point.values);
        report::Number r2{over.mean, 3, {}};
        if (point.values.size() > 1) {
            r2.deviation = over.deviation;
        }
        table.rows.push_back({records::label(point.model.head), data::toString(point.model.trainSet),
            report::Number{100.0 * point.ratio, 0, {}}, r2,
            report::Number{static_cast<double>(point.values.size()), 0, {}}});
    }
    return table;
}

} // namespace dpl::summary
