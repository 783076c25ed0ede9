#include "inspection/item_selection.hpp"

#include "base/stopped.hpp"
#include "text/text_search.hpp"

namespace dpl::inspection {

std::vector<bool> itemsWithText(const Inspection& inspection, const std::string& text, const std::stop_token& stop)
{
    const text::TextSearch search(text);
    std::vector<bool> found(inspection.size(), false);
    const auto holds = [&](std::string& in) { return search.isIn(std::move(in)); };
    for (std::size_t i = 0; i < inspection.size(); ++i) {
        if (i % 256 == 0) {
            throwIfStopped(stop);
        }
        ItemTexts texts = inspection.texts(i);
        found[i] = holds(texts.prompt) || std::any_of(texts.responses.begin(), texts.responses.end(), holds);
    }
    return found;
}

std::vector<bool> itemsOfRows(
    const Inspection& inspection, const std::filesystem::path& file, std::span<const std::size_t> rows)
{
    const std::set<std::size_t> wanted(rows.begin(), rows.end());
    std::vector<bool> found(inspection.size(), false);
    for (std::size_t i = 0; i < inspection.size(); ++i) {
        const auto& item = inspection.item(i);
        found[i] = inspection.files()[item.file] == file && wanted.contains(item.row);
    }
    return found;
}

std::string jsonLines(const Inspection& inspection, std::span<const std::uint32_t> items)
{
    std::string lines;
    for (const std::uint32_t item : items) {
        lines += inspection.row(item);
        lines += '\n';
    }
    return lines;
}

std::vector<bool> bothOf(const std::vector<bool>& a, const std::vector<bool>& b)
{
    if (a.empty() || b.empty()) {
        return a.empty() ? b : a;
    }
    std::vector<bool> both(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        both[i] = a[i] && b[i];
    }
    return both;
}

std::vector<std::uint32_t> selectItems(const InspectionColumns& columns, const std::set<std::uint32_t>& subsets,
    const std::vector<bool>& matches, const ItemOrder& order)
{
    const Inspection& inspection = columns.inspection();
    std::vector<std::uint32_t> items;
    for (std::size_t i = 0; i < inspection.size(); ++i) {
        if ((subsets.empty() || subsets.contains(inspection.item(i).subset)) && (matches.empty() || matches[i])) {
            items.push_back(static_cast<std::uint32_t>(i));
        }
    }
    const auto sortBy = [&](const auto& less) {
        std::stable_sort(items.begin(), items.end(),
            [&](std::uint32_t a, std::uint32_t b) { return order.descending ? less(b, a) : less(a, b); });
    };
    switch (order.by) {
    case ItemOrder::By::file:
        if (order.descending) {
            std::reverse(items.begin(), items.end());
        }
        break;
    case ItemOrder::By::subset:
        sortBy([&](std::uint32_t a, std::uint32_t b) {
            return inspection.subsets()[inspection.item(a).subset] < inspection.subsets()[inspection.item(b).subset];
        });
        break;
    case ItemOrder::By::measure: {
        const auto& measured = columns.values(order.measure, order.place);
        std::vector<double> values;
        values.reserve(items.size());
        for (const std::uint32_t i : items) {
            values.push_back(order.descending ? measured[i] : -measured[i]);
        }
        const auto ranks = ranksOf(values);
        std::vector<std::uint32_t> sorted(items.size());
        for (std::size_t i = 0; i < items.size(); ++i) {
            sorted[ranks[i]] = items[i];
        }
        items.swap(sorted);
        break;
    }
    }
    return items;
}

} // namespace dpl::inspection
