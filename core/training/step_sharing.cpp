#include "training/step_sharing.hpp"

#include "base/stopped.hpp"
#include "ranks/reduction_tree.hpp"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace dpl::training {

namespace {

using ranks::TreePart;

/// A report as numbers, in a buffer of a fixed size.
constexpr std::size_t reportSize = 5 + preference::OutputAverages::sumCount;
using ReportNumbers = std::array<double, reportSize>;

ReportNumbers numbersOf(const BatchReport& report)
{
    ReportNumbers numbers{report.loss, report.right, static_cast<double>(report.comparisons),
        static_cast<double>(report.tokens), static_cast<double>(report.computedTokens)};
    const auto sums = report.outputs.sums();
    std::copy(sums.begin(), sums.end(), numbers.begin() + 5);
    return numbers;
}

BatchReport reportOf(const ReportNumbers& numbers)
{
    BatchReport report;
    report.loss = numbers[0];
    report.right = numbers[1];
    report.comparisons = static_cast<std::int64_t>(numbers[2]);
    report.tokens = static_cast<std::int64_t>(numbers[3]);
    report.computedTokens = static_cast<std::int64_t>(numbers[4]);
    preference::OutputAverages::Sums sums{};
    std::copy(numbers.begin() + 5, numbers.end(), sums.begin());
    report.outputs = preference::OutputAverages(sums);
    return report;
}

/// What a rank tells of a step besides gradients: whether it was stopped, and its reports.
class Words {
public:
    explicit Words(std::size_t perRank) : m_numbers(1 + perRank * reportSize) { }

    void set(const std::vector<BatchReport>& reports, bool isStopped)
    {
        m_numbers[0] = isStopped ? 1.0 : 0.0;
        auto at = m_numbers.begin() + 1;
        for (const BatchReport& report : reports) {
            const ReportNumbers numbers = numbersOf(report);
            at = std::copy(numbers.begin(), numbers.end(), at);
        }
    }

    bool isStopped() const { return m_numbers[0] != 0.0; }

    BatchReport report(std::size_t index) const
    {
        ReportNumbers numbers{};
        std::copy_n(
            m_numbers.begin() + static_cast<std::ptrdiff_t>(1 + index * reportSize), reportSize, numbers.begin());
        return reportOf(numbers);
    }

    std::span<double> numbers() { return m_numbers; }
    std::size_t bytes() const { return m_numbers.size() * sizeof(double); }

private:
    std::vector<double> m_numbers;
};

/// Numbers in a buffer of floats that is summed: pieces of 16 bits, which are exact, in a slot where other ranks have
/// zeros.
constexpr std::size_t piecesPerNumber = sizeof(double) / sizeof(std::uint16_t);

void spread(std::span<const double> numbers, std::span<float> slot)
{
    std::vector<std::uint16_t> pieces(numbers.size() * piecesPerNumber);
    std::memcpy(pieces.data(), numbers.data(), numbers.size_bytes());
    std::copy(pieces.begin(), pieces.end(), slot.begin());
}

void collect(std::span<const float> slot, std::span<double> numbers)
{
    std::vector<std::uint16_t> pieces(slot.size());
    std::transform(
        slot.begin(), slot.end(), pieces.begin(), [](float piece) { return static_cast<std::uint16_t>(piece); });
    std::memcpy(numbers.data(), pieces.data(), numbers.size_bytes());
}

/// A rank's micro-batches.
TreePart blockOf(int rank, std::size_t count, std::size_t perRank)
{
    const std::size_t begin = std::min(static_cast<std::size_t>(rank) * perRank, count);
    return {begin, std::min(begin + perRank, count)};
}

/// The reports of all micro-batches from what every rank told. Throws Stopped if one was.
std::vector<BatchReport> reportsFrom(const std::vector<Words>& words, std::size_t count, std::size_t perRank)
{
    if (std::any_of(words.begin(), words.end(), [](const Words& of) { return of.isStopped(); })) {
        throw Stopped{};
    }
    std::vector<BatchReport> reports;
    for (std::size_t i = 0; i < count; ++i) {
        reports.push_back(words[i / perRank].report(i % perRank));
    }
    return reports;
}

} // namespace

StepSharing::StepSharing(backbone::NamedTensors trainable, GradientSum how, ranks::Group& group)
    : m_trainable(std::move(trainable)), m_how(how), m_group(group)
{
    for (const auto& [name, parameter] : m_trainable) {
        m_numbers += parameter.numel();
    }
}

/// All gradients one after another, float32 on the CPU, then for each parameter whether it has one; the parameters' are
/// cleared.
at::Tensor StepSharing::takeGradients()
{
    const auto parameters = static_cast<std::int64_t>(m_trainable.size());
    at::Tensor flat = at::empty({m_numbers + parameters}, at::TensorOptions(at::kFloat));
    std::int64_t at = 0;
    std::int64_t index = 0;
    for (auto& [name, parameter] : m_trainable) {
        at::Tensor here = flat.narrow(0, at, parameter.numel());
        const at::Tensor& gradient = parameter.grad();
        if (gradient.defined()) {
            here.copy_(gradient.reshape({-1}));
        } else {
            here.zero_();
        }
        flat.narrow(0, m_numbers + index++, 1).fill_(gradient.defined() ? 1.0F : 0.0F);
        at += parameter.numel();
        parameter.mutable_grad().reset();
    }
    return flat;
}

void StepSharing::putGradients(const at::Tensor& flat)
{
    const float* isThere = flat.const_data_ptr<float>() + m_numbers;
    std::int64_t at = 0;
    for (auto& [name, parameter] : m_trainable) {
        if (*isThere++ > 0.0F) {
            parameter.mutable_grad() = flat.narrow(0, at, parameter.numel())
                                           .view(parameter.sizes())
                                           .to(parameter.options().requires_grad(false));
        }
        at += parameter.numel();
    }
}

