#include "inspection/item_selection.hpp"

#include "base/stopped.hpp"

#include <utf8proc.h>

namespace dpl::inspection {

namespace {

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Lower case for ASCII letters in place; the rest stays.
void foldAscii(std::string& text)
{
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
}

std::string folded(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        utf8proc_int32_t point = 0;
        const utf8proc_ssize_t length = utf8proc_iterate(at, left, &point);
        if (length < 1) {
            ++at;
            --left;
            continue;
        }
        utf8proc_uint8_t buffer[4];
        const utf8proc_ssize_t written = utf8proc_encode_char(utf8proc_tolower(point), buffer);
        result.append(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(written));
        at += length;
        left -= length;
    }
    return result;
}

} // namespace

std::vector<bool> itemsWithText(const Inspection& inspection, const std::string& text, const std::stop_token& stop)
{
    const bool plain = isAscii(text);
    const std::string wanted = folded(text);
    std::vector<bool> found(inspection.size(), false);
    const auto holds = [&](std::string& in) {
        if (plain) {
            foldAscii(in);
            return in.find(wanted) != std::string::npos;
        }
        return folded(in).find(wanted) != std::string::npos;
    };
    for (std::size_t i = 0; i < inspection.size(); ++i) {
        if (i % 256 == 0) {
            throwIfStopped(stop);
        }
        ItemTexts texts = inspection.texts(i);
        found[i] = holds(texts.prompt) || std::any_of(texts.responses.begin(), texts.responses.end(), holds);
    }
    return found;
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
