#include "base/files.hpp"
#include "base/unfinished_files.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <fstream>
#include <set>
#include <thread>

#include <sys/stat.h>

namespace dpl {
namespace {

using test::errorOf;
using test::says;
using test::TemporaryFolder;

std::set<std::string> namesIn(const std::filesystem::path& folder)
{
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

void put(const std::filesystem::path& file, const std::string& content)
{
    std::ofstream(file, std::ios::binary) << content;
}

TEST(WriteFileAtomically, writesAndReplacesAndLeavesNothingElse)
{
    const TemporaryFolder folder;
    const std::string binary("a\0b\r\n", 5);
    for (const std::string& content : {std::string("first"), binary, std::string()}) {
        writeFileAtomically(folder / "file.txt", content);
        EXPECT_EQ(readFile(folder / "file.txt"), content);
        EXPECT_EQ(namesIn(folder.path()), std::set<std::string>{"file.txt"});
    }
}

TEST(RemoveUnfinished, removesWhatKilledProcessesLeftAndNothingElse)
{
    const TemporaryFolder folder;
    for (const char* name : {".unfinished-a.json.x1y2z3", ".unfinished-b.json.x1y2z3", "a.json", ".other"}) {
        put(folder / name, "x");
    }
    removeUnfinished(folder.path(), "a.json");
    EXPECT_EQ(namesIn(folder.path()), (std::set<std::string>{".unfinished-b.json.x1y2z3", "a.json", ".other"}));
    removeUnfinished(folder.path());
    EXPECT_EQ(namesIn(folder.path()), (std::set<std::string>{"a.json", ".other"}));
    EXPECT_NO_THROW(removeUnfinished(folder / "absent"));
}

TEST(WriteFileAtomically, makesTheFolderAndFollowsTheUmask)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "a" / "b" / "file.txt";
    const mode_t mask = ::umask(027);
    writeFileAtomically(file, "x");
    ::umask(mask);
    struct stat status { };
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777u, 0640u) << "as other programs' files, not as a temporary one";
}

TEST(WriteFileAtomically, namesTheFileAndTheReasonOfAFailure)
{
    const TemporaryFolder folder;
    put(folder / "plain", "x");
    const std::filesystem::path below = folder.path() / "plain" / "file.txt";
    EXPECT_TRUE(
        says(errorOf([&] { writeFileAtomically(below, "y"); }), {(folder / "plain").string(), "Not a directory"}));
    EXPECT_EQ(readFile(folder / "plain"), "x");

    std::filesystem::create_directory(folder / "taken");
    put(folder.path() / "taken" / "inside", "z");
    EXPECT_TRUE(
        says(errorOf([&] { writeFileAtomically(folder / "taken", "y"); }), {(folder / "taken").string(), "directory"}));
    EXPECT_EQ(namesIn(folder.path()), (std::set<std::string>{"plain", "taken"})) << "no temporary file stays behind";
}

TEST(WriteFileAtomically, aReaderSeesOneVersionOrTheOther)
{
    const TemporaryFolder folder;
    const std::string a(40000, 'a');
    const std::string b(40000, 'b');
    writeFileAtomically(folder / "file.txt", a);
    std::jthread writer([&](const std::stop_token& stop) {
        for (int i = 0; !stop.stop_requested() && i < 1000; ++i) {
            writeFileAtomically(folder / "file.txt", i % 2 == 0 ? b : a);
        }
    });
    for (int i = 0; i < 300; ++i) {
        const std::string seen = readFile(folder / "file.txt");
        ASSERT_TRUE(seen == a || seen == b) << "a mixture of " << seen.size() << " bytes";
    }
}

TEST(ReadFile, namesTheFileAndTheReasonOfAFailure)
{
    const TemporaryFolder folder;
    EXPECT_TRUE(says(errorOf([&] { readFile(folder / "absent"); }), {(folder / "absent").string(), "No such file"}));
    EXPECT_TRUE(says(errorOf([&] { readFile(folder.path()); }), {folder.path().string(), "folder"}));
}

TEST(MakeFolder, namesTheFolderAndTheReasonOfAFailure)
{
    const TemporaryFolder folder;
    put(folder / "plain", "");
    const std::filesystem::path below = folder.path() / "plain" / "deep" / "er";
    EXPECT_TRUE(says(errorOf([&] { makeFolder(below); }), {below.string(), "Not a directory"}));
    EXPECT_NO_THROW(makeFolder(folder.path())) << "it is there already";
    EXPECT_NO_THROW(makeFolder("")) << "the folder of a file named without one";
}

TEST(LineLog, appendsWholeLinesAcrossOpenings)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "logs" / "log.jsonl";
    {
        LineLog log(file);
        log.append("one");
        EXPECT_EQ(readFile(file), "one\n") << "handed over at once, not when the log closes";
        LineLog moved(std::move(log));
        moved.append("two");
    }
    LineLog(file).append("three");
    EXPECT_EQ(readFile(file), "one\ntwo\nthree\n");
}

TEST(LineLog, dropsALastLineThatWasCutOff)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "log.jsonl";
    for (const auto& [before, after] : {std::pair{"one\ntwo\nthr", "one\ntwo\nnew\n"}, std::pair{"cut", "new\n"},
             std::pair{"", "new\n"}, std::pair{"one\n", "one\nnew\n"}, std::pair{"one\n\n", "one\n\nnew\n"}}) {
        put(file, before);
        LineLog(file).append("new");
        EXPECT_EQ(readFile(file), after) << "after \"" << before << "\"";
    }
}

TEST(LineLog, namesTheFileAndTheReasonOfAFailure)
{
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "log");
    EXPECT_TRUE(says(errorOf([&] { LineLog{folder / "log"}; }), {(folder / "log").string(), "Is a directory"}));
}

} // namespace
} // namespace dpl
