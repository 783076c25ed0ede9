#include "inspection/inspection_tables.hpp"

#include "report/number_text.hpp"

#include <cmath>

namespace dpl::inspection {

namespace {

report::TableCell number(double value, int decimals)
{
    return std::isnan(value) ? report::TableCell{} : report::TableCell{report::Number{value, decimals, {}}};
}

/// "base", "mean and variance": short, for a narrow table whose rows also have a colour.
std::string shortName(const InspectionColumns& columns, std::size_t place)
{
    const InspectedModel& model = columns.model(place);
    for (std::size_t other = 0; other < columns.models().size(); ++other) {
        if (other != place && columns.model(other).head == model.head) {
            return model.name;
        }
    }
    return model.head->label();
}

/// "the chosen response", "response 2".
std::string theResponse(const Inspection::Item& item, std::size_t response)
{
    const std::string name = responseName(item, response);
    return name.starts_with("response") ? name : "the " + name + " response";
}

} // namespace

report::Column columnOf(Measure measure)
{
    switch (measure) {
    case Measure::deltaMean:
        return {"\u0394\u03bc", "",
            "Mean of the first response (chosen, safe) minus mean of the second, on the model's own scale"};
    case Measure::probability:
        return {"P(first)", "", "Probability that the first response (chosen, safe) is preferred to the second"};
    case Measure::largerStdev:
        return {"\u03c3", "",
            "The larger standard deviation of the two responses' utilities: where hidden context matters. Comparable "
            "only within one model"};
    case Measure::meanFirst: return {"\u03bc first", "", "Mean utility of the first response (chosen, safe)"};
    case Measure::meanSecond:
        return {"\u03bc second", "", "Mean utility of the second response (rejected, jailbroken)"};
    case Measure::stdevFirst: return {"\u03c3 first", "", "Standard deviation of the first response's utility"};
    case Measure::stdevSecond: return {"\u03c3 second", "", "Standard deviation of the second response's utility"};
    case Measure::deltaQuantile:
        return {"\u0394q", "", "\u03b1-quantile of the first response minus that of the second"};
    case Measure::rankChange:
        return {"Rank", "",
            "How many ranks, among all responses, the \u03b1-quantile moves a response up compared with the mean; of "
            "the "
            "two responses, the one that moves further"};
    case Measure::disagreement:
        return {"|\u0394P|", "", "Disagreement: the largest difference of P(first) between two of the models shown"};
    }
    return {};
}

int decimalsOf(Measure measure)
{
    return measure == Measure::rankChange ? 0 : 2;
}

PreferenceTable preferenceTable(
    const InspectionColumns& columns, std::size_t index, std::size_t first, std::size_t second)
{
    const auto& item = columns.inspection().item(index);
    const std::string firstName = responseName(item, first);
    const std::string secondName = responseName(item, second);
    PreferenceTable result;
    report::Table& table = result.table;
    table.name = "preferences";
    table.caption =
        "What each model prefers, by its mean and by its " + report::significantText(columns.alpha(), 3) + "-quantile.";
    table.columns = {{"Model", "", "Model, and the number that it ranks by", false},
        {firstName, "", "Value for " + theResponse(item, first)},
        {secondName, "", "Value for " + theResponse(item, second)},
        {"Prefers", "", "The response with the higher value", false},
        {"P(" + firstName + ")", "", "Probability that " + theResponse(item, first) + " is preferred"}};
    const auto add = [&](std::size_t place, const std::string& name, double a, double b,
                         const report::TableCell& probability) {
        const std::string preferred = a == b ? "tie" : a > b ? firstName : secondName;
        table.rows.push_back({name, number(a, 2), number(b, 2), preferred, probability});
        result.roles.push_back(columns.model(place).role);
    };
    for (std::size_t place = 0; place < columns.models().size(); ++place) {
        const InspectedModel& model = columns.model(place);
        const std::size_t a = item.firstResponse + first;
        const std::size_t b = item.firstResponse + second;
        if (!model.has(a) || !model.has(b)) {
            continue;
        }
        const std::string name = shortName(columns, place);
        const bool isBase = model.head->isPoint();
        add(place, isBase ? name : name + ", mean", model.means[a], model.means[b],
            number(utility::probabilityPreferred(model.distribution(a), model.distribution(b)), 3));
        if (!isBase) {
            add(place, name + ", quantile", columns.quantile(place, a), columns.quantile(place, b), {});
        }
    }
    return result;
}

report::Table itemsTable(const InspectionColumns& columns, std::span<const std::uint32_t> items)
{
    const Inspection& inspection = columns.inspection();
    report::Table table;
    table.name = "items";
    table.caption = "Responses inspected, alpha = " + report::significantText(columns.alpha(), 3) + ".";
    table.notes = inspection.notes();
    table.columns = {{"Subset", "", "", false}, {"Row", "", "Line in its file, from 1, not counting blank ones"},
        {"Model", "", "", false}};
    for (const Measure measure : allMeasures) {
        table.columns.push_back(columnOf(measure));
    }
    for (const std::uint32_t i : items) {
        for (std::size_t place = 0; place < columns.models().size(); ++place) {
            std::vector<report::TableCell> row{inspection.subsets()[inspection.item(i).subset],
                report::Number{inspection.item(i).row + 1.0, 0, {}}, columns.model(place).name};
            for (const Measure measure : allMeasures) {
                row.push_back(number(columns.values(measure, place)[i], measure == Measure::rankChange ? 0 : 4));
            }
            table.rows.push_back(std::move(row));
        }
    }
    return table;
}

} // namespace dpl::inspection
