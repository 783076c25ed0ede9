#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace dpl::ui {

/// How a search text is found in another: its letters in their order, not needing to be neighbours.
struct FuzzyMatch {
    int score = 0; ///< higher is better
    QList<int> positions; ///< of the letters found
};

/// The best way to find `needle` in `text`, without regard to case and spaces: letters at the start of words and runs
/// of neighbours count most, gaps cost. None if a letter is missing. An empty needle is found anywhere.
std::optional<FuzzyMatch> fuzzyMatch(const QString& needle, const QString& text);

} // namespace dpl::ui
