#include "hub/named_files.hpp"

#include "base/files.hpp"
#include "environment_variable.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::hub {
namespace {

using test::says;

TEST(NamedFiles, areOnTheDiskOrInTheCache)
{
    const test::TemporaryFolder cache;
    const test::EnvironmentVariable variable("HF_HUB_CACHE", cache.path().string());
    const auto model = cache / "models--ada--tiny" / "snapshots" / "x";
    writeFileAtomically(model / "config.json", "{}");
    const auto gguf = cache / "models--ada--tiny-gguf" / "snapshots" / "x";
    writeFileAtomically(gguf / "a.gguf", "GGUF");
    const auto rows = cache / "datasets--ada--rows" / "snapshots" / "x";
    writeFileAtomically(rows / "train.jsonl", "{}");
    EXPECT_EQ(located(cache.path().string(), RepositoryKind::model), cache.path());
    EXPECT_EQ(located("ada/tiny", RepositoryKind::model), model);
    EXPECT_EQ(located("ada/tiny-gguf", RepositoryKind::model), gguf / "a.gguf");
    EXPECT_EQ(located("ada/rows", RepositoryKind::dataset), rows);
    EXPECT_EQ(located("ada/rows", RepositoryKind::model), std::nullopt);
    EXPECT_EQ(located("/nowhere", RepositoryKind::model), std::nullopt);

    EXPECT_TRUE(mayBeFetched("ada/rows", RepositoryKind::model));
    EXPECT_FALSE(mayBeFetched("ada/rows", RepositoryKind::dataset));
    EXPECT_FALSE(mayBeFetched("/nowhere", RepositoryKind::dataset));
    EXPECT_FALSE(mayBeFetched("rows.jsonl", RepositoryKind::dataset));
    EXPECT_TRUE(says(fetchAdvice("ada/rows@v1", RepositoryKind::dataset),
        {cache.path().string(), "`dpl fetch ada/rows@v1 --dataset`"}));
    EXPECT_EQ(fetchAdvice("/nowhere", RepositoryKind::model), "");
}

} // namespace
} // namespace dpl::hub
