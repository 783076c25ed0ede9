#pragma once

#include "inspection/inspection_columns.hpp"
#include "report/figure.hpp"

#include <span>
#include <utility>

namespace dpl::inspection {

/// Which axis utilities are drawn on.
enum class UtilityAxis {
    own, ///< each model's, in a panel of its own
    standardised, ///< all models in one panel: minus the mean, over the standard deviation, of the model's means of all
                  ///< its responses
};

/// The reward distributions of an item's two responses (`first`, `second` are places among its responses) under each
/// model that evaluated it: a base model's utilities as lines, a Gaussian's density, a categorical's bars; the first
/// response full, the second dashed, its bars paler. Means are marked by lines to the curve, the alpha-quantiles by
/// dotted ones. Named by the item: "reward-distributions-helpful-row-12".
report::Figure distributionsFigure(
    const InspectionColumns& columns, std::size_t item, std::size_t first, std::size_t second, UtilityAxis axis);

/// Every response's mean against its standard deviation under one model; or, for a base model, which has none, the
/// first response's mean against the second's. Named by the model.
struct ScatterFigure {
    report::Figure figure;
    std::vector<std::uint32_t> items; ///< [points], in the order of the figure's Points, one layer after the other
    std::vector<double> x;
    std::vector<double> y;
    std::size_t itemsDrawn = 0;
    std::size_t itemsThere = 0; ///< more than are drawn where they are too many: every n-th is taken then
};

/// Of the items given; the selected one (nothing: none) has rings around its two responses.
ScatterFigure scatterFigure(const InspectionColumns& columns, std::size_t place, std::span<const std::uint32_t> items,
    std::optional<std::size_t> selected, std::size_t mostItems = 2000);

/// The figure with the rings around another item.
report::Figure withRing(const report::Figure& figure, const InspectionColumns& columns, std::size_t place,
    std::optional<std::size_t> selected);

/// The item of the point next to (x, y), by distances relative to the axes' ranges; nothing if there is none.
std::optional<std::size_t> nearestItem(const ScatterFigure& scatter, double x, double y);

} // namespace dpl::inspection
