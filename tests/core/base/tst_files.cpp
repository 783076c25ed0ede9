#include "base/files.hpp"
#include "base/unfinished_files.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <fstream>
#include <set>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

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

mode_t permissionsOf(const std::filesystem::path& file)
{
    struct stat status { };
    EXPECT_EQ(::stat(file.c_str(), &status), 0) << file;
    return status.st_mode & 0777u;
}

/// A process has one mask: whoever asks for it by setting it lets others write for all the world meanwhile.
TEST(WriteFileAtomically, leavesTheMaskAloneHoweverManyWrite)
{
    const TemporaryFolder folder;
    const mode_t mask = ::umask(077);
    {
        std::vector<std::jthread> writers;
        for (int writer = 0; writer < 4; ++writer) {
            writers.emplace_back([&, writer] {
                for (int i = 0; i < 200; ++i) {
                    writeFileAtomically(folder / ("file" + std::to_string(writer)), "x", Durability::soon);
                }
            });
        }
        for (int i = 0; i < 2000; ++i) {
            const std::string name = "other" + std::to_string(i);
            ::close(::open((folder / name).c_str(), O_CREAT | O_WRONLY, 0666));
            ASSERT_EQ(permissionsOf(folder / name), 0600u) << "file " << i;
        }
    }
    EXPECT_EQ(::umask(mask), 077u);
}

TEST(WriteFileAtomically, keepsThePermissionsOfWhatItReplaces)
{
    const TemporaryFolder folder;
    put(folder / "file", "old");
    for (const mode_t mode : {0600u, 0444u, 0755u}) {
        ASSERT_EQ(::chmod((folder / "file").c_str(), mode), 0);
        writeFileAtomically(folder / "file", "new");
        EXPECT_EQ(permissionsOf(folder / "file"), mode);
    }
}

TEST(WriteFileAtomically, replacesWhatASymbolicLinkLeadsTo)
{
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "elsewhere");
    put(folder.path() / "elsewhere" / "file", "old");
    std::filesystem::create_symlink("elsewhere/file", folder / "second");
    std::filesystem::create_symlink(folder / "second", folder / "first");
    std::filesystem::create_symlink("elsewhere/absent", folder / "dangling");
    for (const char* name : {"first", "dangling"}) {
        writeFileAtomically(folder / name, "new");
        EXPECT_TRUE(std::filesystem::is_symlink(folder / name));
        EXPECT_EQ(readFile(folder / name), "new");
    }
    EXPECT_EQ(namesIn(folder / "elsewhere"), (std::set<std::string>{"absent", "file"}));
    std::filesystem::create_symlink("round", folder / "about");
    std::filesystem::create_symlink("about", folder / "round");
    EXPECT_TRUE(says(errorOf([&] { writeFileAtomically(folder / "round", "x"); }), {"round", "circle"}));
}

TEST(WriteFileAtomically, writesThroughPipesAndDevices)
{
    const TemporaryFolder folder;
    const std::filesystem::path pipe = folder / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    writeFileAtomically(pipe, "through");
    char text[16] = "";
    EXPECT_EQ(::read(reader, text, sizeof text), 7);
    EXPECT_STREQ(text, "through");
    EXPECT_TRUE(std::filesystem::is_fifo(pipe));
    LineLog(pipe).append("line");
    EXPECT_EQ(::read(reader, text, sizeof text), 5);
    const std::string other = "/dev/fd/" + std::to_string(reader);
    EXPECT_TRUE(outputPlace(other).isStream) << "however it is called";
    ::close(reader);
    // As root, a device of our own stands in for the one that everybody uses.
    if (::mknod((folder / "null").c_str(), S_IFCHR | 0666, makedev(1, 3)) == 0) {
        if (const int null = ::open((folder / "null").c_str(), O_WRONLY); null >= 0) {
            ::close(null);
            writeFileAtomically(folder / "null", "nothing");
            EXPECT_TRUE(std::filesystem::is_character_file(folder / "null"));
        }
    }
    EXPECT_TRUE(outputPlace("/dev/full").isStream);
    EXPECT_TRUE(says(errorOf([] { writeFileAtomically("/dev/full", "x"); }), {"/dev/full", "No space left"}));
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
}

