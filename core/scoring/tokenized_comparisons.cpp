#include "scoring/tokenized_comparisons.hpp"

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "base/stopped.hpp"
#include "data/row_error.hpp"

#include <algorithm>
#include <array>

namespace dpl::scoring {

namespace {

/// What the tokenizer is given of a row, or why it cannot be used.
struct ReadRow {
    std::array<ReadText, 2> sides;
    std::string problem;
};

std::vector<ReadRow> readAll(
    const data::PreferenceDataset& dataset, const DialogueReader& reader, int threads, const std::stop_token& stop)
{
    std::vector<ReadRow> rows(dataset.rows.size());
    parallelItems(rows.size(), threads, [&](std::size_t i) {
        throwIfStopped(stop);
        const data::Comparison& row = dataset.rows[i];
        try {
            const std::string where = row.hasMessages() ? dataset.placeOf(row) : std::string();
            rows[i].sides = {reader.read(row.chosen(), where), reader.read(row.rejected(), where)};
        } catch (const data::RowError& error) {
            rows[i].problem = error.what();
        }
    });
    return rows;
}

/// Cuts both sides; whether they still differ.
bool truncate(TokenizedComparison& comparison, std::size_t longest)
{
    for (text::TokenIds* side : {&comparison.chosen, &comparison.rejected}) {
        side->resize(std::min(side->size(), longest));
    }
    return comparison.chosen != comparison.rejected;
}

} // namespace

std::string toString(LongComparisons rule)
{
    return rule == LongComparisons::leaveOut ? "leave_out" : rule == LongComparisons::truncate ? "truncate" : "refuse";
}

LongComparisons longComparisonsFromString(const std::string& name)
{
    for (const LongComparisons rule : {LongComparisons::leaveOut, LongComparisons::truncate, LongComparisons::refuse}) {
        if (name == toString(rule)) {
            return rule;
        }
    }
    throw Error("long_comparisons: \"" + name + "\" is not known; use leave_out, truncate or refuse");
}

std::string TokenizedComparisons::sentenceOnLength(const std::string& rowsName, std::int64_t maxLength) const
{
    if (tooLong + truncated == 0) {
        return {};
    }
    const auto text = [](std::int64_t number) { return std::to_string(number); };
    std::int64_t all = 0;
    std::string subsets;
    for (const auto& [subset, count] : longBySubset) {
        all += count.all;
        subsets += (subsets.empty() ? "; " : ", ") + subset + " " + text(count.tooLong) + " of " + text(count.all);
    }
    const std::string what = truncated == 0 ? text(tooLong) + " of " + text(all) + " " + rowsName + " are left out"
                                            : text(truncated) + " of " + text(all) + " " + rowsName + " are cut";
    const std::string same = truncated > 0 && tooLong > 0
        ? "; " + text(tooLong) + " more are left out, as their sides are the same when cut"
        : "";
    return what + ": a side has more than " + text(maxLength) + " tokens (max_length, or the backbone's context)" + same
        + (longBySubset.size() > 1 ? subsets : "");
}

TokenizedComparisons tokenize(const data::PreferenceDataset& dataset, const DialogueReader& reader,
    const TokenizeOptions& options, const text::TokenIdCache& cache, const std::stop_token& stop)
{
    std::vector<ReadRow> read = readAll(dataset, reader, options.threads, stop);
    std::vector<ReadText> texts;
    texts.reserve(2 * read.size());
    for (ReadRow& row : read) {
        for (ReadText& side : row.sides) {
            texts.push_back(std::move(side));
        }
    }
    throwIfStopped(stop);
    std::vector<text::TokenIds> ids = reader.encode(std::move(texts), options.threads, stop, cache);
    TokenizedComparisons result;
    const auto cannotBeUsed = [&](const std::string& reason) {
        if (!options.skipBadRows) {
            throw Error(reason + "; remove the row, or use --skip_bad_rows");
        }
        result.unusable.add(reason);
    };
    const auto longest = static_cast<std::size_t>(options.maxLength);
    for (std::size_t i = 0; i < dataset.rows.size(); ++i) {
        const data::Comparison& row = dataset.rows[i];
        TokenizedComparison comparison{std::move(ids[2 * i]), std::move(ids[2 * i + 1]), dataset.placeOf(row)};
        if (!read[i].problem.empty()) {
            cannotBeUsed(read[i].problem);
            continue;
        }
        if (comparison.chosen.empty() || comparison.rejected.empty()) {
            cannotBeUsed(comparison.where
                + ": a side is empty and the tokenizer adds no begin token to it, so that it has no score");
            continue;
        }
        TokenizedComparisons::Count& count = result.longBySubset[row.dataSubset()];
        ++count.all;
        if (longest > 0 && comparison.longestSide() > longest) {
            ++count.tooLong;
            if (options.longComparisons == LongComparisons::refuse) {
                throw Error(comparison.where + ": a side has more than " + std::to_string(longest)
                    + " tokens (max_length), and long_comparisons refuses such rows; raise max_length, or choose "
                      "leave_out or truncate");
            }
            const bool isKept = options.longComparisons == LongComparisons::truncate && truncate(comparison, longest);
            ++(isKept ? result.truncated : result.tooLong);
            if (!isKept) {
                continue;
            }
        }
        result.comparisons.push_back(std::move(comparison));
        result.rows.push_back(i);
    }
    if (result.comparisons.empty()) {
        const std::string none = "none of the " + std::to_string(dataset.rows.size()) + " comparisons can be used: ";
        if (result.tooLong == 0) {
            throw Error(none + "the first: " + result.unusable.reasons.front());
        }
        throw Error(none + (result.unusable.count > 0 ? "those that can be read" : "all")
            + " are longer than max_length, " + std::to_string(options.maxLength) + " tokens; raise it");
    }
    return result;
}

} // namespace dpl::scoring
