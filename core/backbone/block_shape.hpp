#pragma once

#include "backbone/backbone_config.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace dpl::backbone {

/// A norm's name within the model and its width; without a name there is none.
struct NormShape {
    std::string name;
    std::int64_t width = 0;

    bool exists() const { return !name.empty(); }
};

/// Linear layers that read the same input, by their names within the model and the numbers of their outputs.
struct GroupShape {
    std::int64_t inputs = 0;
    std::vector<std::pair<std::string, std::int64_t>> members;
    bool hasBias = false;

    std::int64_t outputs() const;
};

/// What a layer of a backbone is made of, by its family and its config.
struct BlockShape {
    NormShape attentionNorm;
    GroupShape queryKeyValue;
    NormShape queryNorm;
    NormShape keyNorm;
    GroupShape attentionOutput;
    NormShape attentionOutputNorm;
    NormShape mlpNorm;
    GroupShape mlpIn;
    GroupShape mlpOut;
    NormShape mlpOutputNorm;

    std::vector<const NormShape*> norms() const; ///< those that are there
    std::vector<const GroupShape*> groups() const; ///< in the order of the computation
};
BlockShape blockShape(const BackboneConfig& config, std::int64_t layer);

/// Calls f(name, shape) for every tensor of a backbone, in the order in which they are loaded; matrices as
/// [inputs, outputs] if `inputsFirst`.
void forEachTensor(const BackboneConfig& config, bool inputsFirst,
    const std::function<void(const std::string& name, const std::vector<std::int64_t>& shape)>& f);

} // namespace dpl::backbone
