// The folder of a run on a host, brought here while it grows.

#include "places/mirror.hpp"

#include "base/clock.hpp"
#include "base/files.hpp"
#include "environment_variable.hpp"
#include "error_message.hpp"
#include "patience.hpp"
#include "places/remote_listing.hpp"
#include "places/remote_shell.hpp"
#include "places/transfer_watch.hpp"
#include "runs/run_record.hpp"
#include "ssh_server.hpp"

#include <gtest/gtest.h>

#include <set>

namespace dpl::places {
namespace {

namespace fs = std::filesystem;

using test::errorOf;
using test::says;
using test::SshServer;

/// By rsync, or by tar where there is none on the host.
class Mirrors : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override
    {
        if (const std::string missing = SshServer::missing(); !missing.empty()) {
            GTEST_SKIP() << missing;
        }
        if (!server) {
            server = std::make_unique<SshServer>();
        }
        SshSettings settings = server->settings();
        settings.rsyncThere = GetParam();
        shell = std::make_unique<RemoteShell>("there", settings);
    }

    static void TearDownTestSuite() { server.reset(); }

    void write(const std::string& file, const std::string& text) const { writeFileAtomically(run / file, text); }

    void fetch(Fetch what = Fetch::records) const
    {
        shell->fetch(run.string(), mirror, what);
        writeFileAtomically(mirror / "place.json", "{}"); // which start() writes before
    }

    /// All files of the mirror, with "/" between names.
    std::set<std::string> files() const
    {
        std::set<std::string> names;
        for (const auto& entry : fs::recursive_directory_iterator(mirror)) {
            if (!entry.is_directory()) {
                names.insert(entry.path().lexically_relative(mirror).generic_string());
            }
        }
        return names;
    }

    static std::string recordBegunAt(const std::string& time)
    {
        runs::RunRecord record;
        record.kind = "training";
        record.params = Json::object();
        record.created = time;
        return record.toJson().dump();
    }

