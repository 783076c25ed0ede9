#pragma once

#include "backbone/backbone_config.hpp"

#include <functional>

/// What the readers of config.json and of GGUF metadata share with the families.
namespace dpl::backbone {

/// No model's sizes are near it, and products of two stay within 64 bits.
constexpr std::int64_t largestSize = std::int64_t{1} << 24;

/// A size between 1 and largestSize.
std::int64_t readSize(const JsonObject& config, const std::string& key);
std::int64_t readSize(const JsonObject& config, const std::string& key, std::int64_t fallback);

double readPositive(const JsonObject& config, const std::string& key, double fallback);

/// Whether a key is there and null, which is not the same as to leave it out.
bool saysNull(const JsonObject& config, const std::string& key);

/// A token id, or the first of a list of them.
std::optional<std::int64_t> readToken(const JsonObject& config, const std::string& key);

/// rope_parameters, or an object like it; `rope` holds what is usual. Throws Error for types that are not supported.
void readRope(const JsonObject& parameters, const JsonObject& json, BackboneConfig& config, Rope& rope);

/// How much of each head is rotated. Throws Error if the family has no choice.
void setRotaryPart(const JsonObject& json, const std::string& key, BackboneConfig& config);

/// rope_theta, rope_scaling and rope_parameters of a config.json whose layers all rotate alike.
void readRopes(const JsonObject& json, BackboneConfig& config);

/// By how much longrope multiplies cosines and sines, of a GGUF file.
void readLongropeFactor(const JsonObject& metadata, const std::string& key, BackboneConfig& config);

/// "sliding_window"; 0 if there is none.
std::int64_t slidingWindow(const JsonObject& json);

/// Sets the windows of the layers that have one.
void setWindows(BackboneConfig& config, std::int64_t window, const std::function<bool(std::int64_t)>& hasWindow);

/// The same, unless the config's own layer_types say which.
void readWindows(const JsonObject& json, BackboneConfig& config, std::int64_t window,
    const std::function<bool(std::int64_t)>& hasWindow);

/// Of the layers from max_window_layers on, if use_sliding_window says so.
void readQwenWindows(const JsonObject& json, BackboneConfig& config);

/// Throws Error if heads and their sizes do not divide as they must.
void checkHeads(const BackboneConfig& config, const std::string& source);

} // namespace dpl::backbone
