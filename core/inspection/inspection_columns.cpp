#include "inspection/inspection_columns.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "utility/normal.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace dpl::inspection {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

/// Ascending as unsigned numbers where the values descend; NaN last.
std::uint64_t descendingKey(double value)
{
    if (std::isnan(value)) {
        return ~std::uint64_t{0};
    }
    const auto bits = std::bit_cast<std::uint64_t>(value + 0.0); // -0 as 0
    const std::uint64_t ascending = (bits >> 63) != 0 ? ~bits : bits | (std::uint64_t{1} << 63);
    return ~ascending;
}

} // namespace

bool dependsOnAlpha(Measure measure)
{
    return measure == Measure::rankChange || measure == Measure::deltaQuantile;
}

std::vector<std::uint32_t> ranksOf(const std::vector<double>& values)
{
    constexpr int digitBits = 11;
    constexpr std::size_t digits = std::size_t{1} << digitBits;
    constexpr int passes =
        3; // by sign, exponent and the first bits of the mantissa; the few that are equal so far are sorted after it
    constexpr int lowest = 64 - passes * digitBits;
    struct Entry {
        std::uint64_t key;
        std::uint32_t index;
    };
    std::vector<Entry> entries(values.size());
    std::vector<std::array<std::uint32_t, digits>> counts(passes);
    for (std::size_t i = 0; i < values.size(); ++i) {
        entries[i] = {descendingKey(values[i]), static_cast<std::uint32_t>(i)};
        for (int pass = 0; pass < passes; ++pass) {
            ++counts[static_cast<std::size_t>(pass)][(entries[i].key >> (lowest + pass * digitBits)) & (digits - 1)];
        }
    }
    std::vector<Entry> sorted(values.size());
    for (int pass = 0; pass < passes; ++pass) {
        auto& starts = counts[static_cast<std::size_t>(pass)];
        std::exclusive_scan(starts.begin(), starts.end(), starts.begin(), std::uint32_t{0});
        for (const Entry& entry : entries) {
            sorted[starts[(entry.key >> (lowest + pass * digitBits)) & (digits - 1)]++] = entry;
        }
        entries.swap(sorted);
    }
    for (std::size_t begin = 0; begin < entries.size();) {
        std::size_t end = begin + 1;
        while (end < entries.size() && entries[end].key >> lowest == entries[begin].key >> lowest) {
            ++end;
        }
        if (end - begin > 1) {
            const auto first = entries.begin() + static_cast<std::ptrdiff_t>(begin);
            std::stable_sort(first, entries.begin() + static_cast<std::ptrdiff_t>(end),
                [](const Entry& a, const Entry& b) { return a.key < b.key; });
        }
        begin = end;
    }
    std::vector<std::uint32_t> ranks(values.size());
    for (std::size_t rank = 0; rank < entries.size(); ++rank) {
        ranks[entries[rank].index] = static_cast<std::uint32_t>(rank);
    }
    return ranks;
}

InspectionColumns::InspectionColumns(
    std::shared_ptr<const Inspection> inspection, std::vector<std::size_t> models, double alpha)
    : m_inspection(std::move(inspection)), m_models(std::move(models)), m_alpha(alpha)
{
    setAlpha(alpha);
    for (std::size_t place = 0; place < m_models.size(); ++place) {
        m_columns.push_back(columnsOf(model(place)));
    }
    m_disagreement.assign(m_inspection->size(), absent);
    for (std::size_t a = 0; a < m_columns.size(); ++a) {
        for (std::size_t b = a + 1; b < m_columns.size(); ++b) {
            for (std::size_t item = 0; item < m_disagreement.size(); ++item) {
                const double difference = std::abs(m_columns[a].probability[item] - m_columns[b].probability[item]);
                m_disagreement[item] = std::fmax(m_disagreement[item], difference); // a number where either is one
            }
        }
    }
}

std::size_t InspectionColumns::modelsOf(std::size_t item) const
{
    const std::size_t response = m_inspection->item(item).firstResponse;
    return static_cast<std::size_t>(std::count_if(m_models.begin(), m_models.end(),
        [&](std::size_t model) { return m_inspection->models()[model].has(response); }));
}

void InspectionColumns::setAlpha(double alpha)
{
    if (!(alpha > 0.0 && alpha < 1.0)) {
        throw Error("alpha must be between 0 and 1, not " + formatLikePython(alpha));
    }
    m_alpha = alpha;
}

