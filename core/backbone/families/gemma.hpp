#pragma once

#include "backbone/backbone_config.hpp"

namespace dpl::backbone {

/// What Gemma 2 and 3 have in common.
FamilySpec gemmaWithNormsAround();

/// 1 / sqrt(query_pre_attn_scalar)
double attentionScale(double scalar);

/// The same of a GGUF file, which says it only where it was made lately; 0: what is usual.
double ggufAttentionScale(const JsonObject& metadata, const std::string& architecture, const BackboneConfig& config);

/// Throws Error where tokens see those behind them, as in embedding models.
void refuseBothWays(const JsonObject& json);

} // namespace dpl::backbone
