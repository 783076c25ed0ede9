#include "sweep/sweep_file.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"

namespace dpl::sweep {

namespace {

/// One that cannot be read is another.
bool saysTheSame(const std::filesystem::path& file, const Json& params)
{
    try {
        return readJsonFile(file) == params;
    } catch (const Error&) {
        return false;
    }
}

} // namespace

std::filesystem::path writeBesideOthers(const std::filesystem::path& folder, const SweepParams& params)
{
    const Json wanted = params.toJson();
    const std::filesystem::path first = folder / sweepFileName;
    std::filesystem::path file = first;
    for (int number = 2; std::filesystem::exists(file); ++number) {
        if (saysTheSame(file, wanted)) {
            return file;
        }
        file.replace_filename(first.stem().string() + "-" + std::to_string(number) + first.extension().string());
    }
    writeJsonFile(file, wanted);
    return file;
}

} // namespace dpl::sweep
