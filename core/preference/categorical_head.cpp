#include "preference/comparison_losses.hpp"
#include "preference/head_definition.hpp"

#include <cmath>

namespace dpl::preference {

/// n outputs, logits of the atoms i / (n - 1); categoricalLoss, and entropy_coeff times sum_i m_i log m_i. The
/// reference's m is the batch's mean distribution; the paper's text takes the mean of the responses' entropies.
class CategoricalHead : public HeadDefinition {
public:
    std::string name() const override { return "categorical"; }
    std::string label() const override { return "categorical"; }
    report::SeriesRole role() const override { return report::SeriesRole::categorical; }
    std::string scaleNote() const override { return ", 0 to 1"; }
    bool canHave(int outputs) const override { return outputs >= 2; }

    int outputCount(const HeadOptions& options) const override
    {
        return static_cast<int>(options.wholeNumber("num_atoms"));
    }

    std::vector<HeadOption> options() const override
    {
        HeadOption atoms;
        atoms.name = "num_atoms";
        atoms.label = "Atoms";
        atoms.description = "Number of atoms of the categorical head";
        atoms.standard = std::int64_t{10};
        atoms.least = 3;
        atoms.most = 1000;
        atoms.remark = "(two outputs are those of mean_and_variance)";
        atoms.place = 1;
        HeadOption coefficient;
        coefficient.name = "entropy_coeff";
        coefficient.label = "Entropy coefficient";
        coefficient.description = "Weight of the categorical head's entropy bonus";
        coefficient.standard = 0.1;
        coefficient.place = 2;
        HeadOption term;
        term.name = "entropy_term";
        term.label = "Entropy term";
        term.description =
            "Entropy bonus of categorical: reference (entropy of the batch's mean) or paper (mean of entropies)";
        term.standard = "reference";
        term.choices = {"reference", "paper"};
        term.namesFolder = false;
        term.place = 5;
        return {atoms, coefficient, term};
    }

    utility::UtilityDistribution distribution(std::span<const double> outputs) const override
    {
        utility::CategoricalUtility categorical{std::vector<double>(outputs.size())};
        std::vector<double> logs(outputs.size());
        softmax(outputs, categorical.probabilities, logs);
        return categorical;
    }

    std::string python() const override
    {
        return R"(n, weights = len(o), [math.exp(x - max(o)) for x in o]  # softmax
atoms = [(i / (n - 1), weight / sum(weights)) for i, weight in enumerate(weights)]
mean = sum(u * p for u, p in atoms)
sigma = math.sqrt(sum(p * (u - mean) ** 2 for u, p in atoms))

def quantile(level):  # of the distribution function that is linear within bins [i/n, (i+1)/n]
    below = 0.0
    for i, (_, p) in enumerate(atoms):
        if below + p >= level:
            return (i + (level - below) / p) / n
        below += p
    return 1.0
)";
    }

    double loss(const ComparisonOutputs& rows, const HeadOptions& options, RewardLoss& result) const override
    {
        const std::size_t k = rows.width;
        const std::size_t responses = 2 * rows.count;
        std::vector<double> probabilities(responses * k);
        std::vector<double> logs(responses * k);
        const auto row = [k](auto& values, std::size_t index) { return std::span(values).subspan(index * k, k); };
        for (std::size_t i = 0; i < rows.count; ++i) {
            const std::size_t c = 2 * i;
            const std::size_t r = 2 * i + 1;
            softmax(rows.chosenRow(i), row(probabilities, c), row(logs, c));
            softmax(rows.rejectedRow(i), row(probabilities, r), row(logs, r));
            result.perComparison[i] =
                categoricalLoss({row(probabilities, c), row(logs, c)}, {row(probabilities, r), row(logs, r)},
                    1.0 / static_cast<double>(rows.count), row(result.dChosen, i), row(result.dRejected, i));
        }
        const double entropyCoefficient = options.number("entropy_coeff");
        if (entropyCoefficient == 0.0) {
            return 0.0;
        }
        const bool perResponse = options.choice("entropy_term") == "paper";
        const double weight = entropyCoefficient / static_cast<double>(responses);
        std::vector<double> logBatchMean(k);
        double term = 0.0;
        if (!perResponse) {
            for (std::size_t atom = 0; atom < k; ++atom) {
                double mean = 0.0;
                for (std::size_t response = 0; response < responses; ++response) {
                    mean += probabilities[response * k + atom];
                }
                mean /= static_cast<double>(responses);
                // An atom that no response gives any probability adds 0 log 0 = 0, and its gradient is 0.
                logBatchMean[atom] = mean > 0.0 ? std::log(mean) : 0.0;
                term += entropyCoefficient * mean * logBatchMean[atom];
            }
        }
        for (std::size_t response = 0; response < responses; ++response) {
            const auto p = row(probabilities, response);
            const auto own = row(logs, response);
            const std::span<const double> log = perResponse ? own : std::span<const double>(logBatchMean);
            double expected = 0.0;
            for (std::size_t atom = 0; atom < k; ++atom) {
                expected += p[atom] * log[atom];
            }
            if (perResponse) {
                term += weight * expected;
            }
            const auto gradient = row(response % 2 == 0 ? result.dChosen : result.dRejected, response / 2);
            for (std::size_t atom = 0; atom < k; ++atom) {
                gradient[atom] += weight * p[atom] * (log[atom] - expected);
            }
        }
        return term;
    }
};

template HeadPointer makeHead<CategoricalHead>();

} // namespace dpl::preference
