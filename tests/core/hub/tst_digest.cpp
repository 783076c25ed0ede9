#include "hub/digest.hpp"

#include "base/files.hpp"
#include "base/stopped.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::hub {
namespace {

using test::errorOf;
using test::says;

std::string digestOf(DigestKind kind, const std::string& content)
{
    Digest digest(kind, static_cast<std::int64_t>(content.size()));
    for (std::size_t at = 0; at < content.size(); at += 7) {
        digest.add(std::string_view(content).substr(at, 7));
    }
    return digest.hex();
}

TEST(Digest, isThatOfTheStandards)
{
    // FIPS 180-2, and `git hash-object`.
    EXPECT_EQ(digestOf(DigestKind::sha256, "abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(digestOf(DigestKind::sha256, ""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(digestOf(DigestKind::gitBlob, ""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    EXPECT_EQ(digestOf(DigestKind::gitBlob, "hello world\n"), "3b18e512dba79e4c8300dd08aeb37f8e728b8dad");
}

TEST(Digest, ofAFileIsThatOfItsContent)
{
    const test::TemporaryFolder temporary;
    const std::string content(3'000'000, 'x');
    writeFileAtomically(temporary / "file", content);
    EXPECT_EQ(digestOfFile(temporary / "file", DigestKind::sha256), digestOf(DigestKind::sha256, content));
    EXPECT_EQ(digestOfFile(temporary / "file", DigestKind::gitBlob), digestOf(DigestKind::gitBlob, content));
    EXPECT_TRUE(says(errorOf([&] { digestOfFile(temporary / "absent", DigestKind::sha256); }), "absent"));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(digestOfFile(temporary / "file", DigestKind::sha256, stop.get_token()), Stopped);
}

} // namespace
} // namespace dpl::hub
