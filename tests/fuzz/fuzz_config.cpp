// config.json of a backbone, and the metadata of a GGUF file as JSON: read, and if it can be, described.

#include "backbone/backbone_config.hpp"
#include "base/error.hpp"

#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace dpl;
    try {
        const Json json = parseJson(std::string(reinterpret_cast<const char*>(data), size), "config.json");
        const bool isGguf = json.is_object() && json.contains("general.architecture");
        const backbone::BackboneConfig config =
            isGguf ? backbone::configFromGguf(json, "model.gguf") : backbone::configFromJson(json, "config.json");
        // What is promised of a config that was accepted.
        const bool keepsPromises = config.layers > 0 && config.heads > 0 && config.heads % config.keyValueHeads == 0
            && config.queryWidth() > 0 && config.hiddenSize > 0 && config.contextLength > 0 && config.normEpsilon > 0.0;
        if (!keepsPromises) {
            __builtin_trap();
        }
    } catch (const Error&) {
    }
    return 0;
}
