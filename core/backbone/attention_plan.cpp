#include "backbone/attention.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace dpl::backbone {

namespace {

/// The class of the length of the texts that each segment is of. Those that share tokens have one class.
std::vector<std::int64_t> lengthClasses(const PackedBatch& batch, const Rope& rope)
{
    std::vector<std::int64_t> classes(batch.segments.size(), 0);
    std::vector<std::size_t> roots;
    for (std::size_t i = 0; i < batch.segments.size(); ++i) {
        const std::int32_t prefix = batch.segments[i].prefix;
        roots.push_back(prefix < 0 ? i : roots[static_cast<std::size_t>(prefix)]);
    }
    for (const std::int64_t last : batch.lastTokens) {
        const auto length = static_cast<std::int64_t>(batch.positions[static_cast<std::size_t>(last)]) + 1;
        std::int64_t& ofTree = classes[roots[batch.segmentOf(last)]];
        ofTree = std::max(ofTree, rope.lengthClass(length));
    }
    for (std::size_t i = 0; i < classes.size(); ++i) {
        classes[i] = classes[roots[i]];
    }
    return classes;
}

AttentionPlan::Rotation rotationOf(const PackedBatch& batch, const Rope& rope, std::int64_t rotated)
{
    const std::vector<std::int64_t> classes = lengthClasses(batch, rope);
    std::map<std::int64_t, std::vector<float>> frequencies;
    for (const std::int64_t lengthClass : classes) {
        if (frequencies.count(lengthClass) == 0) {
            frequencies.emplace(lengthClass, rotaryFrequencies(rope, rotated, lengthClass));
        }
    }
    AttentionPlan::Rotation rotation;
    rotation.cosines = at::empty({batch.tokenCount(), rotated / 2}, at::TensorOptions(at::kFloat));
    rotation.sines = at::empty({batch.tokenCount(), rotated / 2}, at::TensorOptions(at::kFloat));
    float* cosine = rotation.cosines.mutable_data_ptr<float>();
    float* sine = rotation.sines.mutable_data_ptr<float>();
    const auto factor = static_cast<float>(rope.scaling.attentionFactor);
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const std::vector<float>& ofSegment = frequencies.at(classes[i]);
        for (std::int64_t token = batch.segments[i].begin; token < batch.segments[i].end; ++token) {
            for (const float frequency : ofSegment) {
                const float angle = static_cast<float>(batch.positions[static_cast<std::size_t>(token)]) * frequency;
                *cosine++ = std::cos(angle) * factor;
                *sine++ = std::sin(angle) * factor;
            }
        }
    }
    return rotation;
}

} // namespace

AttentionLayer::AttentionLayer(const BackboneConfig& config, std::int64_t layer)
    : scale(
          config.attentionScale > 0.0 ? config.attentionScale : 1.0 / std::sqrt(static_cast<double>(config.headSize))),
      softCap(config.softCap), window(config.window(layer)),
      dropout{config.attentionDropout, static_cast<std::uint64_t>(layer) * 16 + 15}
{
}

AttentionPlan::AttentionPlan(const PackedBatch& batch, const BackboneConfig& config)
    : m_heads(config.heads), m_keyValueHeads(config.keyValueHeads), m_headSize(config.headSize),
      m_tokenCount(batch.tokenCount()), m_rotated(config.rotated), m_segments(batch.segments)
{
    if (m_rotated == 0) {
        return;
    }
    m_rotation = rotationOf(batch, config.rope, m_rotated);
    if (config.windowRope) {
        m_windowRotation = rotationOf(batch, *config.windowRope, m_rotated);
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

at::Tensor AttentionPlan::mask(const std::vector<std::int64_t>& queryTokens, std::int64_t window) const
{
    at::Tensor result =
        at::zeros({static_cast<std::int64_t>(queryTokens.size()), m_tokenCount}, at::TensorOptions(at::kBool));
    for (const Tree& tree : queriesAt(queryTokens)) {
        for (const Queries& queries : tree.segments) {
            for (std::size_t i = 0; i < queries.rows.size(); ++i) {
                bool* row = result.mutable_data_ptr<bool>() + queries.rows[i] * m_tokenCount;
                // Backwards from the token itself, until the window is full.
                std::int64_t left = window > 0 ? window : m_tokenCount;
                const auto attendTo = [&](std::int64_t begin, std::int64_t end) {
                    const std::int64_t count = std::min(left, end - begin);
                    std::fill(row + end - count, row + end, true);
                    left -= count;
                };
                attendTo(queries.own.begin, queries.tokens[i] + 1);
                for (auto range = queries.prefix.rbegin(); range != queries.prefix.rend(); ++range) {
                    attendTo(range->begin, range->end);
                }
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
