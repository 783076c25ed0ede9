#include "shell/fuzzy_match.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace dpl::ui {

namespace {

constexpr int none = std::numeric_limits<int>::min() / 2;
constexpr int letterScore = 16;
constexpr int wordStartBonus = 12;
constexpr int textStartBonus = 4;
constexpr int neighbourBonus = 14;
constexpr int gapCost = 1;

bool startsWord(const QString& text, int i)
{
    if (i == 0)
        return true;
    const QChar before = text.at(i - 1);
    const QChar here = text.at(i);
    return here.isLetterOrNumber() && (!before.isLetterOrNumber() || (before.isLower() && here.isUpper()));
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString& needle, const QString& text)
{
    QString wanted = needle.toCaseFolded();
    wanted.removeIf([](QChar letter) { return letter.isSpace(); });
    const QString folded = text.toCaseFolded();
    // Folding may change the length of rare texts; positions would then point elsewhere.
    if (folded.size() != text.size())
        return wanted.isEmpty() || folded.contains(wanted) ? std::optional(FuzzyMatch{}) : std::nullopt;

    const auto rows = std::size_t(wanted.size());
    const auto columns = std::size_t(text.size());
    if (rows == 0)
        return FuzzyMatch{};
    // Most texts have not even all letters in this order, which takes no table to see.
    std::size_t inOrder = 0;
    for (const QChar letter : folded)
        inOrder += inOrder < rows && letter == wanted.at(qsizetype(inOrder)) ? 1 : 0;
    if (inOrder < rows)
        return std::nullopt;

    // best[i][j]: best score with letter i of the needle at j; from[i][j]: where letter i - 1 is then.
    std::vector best(rows, std::vector<int>(columns, none));
    std::vector from(rows, std::vector<int>(columns, -1));
    for (std::size_t i = 0; i < rows; ++i) {
        int reach = none; // best score of letter i - 1 before j, less the gap up to j
        int reachFrom = -1;
        for (std::size_t j = i; j < columns; ++j) {
            if (i > 0) {
                reach -= gapCost;
                const int before = best[i - 1][j - 1];
                if (before > reach) {
                    reach = before;
                    reachFrom = int(j) - 1;
                }
            }
            if (folded.at(qsizetype(j)) != wanted.at(qsizetype(i)))
                continue;
            int own = letterScore + (startsWord(text, int(j)) ? wordStartBonus : 0) + (j == 0 ? textStartBonus : 0);
            if (i == 0) {
                best[i][j] = own - gapCost * int(std::min<std::size_t>(j, 8));
                continue;
            }
            const int neighbour = best[i - 1][j - 1] == none ? none : best[i - 1][j - 1] + neighbourBonus;
            const int previous = std::max(reach, neighbour);
            if (previous <= none / 2)
                continue;
            best[i][j] = own + previous;
            from[i][j] = neighbour >= reach ? int(j) - 1 : reachFrom;
        }
    }

    const auto last = std::max_element(best.back().begin(), best.back().end());
    if (*last <= none / 2)
        return std::nullopt;
    FuzzyMatch match;
    match.score = *last;
    int position = int(last - best.back().begin());
    for (std::size_t i = rows; i-- > 0;) {
        match.positions.prepend(position);
        position = from[i][std::size_t(position)];
    }
    return match;
}

} // namespace dpl::ui
