#pragma once

#include "inspection/inspection_columns.hpp"

#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::inspection {

/// What a table is sorted by.
struct ItemOrder {
    enum class By { file, subset, measure };

    By by = By::file;
    Measure measure = Measure::deltaMean;
    std::size_t place = 0; ///< of the model
    bool descending = false;

    friend bool operator==(const ItemOrder&, const ItemOrder&) = default;
};

/// For each item whether it holds `text` in its prompt or a response, whatever the case of its letters (Unicode's
/// simple case folding). Throws Stopped.
std::vector<bool> itemsWithText(const Inspection& inspection, const std::string& text, const std::stop_token& stop);

/// For each item whether it is one of the rows of a file, as the file's reader counts them; none of a file that is not
/// open, or whose rows stand in a file that was opened before it.
std::vector<bool> itemsOfRows(
    const Inspection& inspection, const std::filesystem::path& file, std::span<const std::size_t> rows);

/// The rows of items as they stand in their files, a line each: a file to evaluate, to open or to read elsewhere.
std::string jsonLines(const Inspection& inspection, std::span<const std::uint32_t> items);

/// What both mark; an empty one marks everything.
std::vector<bool> bothOf(const std::vector<bool>& a, const std::vector<bool>& b);

/// The items of one of the subsets (none given: of any) and, if `matches` is not empty, that it marks, in an order.
/// Equal ones stay in the file's order; items without the number come last, whichever way.
std::vector<std::uint32_t> selectItems(const InspectionColumns& columns, const std::set<std::uint32_t>& subsets,
    const std::vector<bool>& matches, const ItemOrder& order);

} // namespace dpl::inspection