    const test::TemporaryFolder temporary;
    const test::EnvironmentVariable runtime{"XDG_RUNTIME_DIR", temporary.path().string()};
    const fs::path run = temporary / "a run's folder";
    const fs::path mirror = temporary / "mirror of it";
    static inline std::unique_ptr<SshServer> server; ///< one for all of these tests
    std::unique_ptr<RemoteShell> shell;
};

TEST_P(Mirrors, followARunThatGrowsAndOneThatBeginsAnew)
{
    write("run.json", "{\"step\": 1}");
    write("metrics.jsonl", "{\"step\": 1}\n{\"step\": 2}\n");
    write("outputs/deep down/result.json", "{}");
    write("place.json", "the host's own");
    fetch();
    EXPECT_EQ(
        files(), (std::set<std::string>{"metrics.jsonl", "outputs/deep down/result.json", "place.json", "run.json"}));
    EXPECT_EQ(readFile(mirror / "place.json"), "{}");

    write("metrics.jsonl", "{\"step\": 1}\n{\"step\": 2}\n{\"step\": 3}\n");
    fetch();
    EXPECT_EQ(readFile(mirror / "metrics.jsonl"), "{\"step\": 1}\n{\"step\": 2}\n{\"step\": 3}\n");

    fs::remove_all(run / "outputs");
    write("metrics.jsonl", "{\"step\": 1}\n"); // shorter: begun anew
    fetch();
    EXPECT_EQ(readFile(mirror / "metrics.jsonl"), "{\"step\": 1}\n");
    EXPECT_EQ(files(), (std::set<std::string>{"metrics.jsonl", "place.json", "run.json"}));
}

TEST_P(Mirrors, haveWeightsOnDemandAlone)
{
    write("run.json", recordBegunAt("2026-01-01T00:00:00Z"));
    write("model/adapter_config.json", "{}");
    write("model/adapter_model.safetensors", "weights");
    write("checkpoints/step-100/state.json", "{}");
    write(".lock", "");
    write("half.tmp", "");
    write(".unfinished-x", "");
    fetch();
    EXPECT_EQ(files(), (std::set<std::string>{"model/adapter_config.json", "place.json", "run.json"}));
    fetch(Fetch::models);
    EXPECT_TRUE(fs::exists(mirror / "model" / "adapter_model.safetensors"));
    EXPECT_FALSE(fs::exists(mirror / "checkpoints"));
    fetch(); // what was asked for once stays
    EXPECT_EQ(readFile(mirror / "model" / "adapter_model.safetensors"), "weights");
    write("run.json", recordBegunAt("2099-01-01T00:00:00Z")); // a newer run, whose weights these are not
    fetch();
    EXPECT_FALSE(fs::exists(mirror / "model" / "adapter_model.safetensors"));
}

TEST_P(Mirrors, areNotTornByALostConnection)
{
    write("metrics.jsonl", "{\"step\": 1}\n");
    fetch();
    server->end();
    write("metrics.jsonl", "{\"step\": 1}\n{\"step\": 2}\n");
    EXPECT_THROW(shell->fetch(run.string(), mirror, Fetch::records), Unreachable);
    EXPECT_EQ(readFile(mirror / "metrics.jsonl"), "{\"step\": 1}\n");
    server->begin();
    fetch();
    EXPECT_EQ(readFile(mirror / "metrics.jsonl"), "{\"step\": 1}\n{\"step\": 2}\n");
}

class MirrorsOfAFrozenHost : public Mirrors { };

TEST_P(MirrorsOfAFrozenHost, areGivenUpInTime)
{
    write("metrics.jsonl", "{\"step\": 1}\n");
    fetch();
    server->freeze();
    const double begin = steadySeconds();
    EXPECT_ANY_THROW(shell->fetch(run.string(), mirror, Fetch::records));
    EXPECT_LT(steadySeconds() - begin, 15.0 * test::patience);
    server->thaw();
    fetch();
}

TEST_P(Mirrors, touchNothingElse)
{
    makeFolder(run);
    write("run.json", "{}");
    writeFileAtomically(mirror / "thesis.tex", "mine");
    EXPECT_TRUE(says(errorOf([&] { shell->fetch(run.string(), mirror, Fetch::records); }), "holds other things"));
    EXPECT_EQ(readFile(mirror / "thesis.tex"), "mine");
    EXPECT_TRUE(says(errorOf([&] { shell->fetch("/no/such/run", temporary / "m", Fetch::records); }), "/no/such/run"));
    fs::create_symlink("/etc/passwd", run / "link");
    fs::remove(mirror / "thesis.tex");
    fetch();
    EXPECT_EQ(files(), (std::set<std::string>{"place.json", "run.json"}));
}

std::string wayOf(const testing::TestParamInfo<const char*>& tested)
{
    return std::string(tested.param) == "rsync" ? "Rsync" : "Tar";
}

INSTANTIATE_TEST_SUITE_P(By, Mirrors, testing::Values("rsync", "no-such-rsync"), wayOf);
INSTANTIATE_TEST_SUITE_P(By, MirrorsOfAFrozenHost, testing::Values("rsync"), wayOf);

TEST(MirrorWithoutRsyncHere, comesByTar)
{
    if (const std::string missing = SshServer::missing(); !missing.empty()) {
        GTEST_SKIP() << missing;
    }
    const test::TemporaryFolder temporary;
    const SshServer server;
    for (const char* tool : {"sh", "ssh", "cat", "tar", "false"}) {
        const fs::path file =
            fs::exists(fs::path("/usr/bin") / tool) ? fs::path("/usr/bin") / tool : fs::path("/bin") / tool;
        makeFolder(temporary / "tools");
        fs::create_symlink(file, temporary / "tools" / tool);
    }
    const test::EnvironmentVariable runtime("XDG_RUNTIME_DIR", temporary.path().string());
    const test::EnvironmentVariable path("PATH", (temporary / "tools").string());
    RemoteShell there("there", server.settings());
    writeFileAtomically(temporary / "run" / "run.json", "{}");
    there.fetch((temporary / "run").string(), temporary / "mirror", Fetch::records);
    EXPECT_EQ(readFile(temporary / "mirror" / "run.json"), "{}");
    there.send(temporary / "run" / "run.json", (temporary / "sent").string());
    EXPECT_EQ(readFile(temporary / "sent"), "{}");
}

TEST(LeftOut, goesByNamesAtAnyDepth)
{
    EXPECT_TRUE(isLeftOut("place.json", Fetch::models));
    EXPECT_FALSE(isLeftOut("seed-0/place.json", Fetch::records));
    EXPECT_TRUE(isLeftOut("a/checkpoints/step-1/x.json", Fetch::models));
    EXPECT_FALSE(isLeftOut("a/checkpoints", Fetch::records)); // a file of that name
    EXPECT_TRUE(isLeftOut("a/model.gguf", Fetch::records));
    EXPECT_FALSE(isLeftOut("a/model.gguf", Fetch::models));
    EXPECT_TRUE(isLeftOut("a/.lock", Fetch::models));
    EXPECT_FALSE(isLeftOut("metrics.jsonl", Fetch::records));
}

TEST(RemoteListing, takesNothingThatLeadsOut)
{
    const FileListing listing =
        parsedListing("12 1700000000 ./a b\n5 1700000001 ./c/d\nWelcome\n1 2 /etc/passwd\n1 2 ./../x\n7 8 ./\n");
    EXPECT_EQ(listing, (FileListing{{"a b", {12, 1700000000}}, {"c/d", {5, 1700000001}}, {"", {7, 8}}}));
}

TEST(TransferWatch, readsWhatRsyncPrints)
{
    EXPECT_EQ(bytesMoved(""), 0);
    EXPECT_EQ(
        bytesMoved("\r         32768   3%    0.00kB/s    0:00:00  \r       1179648 100%  112.50MB/s    0:00:00 (xf"),
        1179648);
    EXPECT_EQ(bytesMoved("\r         32768   3%    0.00kB/s    0:00:00  \r       11796"), 32768);
    EXPECT_EQ(bytesMoved("sending incremental file list\n"), 0);
}

} // namespace
} // namespace dpl::places
