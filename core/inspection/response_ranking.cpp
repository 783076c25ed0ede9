#include "inspection/response_ranking.hpp"

#include "report/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dpl::inspection {

namespace {

template <typename Value>
void rank(std::vector<RankedResponse>& responses, Value value, std::size_t RankedResponse::*place)
{
    for (RankedResponse& of : responses) {
        of.*place = 1
            + static_cast<std::size_t>(std::count_if(responses.begin(), responses.end(),
                [&](const RankedResponse& other) { return other.*value > of.*value; }));
    }
}

report::TableCell scoreCell(double value)
{
    return std::isnan(value) ? report::TableCell{} : report::TableCell{report::Number{value, 2, {}}};
}

std::string movesText(int moves)
{
    return moves == 0 ? "" : (moves > 0 ? "\u25b2 " : "\u25bc ") + std::to_string(std::abs(moves));
}

} // namespace

std::vector<RankedResponse> rankedResponses(const InspectionColumns& columns, std::size_t place, std::size_t index)
{
    const auto& item = columns.inspection().item(index);
    const InspectedModel& model = columns.model(place);
    std::vector<RankedResponse> responses;
    for (std::size_t i = 0; i < item.responses; ++i) {
        const std::size_t at = item.firstResponse + i;
        if (model.has(at)) {
            const double stdev = model.head->isPoint() ? std::numeric_limits<double>::quiet_NaN() : model.stdevs[at];
            responses.push_back({i, model.means[at], stdev, columns.quantile(place, at)});
        }
    }
    rank(responses, &RankedResponse::mean, &RankedResponse::byMean);
    rank(responses, &RankedResponse::quantile, &RankedResponse::byQuantile);
    std::stable_sort(responses.begin(), responses.end(),
        [](const RankedResponse& a, const RankedResponse& b) { return a.byMean < b.byMean; });
    return responses;
}

RankingTable rankingTable(const InspectionColumns& columns, std::size_t index)
{
    const auto& item = columns.inspection().item(index);
    const std::string quantile = report::significantText(columns.alpha(), 3) + "-quantile";
    RankingTable result;
    result.table = {"response_ranking",
        "All " + std::to_string(item.responses)
            + " responses of a prompt as each model ranks them, by its mean and by its " + quantile + ".",
        {{"Model", "", "Model that ranks", false}, {"Rank", "", "By the mean, 1 the highest"},
            {"Response", "", "As the file has them", false}, {"\u03bc", "", "Mean utility, on the model's own scale"},
            {"\u03c3", "", "Standard deviation of the utility"},
            {"Quantile", "", "The " + quantile + " of the utility"},
            {"Rank by quantile", "", "By the " + quantile + ", 1 the highest"},
            {"Moves", "", "Ranks that the " + quantile + " moves the response up or down compared with the mean",
                false}},
        {}};
    for (std::size_t place = 0; place < columns.models().size(); ++place) {
        const InspectedModel& model = columns.model(place);
        for (const RankedResponse& of : rankedResponses(columns, place, index)) {
            const bool isPoint = model.head->isPoint();
            result.table.rows.push_back(
                {model.name, report::Number{static_cast<double>(of.byMean), 0, {}}, responseName(item, of.response),
                    scoreCell(of.mean), scoreCell(of.stdev), isPoint ? report::TableCell{} : scoreCell(of.quantile),
                    isPoint ? report::TableCell{}
                            : report::TableCell{report::Number{static_cast<double>(of.byQuantile), 0, {}}},
                    movesText(of.moves())});
            result.roles.push_back(model.role);
            result.responses.push_back(of.response);
        }
    }
    return result;
}

} // namespace dpl::inspection