InspectionColumns::Columns InspectionColumns::columnsOf(const InspectedModel& model) const
{
    const std::size_t count = m_inspection->size();
    Columns columns;
    for (auto* column :
        {&columns.deltaMean, &columns.probability, &columns.largerStdev, &columns.meanFirst, &columns.meanSecond,
            &columns.stdevFirst, &columns.stdevSecond, &columns.deltaQuantile, &columns.rankChange}) {
        column->assign(count, absent);
    }
    const bool hasStdev = !model.head->isPoint();
    for (std::size_t i = 0; i < count; ++i) {
        const auto& item = m_inspection->item(i);
        const std::size_t first = item.firstResponse;
        if (!model.has(first)) {
            continue;
        }
        columns.meanFirst[i] = model.means[first];
        if (hasStdev) {
            columns.stdevFirst[i] = model.stdevs[first];
            columns.largerStdev[i] = model.stdevs[first];
        }
        if (item.responses < 2 || !model.has(first + 1)) {
            continue;
        }
        columns.meanSecond[i] = model.means[first + 1];
        if (hasStdev) {
            columns.stdevSecond[i] = model.stdevs[first + 1];
            columns.largerStdev[i] = std::max(model.stdevs[first], model.stdevs[first + 1]);
        }
        columns.deltaMean[i] = model.means[first] - model.means[first + 1];
        columns.probability[i] =
            utility::probabilityPreferred(model.distribution(first), model.distribution(first + 1));
    }
    columns.rankByMean = ranksOf(model.means);
    return columns;
}

const std::vector<double>& InspectionColumns::quantiles(std::size_t place) const
{
    const Columns& columns = m_columns[place];
    if (columns.quantilesAt == m_alpha) {
        return columns.quantiles;
    }
    const InspectedModel& of = model(place);
    columns.quantiles = of.means;
    if (of.kind == utility::UtilityKind::gaussian) {
        const double z = utility::normalQuantile(m_alpha);
        for (std::size_t i = 0; i < of.means.size(); ++i) {
            columns.quantiles[i] += z * of.stdevs[i];
        }
    } else if (of.kind == utility::UtilityKind::categorical) {
        utility::UtilityDistribution one = utility::CategoricalUtility{};
        auto& probabilities = std::get<utility::CategoricalUtility>(one).probabilities;
        const auto width = static_cast<std::ptrdiff_t>(of.outputs);
        for (std::size_t i = 0; i < of.means.size(); ++i) {
            if (of.has(i)) {
                const auto begin = of.parameters.begin() + static_cast<std::ptrdiff_t>(i) * width;
                probabilities.assign(begin, begin + width);
                columns.quantiles[i] = utility::quantile(one, m_alpha);
            }
        }
    } else if (of.kind == utility::UtilityKind::other) {
        for (std::size_t i = 0; i < of.means.size(); ++i) {
            columns.quantiles[i] = quantile(place, i);
        }
    }
    columns.quantilesAt = m_alpha;
    return columns.quantiles;
}

double InspectionColumns::quantile(std::size_t place, std::size_t response) const
{
    const InspectedModel& of = model(place);
    return of.has(response) ? utility::quantile(of.distribution(response), m_alpha) : absent;
}

void InspectionColumns::updateDelta(std::size_t place) const
{
    const Columns& columns = m_columns[place];
    if (columns.deltaAt == m_alpha) {
        return;
    }
    const auto& values = quantiles(place);
    for (std::size_t i = 0; i < m_inspection->size(); ++i) {
        const auto& item = m_inspection->item(i);
        columns.deltaQuantile[i] =
            item.responses < 2 ? absent : values[item.firstResponse] - values[item.firstResponse + 1];
    }
    columns.deltaAt = m_alpha;
}

void InspectionColumns::updateRanks(std::size_t place) const
{
    const Columns& columns = m_columns[place];
    if (columns.ranksAt == m_alpha) {
        return;
    }
    const InspectedModel& of = model(place);
    const auto ranks = ranksOf(quantiles(place));
    const auto change = [&](std::size_t response) {
        return static_cast<double>(columns.rankByMean[response]) - static_cast<double>(ranks[response]);
    };
    for (std::size_t i = 0; i < m_inspection->size(); ++i) {
        const auto& item = m_inspection->item(i);
        if (!of.has(item.firstResponse)) {
            continue;
        }
        const double first = change(item.firstResponse);
        const double second =
            item.responses > 1 && of.has(item.firstResponse + 1) ? change(item.firstResponse + 1) : 0.0;
        columns.rankChange[i] = std::abs(second) > std::abs(first) ? second : first;
    }
    columns.ranksAt = m_alpha;
}

const std::vector<double>& InspectionColumns::values(Measure measure, std::size_t place) const
{
    const Columns& columns = m_columns[place];
    switch (measure) {
    case Measure::deltaMean: return columns.deltaMean;
    case Measure::probability: return columns.probability;
    case Measure::largerStdev: return columns.largerStdev;
    case Measure::meanFirst: return columns.meanFirst;
    case Measure::meanSecond: return columns.meanSecond;
    case Measure::stdevFirst: return columns.stdevFirst;
    case Measure::stdevSecond: return columns.stdevSecond;
    case Measure::deltaQuantile: updateDelta(place); return columns.deltaQuantile;
    case Measure::rankChange: updateRanks(place); return columns.rankChange;
    case Measure::disagreement: break;
    }
    return m_disagreement;
}

} // namespace dpl::inspection
