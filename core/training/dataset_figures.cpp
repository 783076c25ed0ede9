#include "training/dataset_figures.hpp"

#include <algorithm>

namespace dpl::training {

report::Figure lengthFigure(const DatasetPreview& preview, std::int64_t maxLength)
{
    report::Figure figure;
    figure.name = "lengths";
    figure.title = "Tokens per side of a comparison";
    figure.widthInches = 4.0;
    figure.heightInches = 2.0;
    report::Panel& panel = figure.panels.emplace_back();
    panel.x.title = "tokens per side";
    panel.left.title = "responses";
    if (preview.sideTokens.empty()) {
        return figure;
    }
    // Bins of a round width, about thirty up to the 99.5th percentile; what is beyond goes into the last one.
    std::vector<std::int64_t> sorted = preview.sideTokens;
    std::sort(sorted.begin(), sorted.end());
    const std::int64_t usual = sorted[std::min(sorted.size() - 1, sorted.size() * 995 / 1000)];
    std::int64_t width = 1;
    for (std::int64_t scale = 1; width * 30 < usual; scale *= 10) {
        for (const std::int64_t factor : {1, 2, 4, 5, 8}) {
            width = scale * factor;
            if (width * 30 >= usual) {
                break;
            }
        }
    }
    const auto bins = static_cast<std::size_t>(usual / width + 1);
    report::Bars bars;
    bars.role = report::SeriesRole::meanAndVariance;
    bars.height.assign(bins, 0.0);
    for (std::size_t i = 0; i <= bins; ++i) {
        bars.edges.push_back(static_cast<double>(i) * static_cast<double>(width));
    }
    for (const std::int64_t tokens : preview.sideTokens) {
        ++bars.height[std::min(bins - 1, static_cast<std::size_t>(tokens / width))];
    }
    const double highest = *std::max_element(bars.height.begin(), bars.height.end());
    const double right = bars.edges.back();
    panel.layers.emplace_back(std::move(bars));
    const bool isContext = preview.longest > 0 && preview.longest < maxLength;
    const auto longest = static_cast<double>(isContext ? preview.longest : maxLength);
    if (longest <= right) {
        report::Line bound;
        bound.label = isContext ? "context" : "max_length";
        bound.role = report::SeriesRole::categorical;
        bound.x = {longest, longest};
        bound.y = {0.0, highest};
        panel.layers.emplace_back(std::move(bound));
    }
    panel.x.range = {{0.0, right}};
    panel.left.range = {{0.0, highest * 1.05}};
    return figure;
}

} // namespace dpl::training
