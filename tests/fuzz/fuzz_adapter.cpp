// adapter_config.json beside a valid adapter_model.safetensors: read, and if it can be, written again.

#include "backbone/adapter.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

namespace {

std::filesystem::path folder()
{
    static const std::filesystem::path result = [] {
        const auto path = std::filesystem::temp_directory_path() / ("dpl-fuzz-adapter-" + std::to_string(::getpid()));
        std::filesystem::create_directories(path);
        std::filesystem::copy("fixtures/adapters/tiny-llama-base/adapter_model.safetensors", path,
            std::filesystem::copy_options::overwrite_existing);
        return path;
    }();
    return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace dpl;
    std::ofstream(folder() / "adapter_config.json", std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    try {
        const backbone::Adapter adapter = backbone::readAdapter(folder());
        if (adapter.config.lora.rank != adapter.layers.front().a.rows) {
            __builtin_trap();
        }
    } catch (const Error&) {
    }
    return 0;
}