StepSharing::Own StepSharing::compute(std::size_t count, std::size_t perRank,
    const std::function<BatchReport(std::size_t)>& backward, const std::stop_token& stop)
{
    Own own;
    const TreePart block = blockOf(m_group.rank(), count, perRank);
    try {
        if (m_how == GradientSum::ring || (m_group.isAlone() && count == 1)) {
            for (std::size_t i = block.begin; i < block.end; ++i) {
                own.reports.push_back(backward(i));
            }
        } else {
            for (const TreePart& part : partsWithin({0, count}, block)) {
                own.sums.push_back(sumOver(
                    part,
                    [&](const TreePart& leaf) -> std::optional<at::Tensor> {
                        if (leaf.leaves() > 1) {
                            return std::nullopt;
                        }
                        own.reports.push_back(backward(leaf.begin));
                        return takeGradients();
                    },
                    [](at::Tensor& sum, const at::Tensor& more) { sum.add_(more); }));
            }
        }
        throwIfStopped(stop);
    } catch (const Stopped&) {
        if (m_group.isAlone()) {
            throw;
        }
        own.isStopped = true; // the others hear of it where they wait for this rank
    }
    return own;
}

std::vector<BatchReport> StepSharing::run(std::size_t count, std::size_t perRank,
    const std::function<BatchReport(std::size_t)>& backward, const std::stop_token& stop)
{
    const at::NoGradGuard guard;
    Own own = compute(
        count, perRank,
        [&](std::size_t i) {
            const at::AutoGradMode recorded(true);
            return backward(i);
        },
        stop);
    if (m_group.isAlone()) {
        if (!own.sums.empty()) {
            putGradients(own.sums.front());
        }
        return std::move(own.reports);
    }
    return m_how == GradientSum::tree ? gatherTree(count, perRank, own) : sumRing(count, perRank, own);
}

std::vector<BatchReport> StepSharing::gatherTree(std::size_t count, std::size_t perRank, const Own& own)
{
    const TreePart tree{0, count};
    std::vector<std::vector<TreePart>> parts; // of every rank
    std::size_t most = 0;
    for (int rank = 0; rank < m_group.size(); ++rank) {
        parts.push_back(partsWithin(tree, blockOf(rank, count, perRank)));
        most = std::max(most, parts.back().size());
    }
    Words told(perRank);
    const std::size_t partBytes = (static_cast<std::size_t>(m_numbers) + m_trainable.size()) * sizeof(float);
    const std::size_t rankBytes = told.bytes() + most * partBytes;
    std::vector<std::byte> mine(rankBytes);
    told.set(own.reports, own.isStopped);
    std::memcpy(mine.data(), told.numbers().data(), told.bytes());
    if (!own.isStopped) {
        for (std::size_t i = 0; i < own.sums.size(); ++i) {
            std::memcpy(mine.data() + told.bytes() + i * partBytes, own.sums[i].const_data_ptr(), partBytes);
        }
    }
    std::vector<std::byte> all(rankBytes * parts.size());
    m_group.gather(mine, all);

    std::vector<Words> words(parts.size(), told);
    for (std::size_t rank = 0; rank < parts.size(); ++rank) {
        std::memcpy(words[rank].numbers().data(), all.data() + rank * rankBytes, told.bytes());
    }
    std::vector<BatchReport> reports = reportsFrom(words, count, perRank);
    putGradients(sumOver(
        tree,
        [&](const TreePart& part) -> std::optional<at::Tensor> {
            for (std::size_t rank = 0; rank < parts.size(); ++rank) {
                const auto found = std::find(parts[rank].begin(), parts[rank].end(), part);
                if (found != parts[rank].end()) {
                    const auto index = static_cast<std::size_t>(found - parts[rank].begin());
                    at::Tensor sum = at::empty(
                        {m_numbers + static_cast<std::int64_t>(m_trainable.size())}, at::TensorOptions(at::kFloat));
                    std::memcpy(sum.mutable_data_ptr(),
                        all.data() + rank * rankBytes + told.bytes() + index * partBytes, partBytes);
                    return sum;
                }
            }
            return std::nullopt;
        },
        [](at::Tensor& sum, const at::Tensor& more) { sum.add_(more); }));
    return reports;
}

std::vector<BatchReport> StepSharing::sumRing(std::size_t count, std::size_t perRank, const Own& own)
{
    Words told(perRank);
    const std::size_t slot = told.numbers().size() * piecesPerNumber;
    const at::Tensor flat = takeGradients();
    const auto gradients = static_cast<std::size_t>(flat.numel());
    const auto ranks = static_cast<std::size_t>(m_group.size());
    std::vector<float> buffer(gradients + ranks * slot);
    const auto slotOf = [&](std::size_t rank) { return std::span(buffer).subspan(gradients + rank * slot, slot); };
    std::memcpy(buffer.data(), flat.const_data_ptr(), flat.nbytes());
    told.set(own.reports, own.isStopped);
    spread(told.numbers(), slotOf(static_cast<std::size_t>(m_group.rank())));
    m_group.sum(buffer);

    std::vector<Words> words(ranks, told);
    for (std::size_t rank = 0; rank < ranks; ++rank) {
        collect(slotOf(rank), words[rank].numbers());
    }
    std::vector<BatchReport> reports = reportsFrom(words, count, perRank);
    std::memcpy(flat.mutable_data_ptr(), buffer.data(), flat.nbytes());
    putGradients(flat);
    return reports;
}

} // namespace dpl::training
