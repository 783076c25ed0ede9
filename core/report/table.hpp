#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// A table as a value, written by the writers of this folder and shown by an item model of ui/models.
namespace dpl::report {

/// A number with the decimals it is shown with, and its standard deviation over seeds where there is one.
struct Number {
    double value = 0.0;
    int decimals = 3;
    std::optional<double> deviation;

    friend bool operator==(const Number&, const Number&) = default;
};

/// An interval: "48.2–56.6".
struct Bounds {
    double low = 0.0;
    double high = 0.0;
    int decimals = 1;

    friend bool operator==(const Bounds&, const Bounds&) = default;
};

/// How many of how many: "47/187". The count may be half a number, where ties count half.
struct CountOf {
    double count = 0.0;
    std::int64_t total = 0;

    friend bool operator==(const CountOf&, const CountOf&) = default;
};

/// The p of a test, as pValueText writes it.
struct PValue {
    double p = 1.0;

    friend bool operator==(const PValue&, const PValue&) = default;
};

/// In the place of a number, of what others are compared with: "ref.".
struct Reference {
    friend bool operator==(const Reference&, const Reference&) = default;
};

/// Nothing (drawn as an en dash), text, or numbers of one of these kinds, which people read in one cell; for programs,
/// CSV has each number in a column of its own.
using TableCell = std::variant<std::monostate, std::string, Number, Bounds, CountOf, PValue, Reference>;

/// What a column's cells are, also where there is none: CSV has the same columns whatever is in them.
enum class CellKind { values, bounds, countsOf };

struct Column {
    std::string title;
    std::string unit; ///< empty: none
    std::string meaning; ///< what it is and where it comes from; the tooltip
    bool numeric = true;
    bool emphasized = false; ///< what the table is about, among numbers beside it: bold in the window
    CellKind kind = CellKind::values;

    friend bool operator==(const Column&, const Column&) = default;
};

struct Table {
    std::string name; ///< stem of exported files
    std::string caption;
    std::vector<Column> columns;
    std::vector<std::vector<TableCell>> rows;
    std::vector<std::string> notes{}; ///< what a reader should know of the numbers: a list below the table in Markdown,
                                      ///< comments in CSV and LaTeX; whoever prints text says them once for all tables
    std::string explanation{}; ///< what its columns mean, in sentences that follow the caption; in CSV, a comment

    friend bool operator==(const Table&, const Table&) = default;
};

/// Throws dpl::Error if the table has no columns, or a row with more or fewer cells than columns.
void checkTable(const Table& table);

/// "0.931", "0.931 ± 0.004", "0.88–0.95", "< 10⁻⁴"; "–" for nothing and for a number that is not one; a true minus
/// sign.
std::string cellText(const TableCell& cell);

/// Caption and explanation, each if it is there.
std::string captionText(const Table& table);

/// "ms/iteration [ms]" style heading: title, and the unit in brackets if there is one.
std::string columnHeading(const Column& column);

} // namespace dpl::report
