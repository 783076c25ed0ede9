#include "summary/table_rows.hpp"

#include "summary/chosen_rows.hpp"
#include "summary/published_numbers.hpp"
#include "summary/summary_tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dpl::summary {

using preference::RewardHead;
using records::ModelKey;
using records::RowChoice;
using records::Statistic;

namespace {

/// The last of the columns with a title among those up to `column`; nothing if there is none.
std::optional<std::size_t> headingBefore(
    const report::Table& table, std::size_t column, const std::vector<std::string>& titles)
{
    for (std::size_t at = std::min(column + 1, table.columns.size()); at-- > 0;) {
        const auto found = std::find(titles.begin(), titles.end(), table.columns[at].title);
        if (found != titles.end()) {
            return static_cast<std::size_t>(found - titles.begin());
        }
    }
    return std::nullopt;
}

/// The next of several points to a place, by distances in units of `scale`.
class Nearest {
public:
    Nearest(double x, double y, double scale) : m_x(x), m_y(y), m_distance(scale) { }

    /// Whether it is nearer than those before, and no further than a scale.
    bool take(double x, double y)
    {
        const double distance = std::hypot(x - m_x, y - m_y);
        const bool nearer = distance < m_distance;
        m_distance = nearer ? distance : m_distance;
        return nearer;
    }

private:
    double m_x;
    double m_y;
    double m_distance;
};

} // namespace

std::vector<RowChoice> rowsOfTable1a(
    const EvaluationData& data, const Summary& summary, std::size_t row, std::size_t column)
{
    const report::Table table = table1a(summary);
    const auto heading = headingBefore(table, column, {"Jailbreaks", "Helpfulness"});
    if (!heading || row >= publishedRates().size()) {
        return {};
    }
    const PublishedRates& of = publishedRates()[row];
    const Measure measure = *heading == 0 ? Measure::jailbreaks : Measure::helpfulness;
    if (table.columns[column].title != "p") {
        return rowsOfRate(data, summary.options, measure, of.model, of.statistic);
    }
    constexpr ModelKey reference{RewardHead::base, data::DataSubset::both};
    for (const PairedComparison& paired : summary.paired) {
        const bool forwards =
            paired.first == reference && paired.second == of.model && paired.secondStatistic == of.statistic;
        const bool backwards =
            paired.second == reference && paired.first == of.model && paired.firstStatistic == of.statistic;
        if (paired.measure == measure && (forwards || backwards)) {
            return rowsOfTest(data, summary.options, paired);
        }
    }
    return {};
}

std::vector<RowChoice> rowsOfTable1b(
    const EvaluationData& data, const Summary& summary, std::size_t row, std::size_t column)
{
    constexpr RewardHead heads[]{RewardHead::meanAndVariance, RewardHead::categorical};
    const auto heading =
        headingBefore(table1b(summary), column, {preference::headingOf(heads[0]), preference::headingOf(heads[1])});
    if (!heading || row >= std::size(data::allDataSubsets)) {
        return {};
    }
    return rowsOfSlice(data, {heads[*heading], data::allDataSubsets[row]}, "", "");
}

std::vector<RowChoice> rowsOfFurtherModels(
    const EvaluationData& data, const Summary& summary, std::size_t row, std::size_t column)
{
    const auto heading = headingBefore(furtherModelsTable(summary), column, {"Jailbreaks", "Helpfulness", "r\u00b2"});
    const std::vector<FurtherModel> models = furtherModels(summary);
    if (!heading || row >= models.size() || !models[row].model) {
        return {};
    }
    if (*heading == 2) {
        return rowsOfSlice(data, *models[row].model, "", "");
    }
    return rowsOfRate(data, summary.options, *heading == 0 ? Measure::jailbreaks : Measure::helpfulness,
        *models[row].model, models[row].statistic);
}

std::vector<RowChoice> rowsOfPairedTests(const EvaluationData& data, const Summary& summary, std::size_t row)
{
    const auto shown = shownTests(summary);
    return row < shown.size() ? rowsOfTest(data, summary.options, *shown[row]) : std::vector<RowChoice>{};
}