TEST(WriteFileAtomically, removesWhatAKilledProcessLeftOfTheSameFile)
{
    const TemporaryFolder folder;
    const pid_t gone = ::fork();
    if (gone == 0) {
        put(unfinishedName(folder / "file"), "half");
        ::_exit(0);
    }
    ASSERT_EQ(::waitpid(gone, nullptr, 0), gone);
    const std::string left = *namesIn(folder.path()).begin();
    const std::filesystem::path own = unfinishedName(folder / "file");
    const std::filesystem::path ofAnotherMachine = folder / ".unfinished-file.0123abcd-1-1";
    const std::filesystem::path olderThanADay = folder / ".unfinished-file.0123abcd-2-1";
    for (const auto& file : {own, ofAnotherMachine, olderThanADay}) {
        put(file, "half");
    }
    std::filesystem::last_write_time(
        olderThanADay, std::filesystem::file_time_type::clock::now() - std::chrono::hours(25));
    writeFileAtomically(folder / "file", "whole");
    EXPECT_FALSE(std::filesystem::exists(folder / left)) << "its process is gone";
    EXPECT_FALSE(std::filesystem::exists(olderThanADay));
    EXPECT_TRUE(std::filesystem::exists(ofAnotherMachine)) << "it may be being written";
    EXPECT_TRUE(std::filesystem::exists(own)) << "this process may be writing it in another thread";
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

TEST(ReplaceFile, putsAWholeFileInPlace)
{
    const TemporaryFolder folder;
    put(folder / "file", "old");
    ASSERT_EQ(::chmod((folder / "file").c_str(), 0640), 0);
    put(folder / "file.partial", "new");
    replaceFile(folder / "file.partial", folder / "file");
    EXPECT_EQ(readFile(folder / "file"), "new");
    EXPECT_EQ(permissionsOf(folder / "file"), 0640u);
    EXPECT_EQ(namesIn(folder.path()), std::set<std::string>{"file"});
    EXPECT_TRUE(says(errorOf([&] { replaceFile(folder / "absent", folder / "file"); }), {"absent", "No such file"}));
}

TEST(IsPresent, tellsWhatIsMissingFromWhatCannotBeSeen)
{
    const TemporaryFolder folder;
    put(folder / "file", "");
    EXPECT_TRUE(isPresent(folder / "file"));
    EXPECT_FALSE(isPresent(folder / "absent"));
    EXPECT_FALSE(isPresent(folder.path() / "file" / "below")) << "a file has nothing below it";
    EXPECT_THROW(isPresent(folder / std::string(300, 'x')), FileError) << "the system does not say that it is missing";
}

TEST(ReadFile, isNotCutShortByAnError)
{
    try {
        readFile("/proc/self/mem"); // opens, and cannot be read at its beginning
        FAIL() << "an empty file was read";
    } catch (const FileError& error) {
        EXPECT_TRUE(says(error.what(), {"/proc/self/mem", "Input/output error"}));
        EXPECT_TRUE(isRefusal(error));
    }
    EXPECT_FALSE(readFile("/proc/self/stat").empty()) << "a file whose size the system does not know";
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

TEST(LineLog, keepsAsMuchAsIsAskedFor)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "log.jsonl";
    const std::string line(100000, 'x');
    for (const auto& [keep, after] : {std::pair<std::uint64_t, std::string>{4, "one\nnew\n"}, {6, "one\nnew\n"},
             {8, "one\ntwo\nnew\n"}, {1u << 30, "one\ntwo\n" + line + "\nnew\n"}, {0, "new\n"}}) {
        put(file, "one\ntwo\n" + line + "\n");
        LineLog(file, keep).append("new");
        EXPECT_EQ(readFile(file), after) << "keeping " << keep;
    }
    put(file, "one\n" + line); // cut off
    LineLog(file).append("new");
    EXPECT_EQ(readFile(file), "one\nnew\n");
}

TEST(LineLog, namesTheFileAndTheReasonOfAFailure)
{
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "log");
    EXPECT_TRUE(says(errorOf([&] { LineLog{folder / "log"}; }), {(folder / "log").string(), "Is a directory"}));
}

} // namespace
} // namespace dpl
