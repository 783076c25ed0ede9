#include "backbone/attention.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace dpl::backbone {

namespace {

/// The angle by which a position rotates each pair: theta^(-2i/d), changed as the config says.
std::vector<double> rotaryFrequencies(const BackboneConfig& config)
{
    std::vector<double> frequencies(static_cast<std::size_t>(config.headSize / 2));
    const RopeScaling& scaling = config.ropeScaling;
    for (std::size_t i = 0; i < frequencies.size(); ++i) {
        double frequency =
            std::pow(config.ropeTheta, -2.0 * static_cast<double>(i) / static_cast<double>(config.headSize));
        switch (scaling.kind) {
        case RopeScaling::Kind::none: break;
        case RopeScaling::Kind::linear: frequency /= scaling.factor; break;
        case RopeScaling::Kind::divisors: frequency /= static_cast<double>(scaling.divisors[i]); break;
        case RopeScaling::Kind::llama3: {
            const auto context = static_cast<double>(scaling.originalContext);
            const double wavelength = 2.0 * std::numbers::pi / frequency;
            if (wavelength > context / scaling.lowFrequencyFactor) {
                frequency /= scaling.factor;
            } else if (wavelength > context / scaling.highFrequencyFactor) {
                const double smooth = (context / wavelength - scaling.lowFrequencyFactor)
                    / (scaling.highFrequencyFactor - scaling.lowFrequencyFactor);
                frequency = (1.0 - smooth) * frequency / scaling.factor + smooth * frequency;
            }
            break;
        }
        }
        // transformers keeps frequencies and angles in float32.
        frequencies[i] = static_cast<double>(static_cast<float>(frequency));
    }
    return frequencies;
}

} // namespace

AttentionPlan::AttentionPlan(const PackedBatch& batch, const BackboneConfig& config)
    : m_heads(config.heads), m_keyValueHeads(config.keyValueHeads), m_headSize(config.headSize),
      m_tokenCount(batch.tokenCount()), m_segments(batch.segments)
{
    if (config.family != Family::llama) {
        return;
    }
    const std::vector<double> frequencies = rotaryFrequencies(config);
    const auto half = static_cast<std::int64_t>(frequencies.size());
    m_cosines = at::empty({m_tokenCount, half}, at::TensorOptions(at::kFloat));
    m_sines = at::empty({m_tokenCount, half}, at::TensorOptions(at::kFloat));
    float* cosine = m_cosines.mutable_data_ptr<float>();
    float* sine = m_sines.mutable_data_ptr<float>();
    for (const std::int32_t position : batch.positions) {
        for (const double frequency : frequencies) {
            const float angle = static_cast<float>(position) * static_cast<float>(frequency);
            *cosine++ = std::cos(angle);
            *sine++ = std::sin(angle);
        }
    }
}

std::vector<AttentionPlan::Tree> AttentionPlan::allQueries() const
{
    std::vector<std::int64_t> tokens(static_cast<std::size_t>(m_tokenCount));
    std::iota(tokens.begin(), tokens.end(), 0);
    return queriesAt(tokens);
}

std::vector<AttentionPlan::Tree> AttentionPlan::queriesAt(const std::vector<std::int64_t>& tokens) const
{
    std::vector<Tree> trees;
    std::vector<std::size_t> treeOf(m_segments.size());
    auto next = tokens.begin();
    for (std::size_t i = 0; i < m_segments.size(); ++i) {
        const Segment& segment = m_segments[i];
        if (segment.prefix < 0) {
            treeOf[i] = trees.size();
            trees.emplace_back();
        } else {
            treeOf[i] = treeOf[static_cast<std::size_t>(segment.prefix)];
        }
        Queries queries;
        queries.own = {segment.begin, segment.end};
        for (std::int32_t p = segment.prefix; p >= 0; p = m_segments[static_cast<std::size_t>(p)].prefix) {
            const Segment& prefix = m_segments[static_cast<std::size_t>(p)];
            queries.prefix.insert(queries.prefix.begin(), {prefix.begin, prefix.end});
            queries.prefixLength += prefix.end - prefix.begin;
        }
        for (; next != tokens.end() && *next < segment.end; ++next) {
            queries.rows.push_back(next - tokens.begin());
            queries.tokens.push_back(*next);
        }
        if (!queries.tokens.empty()) {
            trees[treeOf[i]].segments.push_back(std::move(queries));
        }
    }
    trees.erase(std::remove_if(trees.begin(), trees.end(), [](const Tree& tree) { return tree.segments.empty(); }),
        trees.end());
    return trees;
}

at::Tensor AttentionPlan::mask(const std::vector<std::int64_t>& queryTokens) const
{
    at::Tensor result =
        at::zeros({static_cast<std::int64_t>(queryTokens.size()), m_tokenCount}, at::TensorOptions(at::kBool));
    for (const Tree& tree : queriesAt(queryTokens)) {
        for (const Queries& queries : tree.segments) {
            for (std::size_t i = 0; i < queries.rows.size(); ++i) {
                bool* row = result.mutable_data_ptr<bool>() + queries.rows[i] * m_tokenCount;
                for (const Range& range : queries.prefix) {
                    std::fill(row + range.begin, row + range.end, true);
                }
                std::fill(row + queries.own.begin, row + queries.tokens[i] + 1, true);
            }
        }
    }
    return result;
}

std::shared_ptr<const AttentionQueries> attentionQueries(
    std::shared_ptr<const AttentionPlan> plan, std::vector<std::int64_t> tokens)
{
    auto result = std::make_shared<AttentionQueries>();
    result->trees = tokens.empty() ? plan->allQueries() : plan->queriesAt(tokens);
    result->plan = std::move(plan);
    result->tokens = std::move(tokens);
    return result;
}

} // namespace dpl::backbone
