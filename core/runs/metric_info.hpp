#pragma once

#include <string>

namespace dpl::runs {

/// How a metric of metrics.jsonl is called and what it is measured in.
struct MetricInfo {
    std::string title; ///< "Learning rate"
    std::string unit; ///< "nats"; empty: a pure number
    std::string meaning; ///< where its title does not say enough: a sentence
};

/// Losses are in nats, accuracies shares, memory in MiB. A name that is not known is its own title.
MetricInfo metricInfo(const std::string& name);

/// "Loss (nats)"
std::string axisTitle(const std::string& metric);

} // namespace dpl::runs
