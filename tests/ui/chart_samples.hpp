#pragma once

#include "report/figure.hpp"

#include <cmath>
#include <cstdint>

/// Figures with invented data, shaped like the paper's.
namespace dpl::test {

inline double noise(std::uint32_t& state)
{
    state = state * 1664525u + 1013904223u;
    return static_cast<double>(state >> 8) / static_cast<double>(1 << 24) - 0.5;
}

/// Three panels: lines, a mean in its band, and a heat map. `progress` moves all of the data.
inline report::Figure threePanels(double progress = 1.0)
{
    using namespace report;
    Line borda;
    borda.label = "Borda count";
    borda.role = SeriesRole::bordaCount;
    Line expected;
    expected.label = "expected utility";
    expected.role = SeriesRole::expectedUtility;
    Line learned;
    learned.label = "learned";
    Line mean;
    mean.label = "mean ± sd";
    mean.role = SeriesRole::meanAndVariance;
    Band band;
    band.role = SeriesRole::meanAndVariance;
    for (int i = 0; i <= 200; ++i) {
        const double x = i / 200.0;
        const double y = x < 0.8 ? -3.2 + 7.9 * x : -0.2 + 2.0 * (x - 0.8);
        for (std::vector<double>* xs : {&borda.x, &expected.x, &learned.x, &mean.x, &band.x}) {
            xs->push_back(x);
        }
        borda.y.push_back(y);
        expected.y.push_back(8.0 * x - 4.0);
        learned.y.push_back(progress * (y + (x < 0.8 ? 0.4 * std::sin(9.0 * x) : 0.0)));
        mean.y.push_back(progress * (x < 0.8 ? 2.2 * x : 1.37));
        const double deviation = x < 0.79 ? 0.1 : 1.15;
        band.lower.push_back(mean.y.back() - deviation);
        band.upper.push_back(mean.y.back() + deviation);
    }
    HeatMap map;
    for (int i = 0; i <= 100; ++i) {
        map.xEdges.push_back(i / 100.0);
    }
    for (int j = 0; j <= 20; ++j) {
        map.yEdges.push_back(j / 20.0);
    }
    for (int i = 0; i < 100; ++i) {
        for (int j = 0; j < 20; ++j) {
            const double distance = ((j + 0.5) / 20.0 - 0.75 * (i + 0.5) / 100.0) / 0.06;
            map.values.push_back(progress * std::exp(-distance * distance));
        }
    }
    Figure figure;
    figure.name = "figure-1";
    figure.title = "One-dimensional environment";
    figure.columns = 3;
    const char* titles[] = {"Normal preference learning", "DPL, mean and variance", "DPL, categorical"};
    for (int column = 0; column < 3; ++column) {
        Panel panel;
        panel.title = titles[column];
        panel.cell.column = column;
        panel.x.title = "alternative a";
        panel.x.range = {{0.0, 1.0}};
        panel.left.title = "utility";
        figure.panels.push_back(panel);
    }
    figure.panels[0].layers = {borda, expected, learned};
    figure.panels[1].layers = {band, mean};
    figure.panels[2].layers = {map};
    return figure;
}

/// Losses of four models on a logarithmic axis.
inline report::Figure lossCurves(int points = 1000, std::uint32_t seed = 1)
{
    using namespace report;
    const SeriesRole roles[] = {
        SeriesRole::base, SeriesRole::meanAndVariance, SeriesRole::categorical, SeriesRole::classifier};
    const char* names[] = {"Base", "Mean and variance", "Categorical", "Classifier"};
    Panel panel;
    panel.x.title = "iteration";
    panel.x.range = {{0.0, 1000.0}};
    panel.left.title = "loss";
    panel.left.scale = Scale::logarithmic;
    for (int k = 0; k < 4; ++k) {
        Line line;
        line.label = names[k];
        line.role = roles[k];
        for (int i = 0; i < points; ++i) {
            line.x.push_back(1000.0 * i / points);
            line.y.push_back(0.25 + 0.1 * k + 0.4 * std::exp(-line.x.back() / 70.0) + 0.02 * noise(seed));
        }
        panel.layers.push_back(line);
    }
    Figure figure;
    figure.name = "loss";
    figure.title = "Training loss";
    figure.heightInches = 3.0;
    figure.panels = {panel};
    return figure;
}

} // namespace dpl::test
