#include "base/files.hpp"
#include "base/mapped_file.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <array>
#include <string>
#include <string_view>

#include <sys/stat.h>

namespace dpl {
namespace {

using test::errorOf;
using test::says;

std::string_view textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(MappedFile, holdsTheBytesOfTheFile)
{
    const test::TemporaryFolder folder;
    std::string content(100000, 'x');
    content.back() = 'y';
    writeFileAtomically(folder / "file", content);
    const MappedFile file(folder / "file");
    EXPECT_EQ(textOf(file.bytes()), content);
    writeFileAtomically(folder / "file", "another");
    EXPECT_EQ(textOf(file.bytes()), content) << "a file that is replaced stays as it was";
}

TEST(MappedFile, releasedPagesComeBack)
{
    const test::TemporaryFolder folder;
    const std::string content(50000, 'x');
    writeFileAtomically(folder / "file", content);
    const MappedFile file(folder / "file");
    file.release(file.bytes());
    file.release(file.bytes().subspan(1, 20000));
    file.release(file.bytes().subspan(10, 10));
    file.release({});
    EXPECT_EQ(textOf(file.bytes()), content);
}

TEST(MappedFile, leavesOtherMemoryAlone)
{
    const test::TemporaryFolder folder;
    writeFileAtomically(folder / "file", "content");
    const MappedFile file(folder / "file");
    const std::string other(100000, 'o');
    file.release(std::as_bytes(std::span(other)));
    EXPECT_EQ(other, std::string(100000, 'o')) << "giving anonymous memory back would fill it with zeros";
}

TEST(MappedFile, emptyAndUnreadableFiles)
{
    const test::TemporaryFolder folder;
    writeFileAtomically(folder / "empty", "");
    EXPECT_TRUE(MappedFile(folder / "empty").bytes().empty());
    EXPECT_TRUE(says(errorOf([&] { MappedFile file(folder / "none"); }), {"none", "No such file"}));
    EXPECT_TRUE(says(errorOf([&] { MappedFile file(folder.path()); }), {folder.path().string(), "it is a folder"}));
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_TRUE(says(errorOf([&] { MappedFile file(folder / "pipe"); }), {"pipe", "not a regular file"}));
}

TEST(Files, contentInPiecesIsWrittenAsOne)
{
    const test::TemporaryFolder folder;
    const std::array<std::string_view, 4> pieces{"one, ", "", "two, ", "three"};
    writeFileAtomically(folder / "new/file", std::span<const std::string_view>(pieces));
    EXPECT_EQ(readFile(folder / "new/file"), "one, two, three");
}

} // namespace
} // namespace dpl
