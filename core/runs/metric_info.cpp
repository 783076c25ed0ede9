#include "runs/metric_info.hpp"

#include <map>

namespace dpl::runs {

MetricInfo metricInfo(const std::string& name)
{
    static const std::map<std::string, MetricInfo> known{
        {"loss", {"Loss", "nats", 4}},
        {"accuracy", {"Accuracy", "share", 3}},
        {"margin", {"Reward margin", "", 3}},
        {"sigma", {"Mean σ", "", 3}},
        {"entropy", {"Entropy", "nats", 3}},
        {"learning_rate", {"Learning rate", "", 8}},
        {"grad_norm", {"Gradient norm", "", 3}},
        {"epoch", {"Epoch", "", 2}},
        {"comparisons_per_second", {"Comparisons per second", "1/s", 2}},
        {"tokens_per_second", {"Tokens per second", "1/s", 0}},
        {"memory_mib", {"Memory", "MiB", 0}},
    };
    const auto found = known.find(name);
    if (found != known.end()) {
        return found->second;
    }
    return {name, "", 4};
}

std::string axisTitle(const std::string& metric)
{
    const MetricInfo info = metricInfo(metric);
    return info.unit.empty() ? info.title : info.title + " (" + info.unit + ")";
}

} // namespace dpl::runs
