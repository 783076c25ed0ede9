#pragma once

#include "inspection/inspection.hpp"

#include <memory>
#include <string>
#include <vector>

namespace dpl::inspection {

/// Numbers of an item, by which it can be sorted. "First" and "second" are its first two responses.
enum class Measure {
    deltaMean, ///< mean of the first minus mean of the second
    probability, ///< P(first preferred to second), utility::probabilityPreferred
    largerStdev, ///< the larger of both standard deviations
    meanFirst,
    meanSecond,
    stdevFirst,
    stdevSecond,
    deltaQuantile, ///< alpha-quantile of the first minus that of the second
    rankChange, ///< see InspectionColumns
    disagreement, ///< the largest |P_a - P_b| of two of the models
};

inline constexpr Measure allMeasures[] = {Measure::deltaMean, Measure::probability, Measure::largerStdev,
    Measure::disagreement, Measure::rankChange, Measure::deltaQuantile, Measure::meanFirst, Measure::meanSecond,
    Measure::stdevFirst, Measure::stdevSecond};

bool dependsOnAlpha(Measure measure);

/// Every item's numbers under some models of an inspection, NaN where a model did not evaluate it, or has no such
/// number: a base model no standard deviation. What alpha does not move is computed once; the rest when it is asked for
/// after a change of alpha. Not to be shared between threads while alpha changes.
///
/// Rank change: all responses that a model evaluated are ranked by its mean and by its alpha-quantile, highest first; a
/// response's change is the rank by mean minus the rank by quantile, positive where risk aversion moves it up. An item
/// has that of its two responses which moves further.
class InspectionColumns {
public:
    /// `models` are indices into inspection->models().
    InspectionColumns(
        std::shared_ptr<const Inspection> inspection, std::vector<std::size_t> models, double alpha = 0.01);

    const Inspection& inspection() const { return *m_inspection; }
    const std::shared_ptr<const Inspection>& shared() const { return m_inspection; }
    const std::vector<std::size_t>& models() const { return m_models; }
    const InspectedModel& model(std::size_t place) const { return m_inspection->models()[m_models[place]]; }

    std::size_t modelsOf(std::size_t item) const; ///< how many of them evaluated it

    double alpha() const { return m_alpha; }
    void setAlpha(double alpha); ///< 0 < alpha < 1

    /// [items]; `place` is an index into models(), of no effect on the disagreement.
    const std::vector<double>& values(Measure measure, std::size_t place) const;

    /// A model's alpha-quantiles of all responses.
    const std::vector<double>& quantiles(std::size_t place) const;

    /// One of them, without the others.
    double quantile(std::size_t place, std::size_t response) const;

private:
    struct Columns {
        std::vector<double> deltaMean;
        std::vector<double> probability;
        std::vector<double> largerStdev;
        std::vector<double> meanFirst;
        std::vector<double> meanSecond;
        std::vector<double> stdevFirst;
        std::vector<double> stdevSecond;
        std::vector<std::uint32_t> rankByMean; ///< [responses]

        mutable double quantilesAt = 0.0; ///< the alpha that they are of; 0: none
        mutable std::vector<double> quantiles;
        mutable double deltaAt = 0.0;
        mutable std::vector<double> deltaQuantile;
        mutable double ranksAt = 0.0;
        mutable std::vector<double> rankChange;
    };

    Columns columnsOf(const InspectedModel& model) const;
    void updateDelta(std::size_t place) const;
    void updateRanks(std::size_t place) const;

    std::shared_ptr<const Inspection> m_inspection;
    std::vector<std::size_t> m_models;
    double m_alpha;
    std::vector<Columns> m_columns;
    std::vector<double> m_disagreement;
};

/// Ranks 0, 1, ... by value, highest first, equal ones in their order, NaN last: a radix sort, for it is done at every
/// move of a slider.
std::vector<std::uint32_t> ranksOf(const std::vector<double>& values);

} // namespace dpl::inspection
