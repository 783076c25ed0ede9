#include "summary/calibration_report.hpp"

#include <algorithm>

namespace dpl::summary {

using report::Number;

namespace {

bool isOf(const ModelSummary& model, data::DataSubset trainSet)
{
    return model.model.trainSet == trainSet && model.comparisons && !model.comparisons->calibration.empty();
}

std::string subsetText(const Calibration& calibration)
{
    return calibration.subset.empty() ? "all" : calibration.subset;
}

/// `trainSet`: of all rows; nothing: the rows say it.
report::Table emptyTable(std::optional<data::DataSubset> trainSet)
{
    report::Table table{"calibration" + (trainSet ? "_" + data::toString(*trainSet) : ""),
        "Calibration of P(chosen preferred)" + (trainSet ? ", models trained on " + data::toString(*trainSet) : "")
            + ": expected calibration error over " + std::to_string(reliabilityBins)
            + " bins of equal width of the confidence from 0.5 to 1.",
        {{"Model", "", "Reward head", false}}, {}};
    table.explanation = "95 % CI: Wilson's interval of the accuracy, and the percentile bootstrap of the expected "
                        "calibration error (ECE). Brier: mean of the squared distance of P from 1.";
    if (!trainSet) {
        table.columns.push_back({"Trained on", "", "Objective of the training comparisons", false});
    }
    for (const report::Column& column :
        std::vector<report::Column>{{"Subset", "", "data_subset of the comparisons", false},
            {"Accuracy", "%", "Share of comparisons with P(chosen preferred) above 1/2; at 1/2 half", true, true},
            {"95 % CI", "", "Wilson's score interval, in percent", true, false, report::CellKind::bounds},
            {"Confidence", "%", "Mean of max(P, 1 \u2212 P): above the accuracy, the model is overconfident", true},
            {"ECE", "", "Expected calibration error: mean |share right \u2212 confidence| over bins", true, true},
            {"95 % CI", "", "Percentile bootstrap over comparisons", true, false, report::CellKind::bounds},
            {"Brier", "", "Mean of (1 \u2212 P(chosen preferred))\u00b2; 0.25 without any preference", true},
            {"Log loss", "nats", "Mean of \u2212ln P(chosen preferred); 0.693 without any preference", true},
            {"Rows", "", "Comparisons", true}}) {
        table.columns.push_back(column);
    }
    return table;
}

void addRows(const Summary& summary, data::DataSubset trainSet, bool saysTrainSet, report::Table& table)
{
    for (const ModelSummary& model : summary.models) {
        if (!isOf(model, trainSet)) {
            continue;
        }
        for (const Calibration& of : model.comparisons->calibration) {
            const bool hasInterval = summary.options.bootstrapSamples > 0;
            auto& row = table.rows.emplace_back();
            row.emplace_back(records::label(model.model.head));
            if (saysTrainSet) {
                row.emplace_back(data::toString(trainSet));
            }
            row.emplace_back(subsetText(of));
            row.emplace_back(Number{100.0 * of.right.share(), 1, {}});
            row.emplace_back(report::Bounds{100.0 * of.right.interval.low, 100.0 * of.right.interval.high, 1});
            row.emplace_back(Number{100.0 * of.confidence, 1, {}});
            row.emplace_back(Number{of.expectedError, 3, {}});
            row.push_back(hasInterval
                    ? report::TableCell(report::Bounds{of.expectedErrorInterval.low, of.expectedErrorInterval.high, 3})
                    : report::TableCell());
            row.emplace_back(Number{of.brierScore, 3, {}});
            row.emplace_back(Number{of.logLoss, 3, {}});
            row.emplace_back(Number{static_cast<double>(of.right.total), 0, {}});
        }
    }
}

report::Panel emptyPanel(const std::string& subset, int column)
{
    report::Panel panel;
    panel.title = subset;
    panel.x.title = "confidence";
    panel.x.range = {{0.5, 1.0}};
    panel.left.title = column == 0 ? "share right" : "";
    panel.left.range = {{0.0, 1.0}};
    panel.cell = {0, column, 1, 1};
    panel.legend = column == 0;
    report::Line calibrated;
    calibrated.label = "calibrated";
    calibrated.x = calibrated.y = {0.5, 1.0};
    calibrated.dash = report::Dash::dotted;
    panel.layers.emplace_back(std::move(calibrated));
    return panel;
}

void addCurve(const ModelSummary& model, const Calibration& of, report::Panel& panel)
{
    const report::SeriesRole role = model.model.head->role();
    report::Band intervals{"", role, {}, {}, {}, report::YAxis::left, 0.12};
    report::Line curve;
    curve.label = records::label(model.model.head);
    curve.role = role;
    report::Points bins;
    intervals.series = curve.label + ", 95 % interval";
    intervals.along.name = "comparisons";
    bins.series = curve.label;
    bins.role = role;
    bins.relativeSize = 1.6;
    for (const ReliabilityBin& bin : of.bins) {
        intervals.x.push_back(bin.confidence);
        intervals.lower.push_back(bin.right.interval.low);
        intervals.upper.push_back(bin.right.interval.high);
        intervals.middle.push_back(bin.right.share());
        intervals.along.values.push_back(static_cast<double>(bin.right.total));
        curve.x.push_back(bin.confidence);
        curve.y.push_back(bin.right.share());
    }
    bins.x = curve.x;
    bins.y = curve.y;
    panel.layers.emplace_back(std::move(intervals));
    panel.layers.emplace_back(std::move(curve));
    panel.layers.emplace_back(std::move(bins));
}

} // namespace

std::vector<data::DataSubset> calibratedTrainSets(const Summary& summary)
{
    std::vector<data::DataSubset> sets;
    for (const data::DataSubset trainSet : data::allDataSubsets) {
        if (std::any_of(summary.models.begin(), summary.models.end(),
                [&](const ModelSummary& model) { return isOf(model, trainSet); })) {
            sets.push_back(trainSet);
        }
    }
    return sets;
}

report::Table calibrationTable(const Summary& summary, data::DataSubset trainSet)
{
    report::Table table = emptyTable(trainSet);
    addRows(summary, trainSet, false, table);
    table.notes = summary.notes;
    return table;
}

report::Table calibrationTable(const Summary& summary)
{
    report::Table table = emptyTable(std::nullopt);
    for (const data::DataSubset trainSet : data::allDataSubsets) {
        addRows(summary, trainSet, true, table);
    }
    table.notes = summary.notes;
    return table;
}

report::Figure reliabilityFigure(const Summary& summary, data::DataSubset trainSet)
{
    report::Figure figure;
    figure.name = "reliability_" + data::toString(trainSet);
    figure.notes = summary.notes;
    figure.title = "Share of comparisons in which a model is right against its confidence, models trained on "
        + data::toString(trainSet);
    figure.heightInches = 2.2;
    std::vector<std::string> subsets; // a panel each
    for (const ModelSummary& model : summary.models) {
        if (!isOf(model, trainSet)) {
            continue;
        }
        for (const Calibration& of : model.comparisons->calibration) {
            auto at = std::find(subsets.begin(), subsets.end(), subsetText(of));
            if (at == subsets.end()) {
                figure.panels.push_back(emptyPanel(subsetText(of), static_cast<int>(subsets.size())));
                at = subsets.insert(subsets.end(), subsetText(of));
            }
            addCurve(model, of, figure.panels[static_cast<std::size_t>(at - subsets.begin())]);
        }
    }
    figure.columns = std::max(1, static_cast<int>(subsets.size()));
    figure.widthInches = figure.columns > 1 ? 5.5 : 3.25;
    return figure;
}

} // namespace dpl::summary
