#include "hub/hub_cache.hpp"

#include "base/files.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::hub {
namespace {

namespace fs = std::filesystem;

const std::string commit(40, 'a');
const std::string other(40, 'b');

class HubCache : public testing::Test {
protected:
    void keep(const RemoteFile& file, const std::string& content) const
    {
        writeFileAtomically(cache.blob(file), content);
    }

    const test::TemporaryFolder folder;
    const Repository repository{RepositoryKind::model, "ada/tiny"};
    const RepositoryCache cache{folder.path(), repository};
    const fs::path top = folder / "models--ada--tiny";
    const RemoteFile file{"sub/config.json", 2, std::string(40, 'c')};
};

TEST_F(HubCache, liesAsPythonsClientHasIt)
{
    EXPECT_EQ(cache.blob(file), top / "blobs" / file.blob);
    EXPECT_EQ(cache.incomplete(file), top / "blobs" / (file.blob + ".incomplete"));
    EXPECT_EQ(cache.lock(file), folder / ".locks" / "models--ada--tiny" / (file.blob + ".lock"));
    EXPECT_EQ(cache.snapshot(commit), top / "snapshots" / commit);
    const RepositoryCache old(folder.path(), {RepositoryKind::dataset, "squad"});
    EXPECT_EQ(old.snapshot(commit), folder / "datasets--squad" / "snapshots" / commit);
}

TEST_F(HubCache, linksLeadToBlobs)
{
    EXPECT_FALSE(cache.hasContent(file, commit));
    keep(file, "{}");
    EXPECT_TRUE(cache.hasContent(file, commit));
    EXPECT_FALSE(cache.isLinked(file, commit));
    cache.link(file, commit);
    EXPECT_TRUE(cache.isLinked(file, commit));
    const fs::path link = top / "snapshots" / commit / "sub" / "config.json";
    EXPECT_EQ(fs::read_symlink(link), fs::path("../../../blobs") / file.blob);
    EXPECT_EQ(readFile(link), "{}");
    cache.link(file, commit); // again
    fs::remove(link);
    fs::create_symlink("../../../blobs/gone", link);
    EXPECT_FALSE(cache.isLinked(file, commit));
    cache.link(file, commit); // what leads nowhere is replaced
    EXPECT_EQ(readFile(link), "{}");
    for (const auto& entry : fs::recursive_directory_iterator(top)) {
        EXPECT_FALSE(entry.path().filename().string().starts_with(".unfinished")) << entry.path();
    }
}

TEST_F(HubCache, whatHasBegunCounts)
{
    const RemoteFile large{"model.safetensors", 10, std::string(64, 'd')};
    EXPECT_EQ(cache.bytesOf(large, commit), 0);
    writeFileAtomically(cache.incomplete(large), "1234");
    EXPECT_EQ(cache.bytesOf(large, commit), 4);
    writeFileAtomically(cache.incomplete(large), "more than all of it");
    EXPECT_EQ(cache.bytesOf(large, commit), 0);
    writeFileAtomically(cache.blob(large), "1234567890");
    EXPECT_EQ(cache.bytesOf(large, commit), 10);
}

TEST_F(HubCache, revisionsLeadToSnapshots)
{
    EXPECT_EQ(cachedSnapshot(folder.path(), repository), std::nullopt);
    keep(file, "{}");
    cache.link(file, commit);
    EXPECT_EQ(cachedSnapshot(folder.path(), repository), cache.snapshot(commit)) << "without a ref the newest";
    cache.link(file, other);
    cache.keepRevision("main", commit);
    cache.keepRevision("refs/pr/1", other);
    EXPECT_EQ(readFile(top / "refs" / "main"), commit);
    EXPECT_EQ(cachedSnapshot(folder.path(), repository), cache.snapshot(commit));
    const auto at = [&](const std::string& revision) {
        return cachedSnapshot(folder.path(), {RepositoryKind::model, "ada/tiny", revision});
    };
    EXPECT_EQ(at(other), cache.snapshot(other));
    EXPECT_EQ(at("refs/pr/1"), cache.snapshot(other));
    EXPECT_EQ(at("v2"), std::nullopt);
    EXPECT_EQ(at(std::string(40, 'e')), std::nullopt);
    EXPECT_EQ(cachedSnapshot(folder.path(), {RepositoryKind::dataset, "ada/tiny"}), std::nullopt);
    // A ref that would lead out of the folder leads nowhere.
    writeFileAtomically(top / "refs" / "evil", "../../..");
    EXPECT_EQ(at("evil"), std::nullopt);
    EXPECT_EQ(cache.commitOf("evil"), std::nullopt);
}

TEST_F(HubCache, namesOfSnapshotsAreTold)
{
    EXPECT_EQ(repositoryNameOf(cache.snapshot(commit)), "ada/tiny");
    EXPECT_EQ(repositoryNameOf(cache.snapshot(commit) / ""), "ada/tiny");
    EXPECT_EQ(repositoryNameOf("/hub/datasets--a--b--c/snapshots/x"), "a/b--c");
    EXPECT_EQ(repositoryNameOf("/hub/models--gpt2/snapshots/x"), "gpt2");
    EXPECT_EQ(repositoryNameOf("/models/gpt2"), std::nullopt);
    EXPECT_EQ(repositoryNameOf(""), std::nullopt);
}

TEST_F(HubCache, listingsAreKept)
{
    EXPECT_FALSE(cache.listing(commit));
    cache.keepListing({commit, "mit", false, {file}});
    const auto listing = cache.listing(commit);
    ASSERT_TRUE(listing);
    EXPECT_EQ(listing->files.front().blob, file.blob);
    writeFileAtomically(top / "trees" / (other + ".json"), "{}");
    EXPECT_FALSE(cache.listing(other)) << "one that cannot be read is none";
}

TEST_F(HubCache, aLockIsOnes)
{
    const fs::path path = cache.lock(file);
    {
        const BlobLock lock(path);
        EXPECT_TRUE(lock.isTaken());
        EXPECT_FALSE(BlobLock(path).isTaken());
    }
    fs::remove(path); // as some versions of Python's filelock do
    EXPECT_TRUE(BlobLock(path).isTaken());
    EXPECT_TRUE(fs::exists(path));
}

TEST_F(HubCache, isMarkedForBackups)
{
    cache.tag();
    EXPECT_TRUE(readFile(folder / "CACHEDIR.TAG").starts_with("Signature: 8a477f597d28d172789f06886806bc55"));
}

} // namespace
} // namespace dpl::hub
