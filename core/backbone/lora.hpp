#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dpl::backbone {

/// Low-rank adaptation (Hu et al., "LoRA", ICLR 2022) of chosen linear layers: y = x W^T + scale * dropout(x) A^T B^T,
/// A [rank, in], B [out, rank]. Defaults are the reference's (REFERENCE 3).
struct LoraConfig {
    std::int64_t rank = 8;
    double alpha = 32.0;
    double dropout = 0.1;
    bool rankStabilized = false; ///< scale alpha / sqrt(rank) instead of alpha / rank (rsLoRA)
    std::vector<std::string>
        targetModules; ///< last parts of layer names; empty: q_proj and v_proj, or c_attn for GPT-2

    double scale() const { return scale(alpha, rank); }

    /// Of a layer with an alpha and a rank of its own.
    double scale(double layerAlpha, std::int64_t layerRank) const;

    /// Throws Error naming the field that is out of range.
    void check() const;
};

} // namespace dpl::backbone
