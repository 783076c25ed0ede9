#include "run_samples.hpp"
#include "runs/run_files.hpp"
#include "runs/run_result.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::runs {
namespace {

using test::TemporaryFolder;

/// A run that ended as `state`, and what its work left behind, as a process that was killed before tidying up does.
void writeRun(const std::filesystem::path& folder, RunState state)
{
    RunFolder(folder, test::trainingRecord("base", "both", 0), RunStart::overwrite).end(state, "", nullptr);
    for (const char* name : whatOnlyWorkNeeds) {
        std::filesystem::create_directories(folder / name / "step-100");
    }
}

bool hasWhatOnlyWorkNeeds(const std::filesystem::path& folder)
{
    return std::filesystem::exists(folder / whatOnlyWorkNeeds.front() / "step-100");
}

TEST(TidyFinishedRun, removesWhatOnlyWorkNeeds)
{
    const TemporaryFolder root;
    writeRun(root / "run", RunState::finished);
    tidyFinishedRun(root / "run");
    for (const char* name : whatOnlyWorkNeeds) {
        EXPECT_FALSE(std::filesystem::exists(root / "run" / name)) << name;
    }
    EXPECT_TRUE(std::filesystem::exists(root / "run" / "run.json"));
    EXPECT_NO_THROW(tidyFinishedRun(root / "run")) << "there is nothing left to do";
    EXPECT_NO_THROW(tidyFinishedRun(root / "no run"));
}

TEST(TidyFinishedRun, leavesARunThatCanGoOn)
{
    const TemporaryFolder root;
    for (const RunState state : {RunState::stopped, RunState::failed}) {
        const auto folder = root / toString(state);
        writeRun(folder, state);
        tidyFinishedRun(folder);
        EXPECT_TRUE(hasWhatOnlyWorkNeeds(folder)) << toString(state);
    }
}

TEST(TidyFinishedRun, leavesARunThatIsAtWork)
{
    const TemporaryFolder root;
    writeRun(root / "run", RunState::finished);
    {
        const FolderLock lock(root / "run" / lockName);
        EXPECT_NO_THROW(tidyFinishedRun(root / "run"));
        EXPECT_TRUE(hasWhatOnlyWorkNeeds(root / "run"));
    }
    tidyFinishedRun(root / "run");
    EXPECT_FALSE(hasWhatOnlyWorkNeeds(root / "run"));
}

} // namespace
} // namespace dpl::runs
