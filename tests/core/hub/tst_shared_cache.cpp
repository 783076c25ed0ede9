// The cache is shared with huggingface_hub, the hub's client in Python: each finds what the other fetched.

#include "hub/fetch.hpp"

#include "base/files.hpp"
#include "hub/hub_cache.hpp"
#include "local_hub.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace dpl::hub {
namespace {

namespace fs = std::filesystem;

using test::LocalHub;

class SharedCache : public testing::Test {
protected:
    void SetUp() override
    {
        const char* name = std::getenv("DPL_PYTHON");
        python = name != nullptr ? name : "";
        if (python.empty() || std::system(("'" + python + "' -c 'import huggingface_hub' 2>/dev/null").c_str()) != 0) {
            GTEST_SKIP() << "set DPL_PYTHON to an interpreter with huggingface_hub to share a cache with it";
        }
        hub.add("model", "ada/tiny", files);
        settings.endpoint = hub.endpoint();
        settings.cache = folder / "hub";
        settings.keepFree = 0;
    }

    /// Runs a script in Python's client, and gives what it prints.
    std::string say(const std::string& script, const std::string& variables = {}) const
    {
        writeFileAtomically(folder / "script.py", "from huggingface_hub import *\n" + script);
        const std::string command = "cd '" + folder.path().string()
            + "' && env -u HF_TOKEN HF_HUB_DISABLE_XET=1 HF_HOME='" + folder.path().string() + "' HF_ENDPOINT='"
            + hub.endpoint() + "' " + variables + " '" + python + "' script.py > said.txt 2> errors.txt";
        EXPECT_EQ(std::system(command.c_str()), 0) << readFile(folder / "errors.txt");
        return readFile(folder / "said.txt");
    }

    const std::map<std::string, std::string> files{
        {"config.json", "{}"}, {"model.safetensors", std::string(200'000, 'w')}, {"sub/vocab.json", "{}"}};
    const test::TemporaryFolder folder;
    LocalHub hub;
    HubSettings settings;
    FetchParams params{{RepositoryKind::model, "ada/tiny"}, {{}, true}};
    Observer nobody;
    std::string python;
};

TEST_F(SharedCache, pythonFindsWhatWasFetchedHere)
{
    const FetchResult result = fetch(params, settings, nobody);
    ASSERT_TRUE(result.finished);
    hub.forget();
    EXPECT_EQ(say("print(snapshot_download('ada/tiny'))", "HF_HUB_OFFLINE=1"), result.snapshot.string() + "\n");
    EXPECT_EQ(say("print(open(hf_hub_download('ada/tiny', 'sub/vocab.json')).read())", "HF_HUB_OFFLINE=1"), "{}\n");
    EXPECT_TRUE(hub.requests().empty());
    EXPECT_EQ(say("repo, = scan_cache_dir().repos; revision, = repo.revisions\n"
                  "print(repo.repo_id, repo.size_on_disk, *revision.refs, revision.nb_files)"),
        "ada/tiny 200002 main 3\n");
    say("snapshot_download('ada/tiny')"); // asks whether there is news, and fetches nothing
    for (const LocalHub::Request& request : hub.requests()) {
        EXPECT_NE(request.server, "content");
    }
}

TEST_F(SharedCache, whatPythonFetchedIsFoundHere)
{
    EXPECT_EQ(say("print(snapshot_download('ada/tiny'))"),
        (settings.cache / "models--ada--tiny" / "snapshots" / LocalHub::commit()).string() + "\n");
    hub.forget();
    const FetchResult result = fetch(params, settings, nobody);
    EXPECT_TRUE(result.wasThere);
    EXPECT_EQ(cachedSnapshot(settings.cache, params.repository), result.snapshot);
    settings.isOffline = true;
    EXPECT_TRUE(fetch(params, settings, nobody).wasThere);
    for (const LocalHub::Request& request : hub.requests()) {
        EXPECT_NE(request.server, "content");
    }
}

TEST_F(SharedCache, bothAtOnceFetchEachFileOnce)
{
    hub.setFaults({.milliseconds = 300});
    std::jthread other([&] { say("snapshot_download('ada/tiny')"); });
    for (int i = 0; i < 6000 && hub.requests().empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_TRUE(fetch(params, settings, nobody).finished);
    other.join();
    const auto requests = hub.requests();
    EXPECT_EQ(
        std::count_if(requests.begin(), requests.end(),
            [](const LocalHub::Request& request) { return request.server == "content" && request.method == "GET"; }),
        1);
    EXPECT_EQ(readFile(settings.cache / "models--ada--tiny" / "snapshots" / LocalHub::commit() / "model.safetensors"),
        files.at("model.safetensors"));
}

} // namespace
} // namespace dpl::hub
