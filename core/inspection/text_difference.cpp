#include "inspection/text_difference.hpp"

#include <algorithm>
#include <cstdint>

namespace dpl::inspection {

namespace {

std::vector<TextRange> wordsOf(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    std::vector<TextRange> words;
    for (std::size_t at = text.find_first_not_of(blanks); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
        words.push_back({at, end});
        at = text.find_first_not_of(blanks, end);
    }
    return words;
}

/// Marks a word, joined to the one before if that is marked.
class Marks {
public:
    explicit Marks(const std::vector<TextRange>& words) : m_words(words) { }

    void mark(std::size_t word)
    {
        if (!m_ranges.empty() && word > 0 && m_ranges.back().end == m_words[word - 1].end) {
            m_ranges.back().end = m_words[word].end;
        } else {
            m_ranges.push_back(m_words[word]);
        }
    }

    std::vector<TextRange> take() { return std::move(m_ranges); }

private:
    const std::vector<TextRange>& m_words;
    std::vector<TextRange> m_ranges;
};

} // namespace

TextDifference textDifference(std::string_view first, std::string_view second, std::size_t bound)
{
    const auto a = wordsOf(first);
    const auto b = wordsOf(second);
    const auto same = [&](std::size_t i, std::size_t j) {
        return first.substr(a[i].begin, a[i].end - a[i].begin) == second.substr(b[j].begin, b[j].end - b[j].begin);
    };
    std::size_t begin = 0;
    while (begin < a.size() && begin < b.size() && same(begin, begin)) {
        ++begin;
    }
    std::size_t tail = 0;
    while (tail < a.size() - begin && tail < b.size() - begin && same(a.size() - 1 - tail, b.size() - 1 - tail)) {
        ++tail;
    }
    const std::size_t rows = a.size() - begin - tail;
    const std::size_t columns = b.size() - begin - tail;
    Marks inFirst(a);
    Marks inSecond(b);
    TextDifference difference;
    if (rows > 0 && columns > bound / rows) {
        difference.exact = false;
        for (std::size_t i = 0; i < rows; ++i) {
            inFirst.mark(begin + i);
        }
        for (std::size_t j = 0; j < columns; ++j) {
            inSecond.mark(begin + j);
        }
    } else {
        // length[i][j]: of the longest common subsequence of what is left behind word i and word j.
        const std::size_t stride = columns + 1;
        std::vector<std::uint32_t> length((rows + 1) * stride, 0);
        for (std::size_t i = rows; i-- > 0;) {
            for (std::size_t j = columns; j-- > 0;) {
                length[i * stride + j] = same(begin + i, begin + j)
                    ? length[(i + 1) * stride + j + 1] + 1
                    : std::max(length[(i + 1) * stride + j], length[i * stride + j + 1]);
            }
        }
        std::size_t i = 0;
        std::size_t j = 0;
        while (i < rows || j < columns) {
            if (i < rows && j < columns && same(begin + i, begin + j)) {
                ++i;
                ++j;
            } else if (j == columns || (i < rows && length[(i + 1) * stride + j] >= length[i * stride + j + 1])) {
                inFirst.mark(begin + i++);
            } else {
                inSecond.mark(begin + j++);
            }
        }
    }
    difference.first = inFirst.take();
    difference.second = inSecond.take();
    return difference;
}

} // namespace dpl::inspection
