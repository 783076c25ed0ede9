#pragma once

#include "text/split_pattern.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dpl::backbone {

/// Which linear layers of a backbone get an adapter, as peft has target_modules: names that a layer's path ends with
/// ("q_proj", "layers.0.self_attn.q_proj"), "all-linear" for all of them, and patterns of the whole path, recognised by
/// a character that no name has ("model\\.layers\\.[01]\\..*_proj").
class LoraTargets {
public:
    /// `prefix`: what paths have before the model's names. Throws Error for a pattern that is none.
    LoraTargets(const std::vector<std::string>& targets, std::string prefix);

    /// Whether the layer of that name gets one; each is to be asked about once.
    bool take(const std::string& name);

    /// Throws Error that names a target of which there is no layer.
    void checkAllFound() const;

    /// The targets as they were given, if all are names. Else names of the layers that are taken: last parts, where all
    /// layers that have them are, or whole paths.
    std::vector<std::string> names() const;

private:
    struct Target {
        std::string text;
        std::optional<text::SplitPattern> pattern;
        bool isFound = false;
    };

    bool matches(Target& target, const std::string& path);

    std::string m_prefix;
    std::vector<Target> m_targets;
    text::SplitPattern::Scratch m_scratch;
    std::vector<std::pair<std::string, bool>> m_asked; ///< names of layers, and whether they are taken
};

} // namespace dpl::backbone