std::vector<RowChoice> rowsOfSlices(const EvaluationData& data, data::DataSubset trainSet, const report::Table& table,
    std::size_t row, std::size_t column)
{
    std::vector<std::string> titles;
    const std::vector<RewardHead> heads = preference::distributionalHeads();
    for (const RewardHead head : heads) {
        titles.push_back(preference::headingOf(head));
    }
    const auto heading = headingBefore(table, column, titles);
    if (!heading || row >= table.rows.size()) {
        return {};
    }
    const std::string in = report::cellText(table.rows[row][0]);
    const std::string value = report::cellText(table.rows[row][1]);
    const bool all = in == "all";
    return rowsOfSlice(data, {heads[*heading], trainSet}, all ? "" : in, all ? "" : value);
}

std::vector<RowChoice> rowsOfCalibration(
    const EvaluationData& data, const Summary& summary, data::DataSubset trainSet, std::size_t row)
{
    std::size_t at = 0;
    for (const ModelSummary& model : summary.models) {
        if (model.model.trainSet != trainSet || !model.comparisons) {
            continue;
        }
        for (const Calibration& of : model.comparisons->calibration) {
            if (at++ == row) {
                return rowsOfSlice(data, model.model, of.subset.empty() ? "" : "data_subset", of.subset);
            }
        }
    }
    return {};
}

std::vector<RowChoice> rowsOfReliability(const EvaluationData& data, const Summary& summary, data::DataSubset trainSet,
    std::size_t panel, double x, double y)
{
    constexpr double reach = 0.15;
    Nearest nearest(x, y, reach);
    std::optional<ModelKey> model;
    std::string subset;
    double confidence = 0.0;
    std::vector<std::string> subsets; // of the panels
    for (const ModelSummary& of : summary.models) {
        if (of.model.trainSet != trainSet || !of.comparisons) {
            continue;
        }
        for (const Calibration& calibration : of.comparisons->calibration) {
            if (std::find(subsets.begin(), subsets.end(), calibration.subset) == subsets.end()) {
                subsets.push_back(calibration.subset);
            }
            if (panel >= subsets.size() || calibration.subset != subsets[panel]) {
                continue;
            }
            for (const ReliabilityBin& bin : calibration.bins) {
                if (nearest.take(bin.confidence, bin.right.share())) {
                    model = of.model;
                    subset = calibration.subset;
                    confidence = bin.confidence;
                }
            }
        }
    }
    return model ? rowsOfConfidence(data, *model, subset, confidence) : std::vector<RowChoice>{};
}

std::vector<RowChoice> rowsOfTradeOff(
    const EvaluationData& data, const SummaryOptions& options, const TradeOff& tradeOff, double x, double y)
{
    constexpr double reach = 10.0; // percent
    Nearest nearest(x, y, reach);
    std::optional<ModelKey> model;
    SummaryOptions at = options;
    Statistic statistic = Statistic::quantile;
    for (const TradeOffCurve& curve : tradeOff.curves) {
        for (const TradeOffPoint& point : curve.points) {
            if (nearest.take(100.0 * point.jailbreakRate, 100.0 * point.helpfulnessAccuracy)) {
                model = curve.model;
                at.alpha = point.alpha;
            }
        }
        if (nearest.take(100.0 * curve.chosen.jailbreakRate, 100.0 * curve.chosen.helpfulnessAccuracy)) {
            model = curve.model;
            at.alpha = curve.chosen.alpha;
        }
    }
    if (tradeOff.base
        && nearest.take(100.0 * tradeOff.base->jailbreakRate, 100.0 * tradeOff.base->helpfulnessAccuracy)) {
        model = ModelKey{RewardHead::base, data::DataSubset::both};
        statistic = Statistic::mean;
    }
    if (!model) {
        return {};
    }
    std::vector<RowChoice> choices = rowsOfRate(data, at, Measure::jailbreaks, *model, statistic);
    for (RowChoice& choice : rowsOfRate(data, at, Measure::helpfulness, *model, statistic)) {
        choices.push_back(std::move(choice));
    }
    return choices;
}

} // namespace dpl::summary
