#include "training/preview_rows.hpp"

#include "base/error.hpp"
#include "base/stopped.hpp"
#include "data/row_error.hpp"
#include "text/text_search.hpp"

#include <algorithm>
#include <numeric>

namespace dpl::training {

PreviewRows::PreviewRows(const data::PreferenceDataset& dataset, data::Columns columns,
    std::shared_ptr<const scoring::DialogueReader> reader)
    : m_files(dataset.files), m_inFileOrder(dataset.rows.size()), m_columns(std::move(columns)),
      m_reader(std::move(reader))
{
    m_places.reserve(dataset.rows.size());
    for (const data::Comparison& row : dataset.rows) {
        auto subset = std::find(m_subsets.begin(), m_subsets.end(), row.dataSubset());
        if (subset == m_subsets.end()) {
            subset = m_subsets.insert(subset, row.dataSubset());
        }
        m_places.push_back({static_cast<std::uint32_t>(row.file()),
            static_cast<std::uint32_t>(subset - m_subsets.begin()), row.line()});
    }
    std::iota(m_inFileOrder.begin(), m_inFileOrder.end(), std::uint32_t{0});
    std::sort(m_inFileOrder.begin(), m_inFileOrder.end(), [this](std::uint32_t a, std::uint32_t b) {
        return std::pair(m_places[a].file, m_places[a].line) < std::pair(m_places[b].file, m_places[b].line);
    });
}

template <typename Take>
void PreviewRows::visit(
    const std::vector<std::uint32_t>& inFileOrder, const std::stop_token& stop, const Take& take) const
{
    for (auto next = inFileOrder.begin(); next != inFileOrder.end();) {
        const std::uint32_t file = m_places[*next].file;
        const std::unique_ptr<data::RowReader> reader = data::openRows(m_files[file].path);
        const auto isWanted = [&] { return next != inFileOrder.end() && m_places[*next].file == file; };
        while (isWanted()) {
            throwIfStopped(stop);
            Json row;
            bool isThere = false;
            const auto before = [&] { return m_places[*next].line; };
            try {
                isThere = reader->nextFrom(before(), row);
            } catch (const data::RowError&) {
                continue; // one that was skipped
            }
            if (!isThere || reader->number() > before()) {
                throw Error(m_files[file].path.string() + " has changed since it was read");
            }
            data::Comparison comparison(std::move(row), reader->where(), file, reader->number(), m_columns);
            comparison.setDataSubset(m_subsets[m_places[*next].subset]);
            take(static_cast<std::int64_t>(*next), comparison);
            ++next;
        }
    }
}

std::vector<PreviewedPair> PreviewRows::read(
    std::int64_t first, std::int64_t count, int threads, const std::stop_token& stop) const
{
    const std::int64_t end = std::min(first + count, this->count());
    std::vector<std::uint32_t> wanted;
    for (const std::uint32_t row : m_inFileOrder) {
        if (row >= first && row < end) {
            wanted.push_back(row);
        }
    }
    std::vector<PreviewedPair> pairs(wanted.size());
    std::vector<scoring::ReadText> texts(2 * wanted.size());
    visit(wanted, stop, [&](std::int64_t row, const data::Comparison& comparison) {
        PreviewedPair& pair = pairs[static_cast<std::size_t>(row - first)];
        pair.row = row;
        pair.dataSubset = comparison.dataSubset();
        const data::ReadFile& file = m_files[comparison.file()];
        pair.where = data::placeOf(
            (file.path.parent_path().filename() / file.path.filename()).string(), file.numbers, comparison.line());
        const std::string where = data::placeOf(file.path.string(), file.numbers, comparison.line());
        scoring::ReadText* sides = &texts[2 * static_cast<std::size_t>(row - first)];
        sides[0] = m_reader->read(comparison.chosen(), where);
        sides[1] = m_reader->read(comparison.rejected(), where);
        pair.chosen = sides[0].text;
        pair.rejected = sides[1].text;
        pair.commonBytes = commonPrefix(pair.chosen, pair.rejected);
    });
    const std::vector<text::TokenIds> ids = m_reader->encode(std::move(texts), threads, stop);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        pairs[i].chosenTokens = static_cast<std::int64_t>(ids[2 * i].size());
        pairs[i].rejectedTokens = static_cast<std::int64_t>(ids[2 * i + 1].size());
        pairs[i].commonTokens = commonTokens(ids[2 * i], ids[2 * i + 1]);
    }
    return pairs;
}

std::vector<std::int64_t> PreviewRows::find(const std::string& text, const std::stop_token& stop) const
{
    const text::TextSearch search(text);
    std::vector<std::int64_t> rows;
    visit(m_inFileOrder, stop, [&](std::int64_t row, const data::Comparison& comparison) {
        if (search.isIn(comparison.chosen().readable()) || search.isIn(comparison.rejected().readable())) {
            rows.push_back(row);
        }
    });
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::size_t commonPrefix(const std::string& a, const std::string& b)
{
    std::size_t length =
        static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
    if (length == a.size() && length == b.size()) {
        return length;
    }
    // Back to white space: a word that only begins alike reads better whole, and no character is cut in two.
    while (length > 0 && a[length - 1] != ' ' && a[length - 1] != '\n') {
        --length;
    }
    return length;
}

std::int64_t commonTokens(const text::TokenIds& a, const text::TokenIds& b)
{
    return std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
}

} // namespace dpl::training
