#pragma once

#include "base/error.hpp"
#include "base/json.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::runs {

/// A parameter with the value that a run has and the one that is asked for; null where there is none.
struct ParamDifference {
    std::string name;
    Json there;
    Json asked;

    friend bool operator==(const ParamDifference&, const ParamDifference&) = default;
};

/// The parameters that differ between two objects of them. The order of keys says nothing, and a parameter that is null
/// is as good as none.
std::vector<ParamDifference> paramDifferences(const Json& there, const Json& asked);

/// "max_length is 512 there and 1024 here, bf16 is true there and false here, and 2 more differ"
std::string textOf(const std::vector<ParamDifference>& differences);

/// A folder beside `folder` that is not there yet: "{folder}-2", or with a higher number, also in place of one that
/// `folder` ends with.
std::filesystem::path freeFolderBeside(std::filesystem::path folder);

/// A folder has another run than the one that is to go on there. The message names the folder and what differs.
class OtherRun final : public Error {
public:
    OtherRun(const std::filesystem::path& folder, const std::vector<ParamDifference>& differences);

    const std::filesystem::path& freeFolder() const { return m_freeFolder; }

private:
    std::filesystem::path m_freeFolder;
};

} // namespace dpl::runs
