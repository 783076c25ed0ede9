#include "summary/slices.hpp"

#include <algorithm>
#include <map>

namespace dpl::summary {

using preference::RewardHead;
using report::Number;

namespace {

constexpr std::size_t mostValues = 12;
constexpr std::size_t lengthParts = 4;

void addColumn(const std::string& column, const std::vector<std::string>& values, std::vector<Slice>& slices)
{
    std::map<std::string, std::vector<std::size_t>> rows;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (!values[row].empty()) {
            rows[values[row]].push_back(row);
        }
        if (rows.size() > mostValues) {
            return;
        }
    }
    if (rows.size() < 2) {
        return;
    }
    for (auto& [value, of] : rows) {
        slices.push_back({column, value, std::move(of)});
    }
}

void addLengths(const std::vector<std::int32_t>& lengths, std::vector<Slice>& slices)
{
    std::vector<std::int32_t> sorted = lengths;
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::int32_t> bounds; // of the parts, upper ends
    for (std::size_t part = 1; part <= lengthParts && !sorted.empty(); ++part) {
        bounds.push_back(sorted[std::max<std::size_t>(1, sorted.size() * part / lengthParts) - 1]);
    }
    if (std::adjacent_find(bounds.begin(), bounds.end()) != bounds.end() || sorted.empty()) {
        return;
    }
    std::int32_t from = sorted.front();
    for (const std::int32_t to : bounds) {
        Slice slice{"length", std::to_string(from) + " to " + std::to_string(to), {}};
        for (std::size_t row = 0; row < lengths.size(); ++row) {
            if (lengths[row] >= from && lengths[row] <= to) {
                slice.rows.push_back(row);
            }
        }
        slices.push_back(std::move(slice));
        from = to + 1;
    }
}

ResponseStatistics statisticsOfRows(const ResponseStatistics& all, const std::vector<std::size_t>& rows)
{
    ResponseStatistics some;
    for (const std::size_t row : rows) {
        some.means.push_back(all.means[row]);
        some.stdevs.push_back(all.stdevs[row]);
    }
    return some;
}

/// A slice's r^2 of one model.
struct SliceValue {
    std::string column;
    std::string value;
    std::size_t rows = 0;
    ExplainedVariance r2;
};

std::vector<SliceValue> valuesOf(
    const records::EvaluatedComparisons& comparisons, RewardHead head, const SummaryOptions& options)
{
    const auto chosen = responseStatistics(head, comparisons.chosen, options.alpha, options.quantileRule);
    const auto rejected = responseStatistics(head, comparisons.rejected, options.alpha, options.quantileRule);
    std::vector<SliceValue> values;
    for (const Slice& slice : slicesOf(comparisons)) {
        values.push_back({slice.column, slice.value, slice.rows.size(),
            explainedVariance(statisticsOfRows(chosen, slice.rows), statisticsOfRows(rejected, slice.rows),
                static_cast<std::size_t>(options.bootstrapSamples), options.seed)});
    }
    return values;
}

} // namespace

std::vector<Slice> slicesOf(const records::EvaluatedComparisons& comparisons)
{
    std::vector<Slice> slices(1);
    for (std::size_t row = 0; row < comparisons.size(); ++row) {
        slices.front().rows.push_back(row);
    }
    addColumn("data_subset", comparisons.dataSubsets, slices);
    for (const records::RowColumn& column : comparisons.columns) {
        addColumn(column.name, column.values, slices);
    }
    addLengths(comparisons.lengths, slices);
    return slices;
}

std::vector<data::DataSubset> slicedTrainSets(const EvaluationData& data)
{
    std::vector<data::DataSubset> sets;
    const std::vector<RewardHead> heads = preference::distributionalHeads();
    for (const data::DataSubset trainSet : data::allDataSubsets) {
        if (std::any_of(heads.begin(), heads.end(),
                [&](RewardHead head) { return data.comparisons.contains({head, trainSet}); })) {
            sets.push_back(trainSet);
        }
    }
    return sets;
}

report::Table explainedVarianceBySlice(
    const EvaluationData& data, data::DataSubset trainSet, const SummaryOptions& options)
{
    options.validate();
    report::Table table{"r2_by_slice_" + data::toString(trainSet),
        "r\u00b2 by slice of the test comparisons, models trained on " + data::toString(trainSet) + ".",
        {{"Column", "", "Column of the evaluation file; length: characters of the longer dialogue, by quartile", false},
            {"Slice", "", "Value of the column", false}},
        {}, data.notes};
    // Files of two models may hold other rows: slices are matched by their names.
    std::vector<std::vector<SliceValue>> values;
    for (const RewardHead head : preference::distributionalHeads()) {
        const auto found = data.comparisons.find({head, trainSet});
        if (found == data.comparisons.end()) {
            continue;
        }
        values.push_back(valuesOf(found->second, head, options));
        table.columns.push_back(
            {preference::headingOf(head), "", "r\u00b2 = Var[\u00b5] / (Var[\u00b5] + E[\u03c3\u00b2])", true, true});
        table.columns.push_back({"95 % CI", "", "Percentile bootstrap over the slice's comparisons", true, false,
            report::CellKind::bounds});
        table.columns.push_back({"Rows", "", "Comparisons", true});
    }
    std::vector<std::pair<std::string, std::string>> slices;
    for (const auto& model : values) {
        for (const SliceValue& slice : model) {
            const std::pair key(slice.column, slice.value);
            if (std::find(slices.begin(), slices.end(), key) == slices.end()) {
                slices.push_back(key);
            }
        }
    }
    for (const auto& [column, value] : slices) {
        auto& row = table.rows.emplace_back();
        row.emplace_back(column.empty() ? "all" : column);
        row.emplace_back(value);
        for (const auto& model : values) {
            const auto found =
                std::find_if(model.begin(), model.end(), [&, column = column, value = value](const SliceValue& slice) {
                    return slice.column == column && slice.value == value;
                });
            if (found == model.end()) {
                row.resize(row.size() + 3);
                continue;
            }
            row.emplace_back(Number{found->r2.value, 3, {}});
            if (options.bootstrapSamples > 0) {
                row.emplace_back(report::Bounds{found->r2.interval.low, found->r2.interval.high, 3});
            } else {
                row.emplace_back();
            }
            row.emplace_back(Number{static_cast<double>(found->rows), 0, {}});
        }
    }
    return table;
}

} // namespace dpl::summary
