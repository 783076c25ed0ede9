// adapter_config.json beside a valid adapter_model.safetensors: read, and if it can be, written again.

#include "backbone/adapter.hpp"
#include "base/error.hpp"
#include "finding.hpp"
#include "input_file.hpp"

#include <cstdint>
#include <filesystem>

namespace {

/// The config, with weights beside it.
class AdapterFolder {
public:
    AdapterFolder()
    {
        std::filesystem::copy("fixtures/adapters/tiny-llama-base/adapter_model.safetensors", m_config.folder());
    }

    std::filesystem::path withConfig(const std::uint8_t* data, std::size_t size) const
    {
        m_config.write(data, size);
        return m_config.folder();
    }

private:
    dpl::test::InputFile m_config{"adapter_config.json"};
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace dpl;
    static const AdapterFolder input;
    try {
        const backbone::Adapter adapter = backbone::readAdapter(input.withConfig(data, size));
        test::require(adapter.config.lora.rank == adapter.layers.front().a.rows, "ranks differ");
    } catch (const Error&) {
    }
    return 0;
}
