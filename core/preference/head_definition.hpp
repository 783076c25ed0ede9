#pragma once

#include "preference/head_options.hpp"
#include "report/series_style.hpp"
#include "utility/utility_distribution.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dpl::preference {

/// Losses of a batch of n comparisons. Gradients are of `trainingLoss` with respect to the head's raw outputs, [n, k].
struct RewardLoss {
    std::vector<double> perComparison; ///< [n], without the added terms
    double evaluationLoss = 0.0; ///< their mean
    double trainingLoss = 0.0; ///< with the added terms
    double accuracy = 0.0; ///< share of comparisons with a loss below ln 2: a tie counts as wrong
    std::vector<double> dChosen;
    std::vector<double> dRejected;
};

/// The outputs of both sides of n comparisons, row-major [n, k].
struct ComparisonOutputs {
    std::span<const double> chosen;
    std::span<const double> rejected;
    std::size_t count; ///< n
    std::size_t width; ///< k

    std::span<const double> chosenRow(std::size_t i) const { return chosen.subspan(i * width, width); }
    std::span<const double> rejectedRow(std::size_t i) const { return rejected.subspan(i * width, width); }
};

/// What a reward head is: everything that the program knows of it. A new one is a class of this kind in a file of its
/// own and a line in registered_heads.cpp (CONTRIBUTING, "Add a head").
class HeadDefinition {
public:
    virtual ~HeadDefinition() = default;

    /// In files, flags and folders, of its own: "mean_and_variance".
    virtual std::string name() const = 0;

    /// Wherever people read it: "mean and variance".
    virtual std::string label() const = 0;

    /// Its colour and dash everywhere: report::ownRole of them, or a role that report knows.
    virtual report::SeriesRole role() const = 0;

    /// What training it can be told.
    virtual std::vector<HeadOption> options() const { return {}; }

    /// Rows of the score layer that training makes.
    virtual int outputCount(const HeadOptions& options) const = 0;

    /// Whether a model of this head can have so many outputs.
    virtual bool canHave(int outputs) const = 0;

    /// What the outputs, of a number that it can have, say about one response.
    virtual utility::UtilityDistribution distribution(std::span<const double> outputs) const = 0;

    /// The same for Python: lines that, with `o` a response's outputs, a list of floats, set mean, sigma, quantile (a
    /// function of the level) and atoms (pairs of utility and probability; [] where there are none). `math` and
    /// `NormalDist` are there. Model cards have it; empty: they leave it out.
    virtual std::string python() const { return {}; }

    /// Whether it gives a response one number rather than a distribution: no standard deviation, quantile or r^2 then.
    virtual bool isPoint() const { return false; }

    /// What a scale of its utilities says behind "own scale": ", 0 to 1".
    virtual std::string scaleNote() const { return {}; }

    /// Computes the loss of each comparison and the gradients of the training loss into `result`, whose vectors have
    /// their sizes and whose gradients are 0; returns what training adds to the mean of the losses.
    virtual double loss(const ComparisonOutputs& rows, const HeadOptions& options, RewardLoss& result) const = 0;
};

using HeadPointer = std::shared_ptr<const HeadDefinition>;

/// The heads of the program, a line each in registered_heads.cpp, in the order of lists and legends. The paper's three
/// come first.
std::vector<HeadPointer> registeredHeads();

/// Makes a head. A head's file ends with the instantiation that its line in the registry takes:
/// template HeadPointer makeHead<BaseHead>();
template <typename Head> HeadPointer makeHead()
{
    return std::make_shared<const Head>();
}

} // namespace dpl::preference
