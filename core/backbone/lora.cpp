#include "backbone/lora.hpp"

#include "base/error.hpp"

#include <cmath>

namespace dpl::backbone {

double LoraConfig::scale(double layerAlpha, std::int64_t layerRank) const
{
    const auto r = static_cast<double>(layerRank);
    return layerAlpha / (rankStabilized ? std::sqrt(r) : r);
}

void LoraConfig::check() const
{
    if (rank < 1 || rank > 65536) {
        throw Error("LoRA: the rank must be between 1 and 65536, found " + std::to_string(rank));
    }
    if (!std::isfinite(alpha) || alpha == 0.0) {
        throw Error("LoRA: alpha must be a number other than 0");
    }
    if (!(dropout >= 0.0 && dropout < 1.0)) {
        throw Error("LoRA: dropout must be from 0 to below 1");
    }
}

} // namespace dpl::backbone
