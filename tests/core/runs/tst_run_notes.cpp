#include "base/error.hpp"
#include "runs/run_notes.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace dpl::runs {
namespace {

TEST(RunNotes, lieBesideTheRun)
{
    const test::TemporaryFolder folder;
    EXPECT_EQ(readNotes(folder.path()), RunNotes());
    const RunNotes notes{"first", "a note\nof two lines", {"seeds", "try"}};
    writeNotes(folder.path(), notes);
    EXPECT_EQ(readNotes(folder.path()), notes);
    std::ofstream(folder.path() / "notes.json") << "{";
    EXPECT_THROW(readNotes(folder.path()), Error);
}

TEST(RunNotes, tagsAreTypedWithCommas)
{
    EXPECT_EQ(tagsFromText(" seeds,first try ,, seeds"), (std::vector<std::string>{"seeds", "first try"}));
    EXPECT_EQ(textOfTags({"a", "b c"}), "a, b c");
    EXPECT_TRUE(tagsFromText(" , ").empty());
}

} // namespace
} // namespace dpl::runs
