#include "base/checkpoints.hpp"
#include "base/files.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

namespace dpl {
namespace {

using test::TemporaryFolder;

void write(const std::filesystem::path& folder, std::int64_t step, const std::string& content = "x")
{
    writeCheckpoint(
        folder, step, [&](const std::filesystem::path& into) { writeFileAtomically(into / "state", content); });
}

std::vector<std::string> listed(const std::filesystem::path& folder)
{
    std::vector<std::string> names;
    for (const auto& path : listCheckpoints(folder)) {
        names.push_back(path.filename().string());
    }
    return names;
}

using Names = std::vector<std::string>;

TEST(Checkpoints, theTwoNewestAreKeptAndListedNewestFirst)
{
    const TemporaryFolder temporary;
    const std::filesystem::path folder = temporary / "checkpoints";
    EXPECT_EQ(listed(folder), Names{}) << "the folder is not there yet";
    write(folder, 9);
    EXPECT_EQ(listed(folder), Names{"step-9"});
    write(folder, 10);
    EXPECT_EQ(listed(folder), (Names{"step-10", "step-9"})) << "by number, not by letters";
    write(folder, 100);
    EXPECT_EQ(listed(folder), (Names{"step-100", "step-10"}));
    EXPECT_FALSE(std::filesystem::exists(folder / "step-9"));
}

TEST(Checkpoints, oneThatFailsLeavesTheOthersAsTheyWere)
{
    const TemporaryFolder folder;
    write(folder.path(), 1, "good");
    const auto fails = [&](std::int64_t step) {
        writeCheckpoint(folder.path(), step, [](const std::filesystem::path& into) {
            writeFileAtomically(into / "state", "half");
            throw Error("the disk is full");
        });
    };
    EXPECT_EQ(test::errorOf([&] { fails(2); }), "the disk is full");
    EXPECT_EQ(listed(folder.path()), Names{"step-1"});
    EXPECT_EQ(test::errorOf([&] { fails(1); }), "the disk is full");
    EXPECT_EQ(readFile(folder.path() / "step-1" / "state"), "good");
    // What the failed attempt left behind is not in the way of the next, and not in its result.
    writeCheckpoint(
        folder.path(), 2, [](const std::filesystem::path& into) { writeFileAtomically(into / "other", "y"); });
    EXPECT_EQ(listed(folder.path()), (Names{"step-2", "step-1"}));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "step-2" / "state"));
}

TEST(Checkpoints, oneThatFailsLeavesNothingThatTakesSpace)
{
    const TemporaryFolder folder;
    const auto fails = [](const std::filesystem::path& into) {
        writeFileAtomically(into / "state", "half");
        throw Error("the disk is full");
    };
    EXPECT_THROW(writeCheckpoint(folder.path(), 2, fails), Error);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Checkpoints, thatCannotBeListedAreNotTakenForNone)
{
    const TemporaryFolder folder;
    writeFileAtomically(folder / "plain", "");
    EXPECT_THROW(listCheckpoints(folder / "plain"), FileError);
}

TEST(Checkpoints, oneOfTheSameStepIsReplaced)
{
    const TemporaryFolder folder;
    write(folder.path(), 5, "old");
    write(folder.path(), 5, "new");
    EXPECT_EQ(listed(folder.path()), Names{"step-5"});
    EXPECT_EQ(readFile(folder.path() / "step-5" / "state"), "new");
}

TEST(Checkpoints, theOneJustWrittenOutlivesLaterOnesThatWerePassedOver)
{
    const TemporaryFolder folder;
    write(folder.path(), 90, "damaged");
    write(folder.path(), 100, "damaged");
    write(folder.path(), 60, "whole");
    ASSERT_FALSE(listed(folder.path()).empty());
    EXPECT_EQ(listed(folder.path()).front(), "step-60") << "a run that had to go back goes on from where it is now";
}

TEST(Checkpoints, foreignNamesAreIgnoredAndLeftAlone)
{
    const TemporaryFolder folder;
    for (const char* name : {"step-", "step-x", "step-12.bak", "step--3", "step-+4", ".unfinished-13", "other"}) {
        std::filesystem::create_directory(folder / name);
    }
    writeFileAtomically(folder / "step-14", "a file, no folder");
    EXPECT_EQ(listed(folder.path()), Names{});
    write(folder.path(), 1);
    write(folder.path(), 2);
    write(folder.path(), 3);
    EXPECT_EQ(listed(folder.path()), (Names{"step-3", "step-2"}));
    EXPECT_TRUE(std::filesystem::exists(folder / "step-12.bak"));
    EXPECT_TRUE(std::filesystem::exists(folder / "step-14"));
}

TEST(Checkpoints, aFolderThatCannotBeWrittenIsAnError)
{
    const TemporaryFolder folder;
    writeFileAtomically(folder / "plain", "");
    EXPECT_TRUE(test::says(test::errorOf([&] { write(folder.path() / "plain", 1); }), {"plain", "Not a directory"}));
}

} // namespace
} // namespace dpl
