#include "base/content_hash.hpp"
#include "base/file_pieces.hpp"
#include "base/files.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace dpl {
namespace {

using test::errorOf;
using test::says;

/// Text of more than a piece, with lines longer than one.
std::string longText()
{
    std::string text = "first\n\n";
    for (int line = 0; line < 40; ++line) {
        text += std::to_string(line) + std::string(static_cast<std::size_t>(line) * 20000, 'x') + "\n";
    }
    return text;
}

TEST(FilePieces, areTheBytesOfTheFile)
{
    const test::TemporaryFolder folder;
    const std::string text = longText();
    writeFileAtomically(folder / "file", text);
    FilePieces pieces(folder / "file");
    EXPECT_EQ(pieces.size(), text.size());
    std::string read;
    int count = 0;
    for (std::string_view piece = pieces.next(); !piece.empty(); piece = pieces.next(), ++count) {
        read += piece;
    }
    EXPECT_EQ(read, text);
    EXPECT_GT(count, 10);
    EXPECT_TRUE(pieces.next().empty());
}

TEST(FilePieces, areOfRegularFilesAlone)
{
    const test::TemporaryFolder folder;
    EXPECT_TRUE(says(errorOf([&] { FilePieces file(folder / "none"); }), {"none", "No such file"}));
    EXPECT_TRUE(says(errorOf([&] { FilePieces file(folder.path()); }), {folder.path().string(), "it is a folder"}));
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_TRUE(says(errorOf([&] { FilePieces file(folder / "pipe"); }), {"pipe", "not a regular file"}));
}

TEST(WholeLines, endWithTheLastLineBreak)
{
    const test::TemporaryFolder folder;
    const std::string text = longText();
    writeFileAtomically(folder / "file", text + "cut off");
    WholeLines lines(folder / "file");
    std::string read;
    for (std::string_view line; lines.next(line);) {
        read.append(line).append("\n");
        EXPECT_EQ(lines.position(), read.size());
    }
    EXPECT_EQ(read, text);
}

TEST(HashOfFiles, isThatOfTheirContent)
{
    const test::TemporaryFolder folder;
    const std::string text = longText();
    writeFileAtomically(folder / "a", text);
    writeFileAtomically(folder / "b", "");
    ContentHash hash;
    hash.add(text);
    hash.add("");
    EXPECT_EQ(hashOfFiles({folder / "a", folder / "b"}), hash.hex());
    EXPECT_NE(hashOfFiles({folder / "b", folder / "a"}), hash.hex());
}

TEST(WriteFileAtomically, takesWhatIsNeverInMemoryAtOnce)
{
    const test::TemporaryFolder folder;
    int left = 3;
    std::string piece;
    writeFileAtomically(folder / "file", [&]() -> std::string_view {
        piece = left-- > 0 ? std::to_string(left) + "\n" : "";
        return piece;
    });
    EXPECT_EQ(readFile(folder / "file"), "2\n1\n0\n");
}

} // namespace
} // namespace dpl
