#include "scoring/tokenized_comparisons.hpp"

#include "base/error.hpp"
#include "base/stopped.hpp"

namespace dpl::scoring {

TokenizedComparisons tokenize(const data::PreferenceDataset& dataset, const text::Tokenizer& tokenizer,
    std::int64_t maxLength, bool skipBadRows, const text::TokenIdCache& cache, int threads, const std::stop_token& stop)
{
    std::vector<std::string> texts;
    texts.reserve(2 * dataset.rows.size());
    for (const data::Comparison& row : dataset.rows) {
        texts.push_back(row.chosen());
        texts.push_back(row.rejected());
    }
    throwIfStopped(stop);
    std::vector<text::TokenIds> ids = text::encodeCached(tokenizer, texts, cache, threads, stop);
    TokenizedComparisons result;
    for (std::size_t i = 0; i < dataset.rows.size(); ++i) {
        TokenizedComparison comparison{std::move(ids[2 * i]), std::move(ids[2 * i + 1]), {}};
        const data::Comparison& row = dataset.rows[i];
        comparison.where = dataset.placeOf(row);
        if (comparison.chosen.empty() || comparison.rejected.empty()) {
            const std::string reason = comparison.where
                + ": a side is empty and the tokenizer adds no begin token to it, so that it has no score";
            if (!skipBadRows) {
                throw Error(reason + "; remove the row, or use --skip_bad_rows");
            }
            result.empty.add(reason);
            continue;
        }
        if (maxLength > 0 && comparison.longestSide() > static_cast<std::size_t>(maxLength)) {
            ++result.tooLong;
            continue;
        }
        result.comparisons.push_back(std::move(comparison));
        result.rows.push_back(i);
    }
    if (result.comparisons.empty()) {
        const std::string none = "none of the " + std::to_string(dataset.rows.size()) + " comparisons can be used: ";
        if (result.tooLong == 0) {
            throw Error(none + "all have an empty side, the first: " + result.empty.reasons.front());
        }
        throw Error(none + (result.empty.count > 0 ? "those without an empty side" : "all")
            + " are longer than max_length, " + std::to_string(maxLength) + " tokens; raise it");
    }
    return result;
}

} // namespace dpl::scoring
