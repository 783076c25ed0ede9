#include "figures/plot_layer.hpp"

#include "figures/band_layer.hpp"
#include "figures/bars_layer.hpp"
#include "figures/contours_layer.hpp"
#include "figures/heat_map_layer.hpp"
#include "figures/line_layer.hpp"
#include "figures/points_layer.hpp"

#include <type_traits>
#include <variant>

namespace dpl::ui {

std::unique_ptr<PlotLayer> makePlotLayer(const report::Layer& layer)
{
    return std::visit(
        [](const auto& value) -> std::unique_ptr<PlotLayer> {
            using Kind = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<Kind, report::Line>) {
                return std::make_unique<LineLayer>();
            } else if constexpr (std::is_same_v<Kind, report::Band>) {
                return std::make_unique<BandLayer>();
            } else if constexpr (std::is_same_v<Kind, report::Points>) {
                return std::make_unique<PointsLayer>();
            } else if constexpr (std::is_same_v<Kind, report::Bars>) {
                return std::make_unique<BarsLayer>();
            } else if constexpr (std::is_same_v<Kind, report::HeatMap>) {
                return std::make_unique<HeatMapLayer>();
            } else {
                static_assert(std::is_same_v<Kind, report::Contours>);
                return std::make_unique<ContoursLayer>();
            }
        },
        layer);
}

} // namespace dpl::ui
