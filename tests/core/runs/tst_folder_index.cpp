#include "base/stopped.hpp"
#include "run_samples.hpp"
#include "runs/folder_index.hpp"
#include "runs/listed_run.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

namespace dpl::runs {
namespace {

using test::TemporaryFolder;
namespace fs = std::filesystem;

void put(const fs::path& file, const std::string& text)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

/// Gives all that lies there a date of long ago, as of folders that nobody writes to.
void age(const fs::path& folder)
{
    const auto past = fs::file_time_type::clock::now() - std::chrono::hours(1);
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        fs::last_write_time(entry.path(), past);
    }
    fs::last_write_time(folder, past);
}

struct Note {
    fs::path file;
};

/// A kind that the index was not made for: files called note.txt, but for empty ones.
class Notes : public KindOf<Note> {
public:
    std::vector<fs::path> in(const SeenFolder& folder) const override
    {
        return folder.holds("note.txt") ? std::vector{folder.path / "note.txt"} : std::vector<fs::path>();
    }
    std::vector<fs::path> dependencies(const fs::path& found) const override { return {found}; }

protected:
    std::shared_ptr<const Note> read(const fs::path& found, const fs::path&) const override
    {
        return fs::file_size(found) > 0 ? std::make_shared<const Note>(Note{found}) : nullptr;
    }
};

std::vector<std::string> walked(const fs::path& root, int deepest = 8)
{
    std::vector<std::string> names;
    for (const SeenFolder& folder : walkBelow({root, deepest})) {
        names.push_back(folder.path.lexically_relative(root).generic_string());
    }
    return names;
}

TEST(FolderWalk, staysOutOfHiddenFoldersCheckpointsOfRunsAndLinks)
{
    const TemporaryFolder root;
    put(root / "exp/run/run.json", "{}");
    put(root / "exp/run/checkpoints/step-1/file", "");
    put(root / "exp/run/adapter/file", "");
    put(root / "exp/.git/objects/file", "");
    put(root / "checkpoints/inner/file", ""); // of no run
    fs::create_directory_symlink(root / "exp", root / "link");
    EXPECT_EQ(walked(root.path()),
        (std::vector<std::string>{
            ".", "checkpoints", "checkpoints/inner", "exp", "exp/run", "exp/run/adapter", "link"}));
    EXPECT_EQ(walked(root.path(), 1), (std::vector<std::string>{".", "checkpoints", "exp", "link"}));
    EXPECT_TRUE(walked(root / "absent").empty());
    EXPECT_TRUE(walked(root / "exp/run/run.json").empty());
}

TEST(FolderWalk, goesOnWhereAFolderCannotBeRead)
{
    const TemporaryFolder root;
    put(root / "a/file", "");
    put(root / "locked/inner/file", "");
    put(root / "z/file", "");
    fs::permissions(root / "locked", fs::perms::none);
    const auto names = walked(root.path());
    fs::permissions(root / "locked", fs::perms::owner_all);
    EXPECT_TRUE(std::find(names.begin(), names.end(), "a") != names.end());
    EXPECT_TRUE(std::find(names.begin(), names.end(), "z") != names.end());
}

TEST(FolderIndex, servesAllKindsByOneWalk)
{
    const TemporaryFolder root;
    {
        RunFolder run(root / "exp/run", test::trainingRecord("base", "both", 0), RunStart::overwrite);
        run.end(RunState::finished, "", nullptr);
    }
    put(root / "exp/note.txt", "a");
    put(root / "empty/note.txt", "");
    FolderIndex index(root.path(), {listedRuns(), std::make_shared<const Notes>()});
    const IndexedEntries entries = index.update();
    ASSERT_EQ(entries.all<ListedRun>().size(), 1U);
    ASSERT_EQ(entries.all<Note>().size(), 1U);
    EXPECT_EQ(entries.all<Note>()[0]->file, root / "exp/note.txt");
    EXPECT_EQ(index.foldersRead(), 4U) << "the root, both folders in it and the run's, each once";
}

TEST(FolderIndex, readsWhatChangedAndNothingElse)
{
    const TemporaryFolder root;
    for (const char* name : {"a", "b"}) {
        RunFolder run(root.path() / name, test::trainingRecord("base", "both", 0), RunStart::overwrite);
        run.end(RunState::finished, "", nullptr);
    }
    put(root / "empty/note.txt", "");
    age(root.path());
    FolderIndex index(root.path(), {listedRuns(), std::make_shared<const Notes>()});
    const IndexedEntries first = index.update();
    EXPECT_EQ(index.foldersRead(), 4U);
    EXPECT_EQ(index.described(), 3U);

    const IndexedEntries second = index.update();
    EXPECT_EQ(index.foldersRead(), 4U);
    EXPECT_EQ(index.described(), 3U) << "what turned out to be none is remembered, too";
    EXPECT_FALSE(second.differs(first, typeid(ListedRun)));

    writeNotes(root / "b", {"mine", "", {}});
    const IndexedEntries third = index.update();
    EXPECT_EQ(index.foldersRead(), 5U) << "a file came into b";
    EXPECT_EQ(index.described(), 4U);
    EXPECT_TRUE(third.differs(second, typeid(ListedRun)));
    EXPECT_FALSE(third.differs(second, typeid(Note)));
    EXPECT_EQ(third.all<ListedRun>()[0], first.all<ListedRun>()[0]) << "the same object";
    EXPECT_EQ(third.all<ListedRun>()[1]->name(), "mine");

    fs::remove_all(root / "a");
    EXPECT_EQ(index.update().all<ListedRun>().size(), 1U);
    EXPECT_LE(index.described(), 5U) << "only b, which was written just now, may be read again";
}

TEST(FolderIndex, asksARunningRunEachTimeAndTellsWhenItIsAsBefore)
{
    const TemporaryFolder root;
    FolderIndex index(root.path(), {listedRuns()});
    std::optional<RunFolder> run(
        std::in_place, root / "run", test::trainingRecord("base", "both", 0), RunStart::overwrite);
    const IndexedEntries first = index.update();
    const IndexedEntries second = index.update();
    EXPECT_EQ(index.described(), 2U);
    EXPECT_FALSE(second.differs(first, typeid(ListedRun)));
    run.reset(); // as if its process was killed
    const IndexedEntries third = index.update();
    EXPECT_TRUE(third.differs(second, typeid(ListedRun)));
    EXPECT_EQ(third.all<ListedRun>()[0]->record.state, RunState::interrupted);
}

TEST(FolderIndex, stopsWithinMomentsAndGoesOnLater)
{
    const TemporaryFolder root;
    for (int i = 0; i < 3000; ++i) {
        put(root.path() / ("folder" + std::to_string(i)) / "note.txt", "a");
    }
    FolderIndex index(root.path(), {std::make_shared<const Notes>()});
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(index.update({}, stop.get_token()), Stopped);
    EXPECT_EQ(index.foldersRead(), 0U);

    std::stop_source later;
    std::thread stopper([&later] {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        later.request_stop();
    });
    try {
        index.update({}, later.get_token());
    } catch (const Stopped&) {
        EXPECT_LT(index.foldersRead(), 3001U);
    }
    stopper.join();
    EXPECT_EQ(index.update().all<Note>().size(), 3000U);
}

} // namespace
} // namespace dpl::runs
