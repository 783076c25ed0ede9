#include "runs/metric_info.hpp"

#include <map>

namespace dpl::runs {

MetricInfo metricInfo(const std::string& name)
{
    static const std::map<std::string, MetricInfo> known{
        {"loss",
            {"Loss", "nats",
                "Mean loss of the comparisons. The categorical head's training loss has an entropy term and may be "
                "below 0; its held-out loss has none."}},
        {"accuracy", {"Accuracy", "share", "Share of comparisons with a loss below ln 2; a tie is wrong."}},
        {"margin", {"Reward margin", "", "Mean utility of the chosen response less that of the rejected one."}},
        {"sigma",
            {"Mean σ", "", "Standard deviation of the predicted utilities; of heads that predict a distribution."}},
        {"entropy", {"Entropy", "nats", "Of the categorical head's distributions."}},
        {"learning_rate", {"Learning rate", "", ""}},
        {"grad_norm", {"Gradient norm", "", "Before it is bounded (max_grad_norm)."}},
        {"epoch", {"Epoch", "", ""}},
        {"comparisons_per_second", {"Comparisons per second", "1/s", ""}},
        {"tokens_per_second", {"Tokens per second", "1/s", ""}},
        {"memory_mib", {"Memory", "MiB", "Of the process that trains."}},
    };
    const auto found = known.find(name);
    if (found != known.end()) {
        return found->second;
    }
    return {name, "", ""};
}

std::string axisTitle(const std::string& metric)
{
    const MetricInfo info = metricInfo(metric);
    return info.unit.empty() ? info.title : info.title + " (" + info.unit + ")";
}

} // namespace dpl::runs
