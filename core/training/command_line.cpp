#include "training/command_line.hpp"

#include "base/command_line.hpp"

namespace dpl::training {

std::vector<std::string> commandLine(
    const TrainingParams& params, const std::filesystem::path& runFolder, const std::string& device)
{
    CommandLine line("train");
    const Json defaults = TrainingParams().toJson();
    const Json values = params.toJson();
    for (const auto& [name, value] : values.items()) {
        line.addUnless(defaults[name], name, value);
    }
    line.addUnless("", "run_folder", runFolder.string());
    if (bf16ByDefault(params, device) && !params.bf16) {
        line.add("bf16", "False");
    }
    return onDevice(line.words(), device);
}

} // namespace dpl::training
