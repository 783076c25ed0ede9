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

using TokenizedSides = std::array<text::TokenIds, 2>;

/// The same for rows that are read together: `row(i)` of `count`, and `where(i)`.
struct TokenizedRows {
    std::vector<TokenizedSides> sides;
    std::vector<std::string> problems; ///< why one cannot be used; empty: it can
};

template <typename RowAt, typename PlaceAt>
TokenizedRows tokenizeRows(std::size_t count, const RowAt& row, const PlaceAt& where, const DialogueReader& reader,
    int threads, const text::TokenIdCache& cache, const std::stop_token& stop)
{
    std::vector<ReadRow> read(count);
    parallelItems(count, threads, [&](std::size_t i) {
        throwIfStopped(stop);
        const data::Comparison& comparison = row(i);
        try {
            const std::string place = comparison.hasMessages() ? where(i) : std::string();
            read[i].sides = {reader.read(comparison.chosen(), place), reader.read(comparison.rejected(), place)};
        } catch (const data::RowError& error) {
            read[i].problem = error.what();
        }
    });
    TokenizedRows result;
    std::vector<ReadText> texts;
    texts.reserve(2 * count);
    for (ReadRow& one : read) {
        for (ReadText& side : one.sides) {
            texts.push_back(std::move(side));
        }
        result.problems.push_back(std::move(one.problem));
    }
    read.clear();
    throwIfStopped(stop);
    std::vector<text::TokenIds> ids = reader.encode(std::move(texts), threads, stop, cache);
    for (std::size_t i = 0; i < count; ++i) {
        result.sides.push_back({std::move(ids[2 * i]), std::move(ids[2 * i + 1])});
    }
    return result;
}

/// Cuts both sides; whether they still differ.
bool truncate(TokenizedComparison& comparison, std::size_t longest)
{
    for (text::TokenIds* side : {&comparison.chosen, &comparison.rejected}) {
        side->resize(std::min(side->size(), longest));
    }
    return comparison.chosen != comparison.rejected;
}

/// Whether a comparison can be used, and is short enough, or cut: counts it.
bool isTaken(TokenizedComparison& comparison, const std::string& problem, const std::string& subset,
    const TokenizeOptions& options, ComparisonCounts& counts)
{
    std::string reason = problem;
    if (reason.empty() && (comparison.chosen.empty() || comparison.rejected.empty())) {
        reason =
            comparison.where + ": a side is empty and the tokenizer adds no begin token to it, so that it has no score";
    }
    if (!reason.empty()) {
        if (!options.skipBadRows) {
            throw Error(reason + "; remove the row, or use --skip_bad_rows");
        }
        counts.unusable.add(reason);
        return false;
    }
    const auto longest = static_cast<std::size_t>(options.maxLength);
    ComparisonCounts::Count& count = counts.longBySubset[subset];
    ++count.all;
    if (longest == 0 || comparison.longestSide() <= longest) {
        return true;
    }
    ++count.tooLong;
    if (options.longComparisons == LongComparisons::refuse) {
        throw Error(comparison.where + ": a side has more than " + std::to_string(longest)
            + " tokens (max_length), and long_comparisons refuses such rows; raise max_length, or choose "
              "leave_out or truncate");
    }
    const bool isKept = options.longComparisons == LongComparisons::truncate && truncate(comparison, longest);
    ++(isKept ? counts.truncated : counts.tooLong);
    return isKept;
}

/// What is said where no comparison of `rows` is left.
Error noneTaken(std::size_t rows, const TokenizeOptions& options, const ComparisonCounts& counts)
{
    const std::string none = "none of the " + std::to_string(rows) + " comparisons can be used: ";
    if (counts.tooLong == 0) {
        return Error(none + "the first: " + counts.unusable.reasons.front());
    }
    return Error(none + (counts.unusable.count > 0 ? "those that can be read" : "all") + " are longer than max_length, "
        + std::to_string(options.maxLength) + " tokens; raise it");
}

/// About how much memory a value takes.
std::size_t heldBytes(const Json& value)
{
    std::size_t bytes = sizeof(Json);
    if (value.is_string()) {
        bytes += value.get_ref<const std::string&>().size();
    } else if (value.is_array()) {
        for (const Json& element : value) {
            bytes += heldBytes(element);
        }
    } else if (value.is_object()) {
        for (const auto& [name, member] : value.items()) {
            bytes += sizeof(std::string) + name.size() + heldBytes(member);
        }
    }
    return bytes;
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

std::string ComparisonCounts::sentenceOnLength(const std::string& rowsName, std::int64_t maxLength) const
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
    const auto place = [&](std::size_t i) { return dataset.placeOf(dataset.rows[i]); };
    TokenizedRows rows = tokenizeRows(
        dataset.rows.size(), [&](std::size_t i) -> const data::Comparison& { return dataset.rows[i]; }, place, reader,
        options.threads, cache, stop);
    TokenizedComparisons result;
    for (std::size_t i = 0; i < dataset.rows.size(); ++i) {
        TokenizedComparison comparison{std::move(rows.sides[i][0]), std::move(rows.sides[i][1]), place(i)};
        if (isTaken(comparison, rows.problems[i], dataset.rows[i].dataSubset(), options, result)) {
            result.comparisons.push_back(std::move(comparison));
            result.rows.push_back(i);
        }
    }
    if (result.comparisons.empty()) {
        throw noneTaken(dataset.rows.size(), options, result);
    }
    return result;
}

ComparisonReader::ComparisonReader(
    const data::PreferenceDatasetParams& which, const DialogueReader& reader, const TokenizeOptions& options)
    : m_rows(which), m_reader(reader), m_options(options)
{
}

std::optional<ComparisonReader::Read> ComparisonReader::next(const std::stop_token& stop)
{
    while (m_waiting.empty() && !m_hasEnded) {
        readMore(stop);
    }
    if (m_waiting.empty()) {
        if (!m_isUsed) {
            throw noneTaken(static_cast<std::size_t>(m_rows.rows()), m_options, m_counts);
        }
        return std::nullopt;
    }
    m_isUsed = true;
    Read read = std::move(m_waiting.front());
    m_waiting.pop_front();
    return read;
}

/// Some rows together, so that all threads have something to do; how many does not matter to what is read.
void ComparisonReader::readMore(const std::stop_token& stop)
{
    constexpr std::size_t mostRows = 256;
    constexpr std::size_t mostBytes = std::size_t{1} << 20;
    std::vector<data::Comparison> rows;
    for (std::size_t bytes = 0; rows.size() < mostRows && bytes < mostBytes;) {
        std::optional<data::Comparison> row = m_rows.next(stop);
        if (!row) {
            m_hasEnded = true;
            break;
        }
        bytes += heldBytes(row->row());
        rows.push_back(std::move(*row));
    }
    const auto place = [&](std::size_t i) { return m_rows.placeOf(rows[i]); };
    TokenizedRows tokenized = tokenizeRows(
        rows.size(), [&](std::size_t i) -> const data::Comparison& { return rows[i]; }, place, m_reader,
        m_options.threads, {}, stop);
    const auto first = static_cast<std::size_t>(m_rows.rows()) - rows.size();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        TokenizedComparison comparison{std::move(tokenized.sides[i][0]), std::move(tokenized.sides[i][1]), place(i)};
        if (isTaken(comparison, tokenized.problems[i], rows[i].dataSubset(), m_options, m_counts)) {
            m_waiting.push_back({std::move(rows[i]), first + i, std::move(comparison)});
        }
    }
}

} // namespace dpl::scoring
