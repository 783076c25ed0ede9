#include "hub/repository.hpp"

#include "error_message.hpp"

#include <gtest/gtest.h>

namespace dpl::hub {
namespace {

using test::errorOf;
using test::says;

TEST(Repository, namesAreThoseOfTheHub)
{
    for (const char* name : {"gpt2", "openai/gpt2", "HuggingFaceH4/ultrafeedback_binarized", "a/b.c-d_e", "a/b@main",
             "a/b@refs/pr/1", "a/b@v1.0"}) {
        EXPECT_TRUE(repositoryNamed(name, RepositoryKind::model)) << name;
    }
    for (const char* name : {"", "/", "a/", "/a", "a/b/c", "../a", "a/..", "./a", "a/.b", "-a/b", "a/b-", "a--b/c",
             "a/b c", "a/b\n", "a/b@", "a/b@../c", "a/b@/c", "a/b@c d", "a/b@c@d", "models/\u00e9"}) {
        EXPECT_FALSE(repositoryNamed(name, RepositoryKind::model)) << name;
    }
    const auto repository = repositoryNamed("a/b@v1", RepositoryKind::dataset);
    ASSERT_TRUE(repository);
    EXPECT_EQ(repository->name, "a/b");
    EXPECT_EQ(repository->revision, "v1");
    EXPECT_EQ(fetchCommand(*repository), "dpl fetch a/b@v1 --dataset");
    EXPECT_EQ(fetchCommand(*repositoryNamed("a/b", RepositoryKind::model)), "dpl fetch a/b");
    EXPECT_TRUE(says(errorOf([] { requireRepository("a b", RepositoryKind::model); }), {"\"a b\"", "ORG/NAME"}));
}

TEST(Repository, onlyThoseWithAnOwnerAreNoFilesForCertain)
{
    EXPECT_TRUE(isOwnersName("openai/gpt2"));
    EXPECT_TRUE(isOwnersName("openai/gpt2@main"));
    EXPECT_FALSE(isOwnersName("gpt2"));
    EXPECT_FALSE(isOwnersName("gpt2@refs/pr/1"));
    EXPECT_FALSE(isOwnersName("/nowhere"));
    EXPECT_FALSE(isOwnersName("a/b/c.gguf"));
}

TEST(Repository, commitsAreWholeHashes)
{
    EXPECT_TRUE(isCommit(std::string(40, 'a')));
    EXPECT_FALSE(isCommit(std::string(39, 'a')));
    EXPECT_FALSE(isCommit(std::string(40, 'A')));
    EXPECT_FALSE(isCommit("main"));
}

TEST(Repository, hostileNamesOfFilesAreRefused)
{
    for (const char* name :
        {"config.json", "data/train-00000-of-00001.parquet", "a b/\u00e9.json", "..a/b..c", ".gitattributes"}) {
        EXPECT_EQ(errorOf([&] { requireSafeFileName(name); }), "") << name;
    }
    const std::string zero("a\0b", 3);
    for (const std::string& name : {std::string(), std::string("/etc/passwd"), std::string("../../.bashrc"),
             std::string("a/../../b"), std::string("a/./b"), std::string("a//b"), std::string("a/"), std::string(".."),
             std::string("a\\..\\b"), std::string("a\nb"), std::string("a\x7f"), zero, std::string("a\xff"),
             std::string(300, 'x'), std::string(3000, 'x')}) {
        EXPECT_TRUE(says(errorOf([&] { requireSafeFileName(name); }), "nothing of it is fetched")) << name;
    }
    EXPECT_EQ(errorOf([] { requireSafeFileName("a\x1b[31m"); }).find('\x1b'), std::string::npos);
}

} // namespace
} // namespace dpl::hub
