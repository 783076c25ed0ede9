#include "evaluation/live_scores.hpp"

#include "evaluation/evaluate.hpp"
#include "records/head_record.hpp"
#include "records/model_key.hpp"

#include <algorithm>

namespace dpl::evaluation {

using report::Number;
using report::SeriesRole;

namespace {

constexpr std::size_t bins = 20;
constexpr std::size_t mostRecent = 30;
static_assert(mostRecent <= EvaluationObserver::textsKept);
constexpr std::size_t mostHistory = 300;
constexpr std::size_t shownBytes = 160;

/// The end of a text on one line, cut at the beginning of a character.
std::string endOf(const std::string& text)
{
    std::size_t from = text.size() > shownBytes ? text.size() - shownBytes : 0;
    while (from < text.size() && (text[from] & 0xc0) == 0x80) {
        ++from;
    }
    std::string end = (from > 0 ? "\u2026" : "") + text.substr(from);
    std::replace_if(end.begin(), end.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return end;
}

} // namespace

void LiveTally::begins(const std::string& model, std::function<std::vector<std::string>(std::size_t)> texts,
    double seconds, const std::optional<preference::RewardHead>& head, std::int64_t done,
    const std::optional<data::DataSubset>& trainSet)
{
    const std::int64_t leftOut = m_scores.leftOut;
    *this = LiveTally(m_kind);
    m_scores.leftOut = leftOut;
    m_done = done;
    m_head = head;
    m_texts = std::move(texts);
    m_started = seconds;
    m_scores.kind = m_kind;
    m_scores.model = model;
    m_scores.trainSet = trainSet;
    m_scores.preferredCounts.assign(bins, 0.0);
}

void LiveTally::scored(std::size_t row, const std::vector<std::vector<double>>& outputs)
{
    ++m_scores.rows;
    if (outputs.size() < 2) {
        return;
    }
    m_scores.head = records::headOf(m_head, static_cast<int>(outputs[0].size()));
    const utility::UtilityDistribution first = preference::distribution(m_scores.head, outputs[0]);
    const utility::UtilityDistribution second = preference::distribution(m_scores.head, outputs[1]);
    const Recent recent{row, {utility::mean(first), utility::mean(second)},
        m_kind == LiveKind::comparisons ? utility::probabilityPreferred(first, second)
                                        : utility::probabilityPreferred(second, first)};
    const bool counts =
        m_kind == LiveKind::comparisons ? recent.means[0] >= recent.means[1] : recent.means[1] >= recent.means[0];
    m_count += counts ? 1.0 : 0.0;
    m_ties += recent.means[0] == recent.means[1] ? 1 : 0;
    ++m_pairs;
    ++m_scores.preferredCounts[std::min(bins - 1, static_cast<std::size_t>(std::max(0.0, recent.preferred) * bins))];
    m_recent.push_front(recent);
    if (m_recent.size() > mostRecent) {
        m_recent.pop_back();
    }
    if (m_pairs % m_stride == 0) {
        const Interval interval = wilsonInterval(m_count, m_pairs);
        m_scores.atRows.push_back(static_cast<double>(m_pairs));
        m_scores.rates.push_back(100.0 * m_count / static_cast<double>(m_pairs));
        m_scores.lows.push_back(100.0 * interval.low);
        m_scores.highs.push_back(100.0 * interval.high);
    }
    if (m_scores.atRows.size() > mostHistory) {
        // Every second one from now on.
        m_stride *= 2;
        for (auto* values : {&m_scores.atRows, &m_scores.rates, &m_scores.lows, &m_scores.highs}) {
            std::vector<double> half;
            for (std::size_t i = 1; i < values->size(); i += 2) {
                half.push_back((*values)[i]);
            }
            *values = std::move(half);
        }
    }
}

LiveScores LiveTally::snapshot(double seconds) const
{
    LiveScores scores = m_scores;
    scores.rate.count = m_count;
    scores.rate.total = m_pairs;
    scores.rate.ties = m_ties;
    if (m_pairs > 0) {
        scores.rate.interval = wilsonInterval(m_count, m_pairs);
    }
    if (seconds > m_started && scores.rows > m_done) {
        scores.rowsPerSecond = static_cast<double>(scores.rows - m_done) / (seconds - m_started);
    }
    for (const Recent& recent : m_recent) {
        const std::vector<std::string> texts = m_texts ? m_texts(recent.row) : std::vector<std::string>(2);
        scores.newest.push_back({recent.row, {endOf(texts.at(0)), endOf(texts.at(1))}, recent.means, recent.preferred});
    }
    return scores;
}

SeriesRole LiveScores::role() const
{
    return trainSet ? records::roleOf({head, *trainSet}) : head->role();
}

std::string rateName(LiveKind kind)
{
    return kind == LiveKind::comparisons ? "accuracy by the mean" : "jailbreak rate";
}

report::Figure liveFigure(const LiveScores& scores)
{
    report::Figure figure;
    const bool comparisons = scores.kind == LiveKind::comparisons;
    figure.name = comparisons ? "evaluation" : "scoring";
    figure.title =
        rateName(scores.kind) + " so far, and the distribution of the probability that one response is preferred";
    figure.widthInches = 5.5;
    figure.heightInches = 1.8;
    figure.columns = 2;
    const SeriesRole role = scores.role();
    report::Panel rate;
    rate.x.title = comparisons ? "comparisons" : "prompts";
    rate.left.title = rateName(scores.kind) + ", %";
    report::Band band{"95 % interval", role, scores.atRows, scores.lows, scores.highs};
    report::Line line;
    line.label = rateName(scores.kind);
    line.role = role;
    line.x = scores.atRows;
    line.y = scores.rates;
    rate.layers = {std::move(band), std::move(line)};
    report::Panel preferred;
    preferred.x.title = comparisons ? "P(chosen preferred)" : "P(jailbroken preferred)";
    preferred.x.range = std::pair{0.0, 1.0};
    preferred.left.title = comparisons ? "comparisons" : "prompts";
    preferred.cell.column = 1;
    report::Bars bars;
    bars.role = role;
    bars.edges = evenlySpaced(0.0, 1.0, scores.preferredCounts.size() + 1);
    bars.height = scores.preferredCounts;
    preferred.layers = {std::move(bars)};
    figure.panels = {std::move(rate), std::move(preferred)};
    return figure;
}

report::Table liveTable(const LiveScores& scores)
{
    const bool comparisons = scores.kind == LiveKind::comparisons;
    report::Table table{"newest_rows", "The most recently scored rows.",
        {{comparisons ? "Chosen" : "Safe", "", "The end of the text", false},
            {comparisons ? "Rejected" : "Jailbroken", "", "The end of the text", false},
            {comparisons ? "Mean, chosen" : "Mean, safe", "",
                comparisons ? "Mean utility of the chosen response" : "Mean utility of the safe response", true},
            {comparisons ? "Mean, rejected" : "Mean, jailbroken", "",
                comparisons ? "Mean utility of the rejected response" : "Mean utility of the jailbroken response",
                true},
            {"P", "",
                comparisons ? "Probability that the chosen response is preferred"
                            : "Probability that the jailbroken response is preferred",
                true, true},
            {"Row", "", "Row of the dataset, from 1", true}},
        {}};
    for (const LiveRow& row : scores.newest) {
        table.rows.push_back({row.texts[0], row.texts[1], Number{row.means[0], 3, {}}, Number{row.means[1], 3, {}},
            Number{row.preferred, 3, {}}, Number{static_cast<double>(row.row + 1), 0, {}}});
    }
    return table;
}

} // namespace dpl::evaluation
