// What can go wrong between a hub and its cache, each against a hub in this process.

#include "hub/fetch.hpp"

#include "base/clock.hpp"
#include "base/files.hpp"
#include "environment_variable.hpp"
#include "error_message.hpp"
#include "hub/hub_cache.hpp"
#include "hub/hub_error.hpp"
#include "local_hub.hpp"
#include "patience.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <random>
#include <set>

namespace dpl::hub {
namespace {

namespace fs = std::filesystem;

using test::errorOf;
using test::LocalHub;
using test::says;

/// A clock on which no time passes, which remembers what was to be waited for.
class RecordedWaits final : public Waiting {
public:
    void wait(double seconds, const std::stop_token&) override
    {
        const std::scoped_lock lock(m_mutex);
        m_seconds.push_back(seconds);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }

    std::vector<double> seconds() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_seconds;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<double> m_seconds;
};

class Listener final : public Observer {
public:
    void progressed(const Progress& progress) override
    {
        last = progress;
        if (onProgress) {
            onProgress(progress);
        }
    }
    void warned(const std::string& sentence) override { warnings += sentence + "\n"; }
    void noted(const std::string& sentence) override { notes += sentence + "\n"; }

    Progress last;
    std::string warnings;
    std::string notes;
    std::function<void(const Progress&)> onProgress;
};

std::string randomBytes(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::string bytes(count, '\0');
    for (char& byte : bytes) {
        byte = static_cast<char>(random());
    }
    return bytes;
}

class Fetch : public testing::Test {
protected:
    Fetch()
    {
        settings.endpoint = hub.endpoint();
        settings.cache = folder / "hub";
        settings.token = "hf_good";
        settings.tokenFile = folder / "token";
        settings.stallTimeout = 30; // what is stalled by a busy machine is not what is tested
        settings.keepFree = 0;
        hub.add("model", "ada/tiny", files);
        hub.add("dataset", "ada/rows", {{"README.md", "#"}, {"train.jsonl", "{}\n"}});
    }

    FetchResult run(const std::stop_token& stop = {}) { return fetch(params, settings, listener, stop, waits); }

    HubError::Reason reasonOfRefusal()
    {
        try {
            run();
        } catch (const HubError& error) {
            message = error.what();
            return error.reason();
        }
        ADD_FAILURE() << "nothing was refused";
        return HubError::Reason::offline;
    }

    void expectFetched(const FetchResult& result) const
    {
        EXPECT_TRUE(result.finished);
        EXPECT_EQ(result.snapshot, settings.cache / "models--ada--tiny" / "snapshots" / LocalHub::commit());
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(result.snapshot)) {
            names.insert(entry.path().filename().string());
            EXPECT_EQ(readFile(entry.path()), files.at(entry.path().filename().string())) << entry.path();
        }
        EXPECT_EQ(names,
            (std::set<std::string>{"config.json", "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors", "model.safetensors.index.json", "tokenizer.json"}));
        EXPECT_EQ(readFile(settings.cache / "models--ada--tiny" / "refs" / "main"), LocalHub::commit());
        for (const auto& entry : fs::recursive_directory_iterator(settings.cache)) {
            EXPECT_FALSE(entry.path().string().ends_with(".incomplete")) << entry.path();
        }
    }

    /// Ranges that the server of content was asked for.
    std::vector<std::string> ranges() const
    {
        std::vector<std::string> ranges;
        for (const LocalHub::Request& request : hub.requests()) {
            if (request.server == "content" && !request.header("range").empty()) {
                ranges.push_back(request.header("range"));
            }
        }
        return ranges;
    }

    std::size_t requestsTo(const std::string& server) const
    {
        const auto requests = hub.requests();
        return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(),
            [&](const LocalHub::Request& request) { return request.server == server; }));
    }

    const std::map<std::string, std::string> files{{"config.json", R"({"model_type": "llama"})"},
        {"tokenizer.json", randomBytes(40'000, 1)}, {"model-00001-of-00002.safetensors", randomBytes(900'000, 2)},
        {"model-00002-of-00002.safetensors", randomBytes(3'000'000, 3)}, {"model.safetensors.index.json", "{}"},
        {"pytorch_model.bin", randomBytes(5000, 4)}, {"onnx/model.onnx", randomBytes(2000, 5)}, {"README.md", "# hi"}};
    const test::TemporaryFolder folder;
    LocalHub hub;
    HubSettings settings;
    FetchParams params{{RepositoryKind::model, "ada/tiny"}, {}};
    Listener listener;
    RecordedWaits waits;
    std::string message;
};

TEST_F(Fetch, bringsWhatIsUsedAndNothingElse)
{
    const FetchPlan plan = planFetch(params, settings, listener, {}, waits);
    EXPECT_EQ(plan.licence, "mit");
    EXPECT_EQ(plan.files.size(), files.size());
    EXPECT_EQ(plan.used().size(), 5u);
    EXPECT_EQ(plan.missingBytes(), plan.usedBytes());
    const FetchResult result = run();
    expectFetched(result);
    EXPECT_FALSE(result.wasThere);
    EXPECT_EQ(result.files, 5);
    EXPECT_EQ(result.bytes, plan.usedBytes());
    EXPECT_EQ(result.bytesThere, result.bytes);
    EXPECT_EQ(listener.last.step, listener.last.total);
    EXPECT_EQ(planFetch(params, settings, listener, {}, waits).missingBytes(), 0);
    EXPECT_EQ(listener.notes, "");
    EXPECT_TRUE(waits.seconds().empty());
    EXPECT_TRUE(ranges().empty());
    for (const LocalHub::Request& request : hub.requests()) {
        EXPECT_EQ(request.header("accept-encoding"), "identity");
    }
}

TEST_F(Fetch, ofADatasetGoesToItsOwnFolder)
{
    params.repository = {RepositoryKind::dataset, "ada/rows"};
    const FetchResult result = run();
    EXPECT_EQ(result.snapshot, settings.cache / "datasets--ada--rows" / "snapshots" / LocalHub::commit());
    EXPECT_EQ(readFile(result.snapshot / "train.jsonl"), "{}\n");
    EXPECT_EQ(readFile(result.snapshot / "README.md"), "#") << "it may say which rows are of which split";
}

TEST_F(Fetch, patternsChooseFiles)
{
    params.choice.include = {"onnx/*", "*.md"};
    const FetchResult result = run();
    EXPECT_EQ(result.files, 2);
    EXPECT_EQ(readFile(result.snapshot / "onnx" / "model.onnx"), files.at("onnx/model.onnx"));
    params.choice.include = {"*.gguf"};
    EXPECT_TRUE(says(errorOf([&] { run(); }), "*.gguf"));
}

TEST_F(Fetch, againNothingIsFetched)
{
    run();
    hub.forget();
    const FetchResult again = run();
    expectFetched(again);
    EXPECT_TRUE(again.wasThere);
    EXPECT_EQ(requestsTo("content"), 0u);
    EXPECT_EQ(requestsTo("hub"), 1u);
    hub.forget();
    params.repository.revision = LocalHub::commit(); // what is at a commit never changes
    EXPECT_TRUE(run().wasThere);
    EXPECT_EQ(requestsTo("hub"), 0u);
}

TEST_F(Fetch, afterCutsGoesOnWhereTheyCame)
{
    hub.setFaults({.cuts = 3, .cutAfter = 800'000});
    expectFetched(run());
    EXPECT_EQ(ranges().size(), 3u);
    EXPECT_TRUE(says(listener.notes, "the connection broke off; going on at"));
    EXPECT_TRUE(waits.seconds().empty()) << "there was progress each time";
}

TEST_F(Fetch, aServerThatNeverGetsFurtherIsGivenUp)
{
    hub.setFaults({.cuts = 1000, .cutAfter = 0});
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::unreachable) << message;
    EXPECT_TRUE(says(message, {"cannot reach", settings.endpoint}));
    const auto seconds = waits.seconds();
    EXPECT_NE(std::find(seconds.begin(), seconds.end(), 8), seconds.end()) << "it waits longer each time";
    EXPECT_FALSE(fs::exists(settings.cache / "models--ada--tiny" / "snapshots")) << "a snapshot appears whole";
}

TEST_F(Fetch, stoppedAndStartedAgainGoesOn)
{
    hub.setFaults({.milliseconds = 20});
    std::stop_source stop;
    double asked = 0;
    listener.onProgress = [&](const Progress& progress) {
        if (progress.step > 1500 && stop.request_stop()) { // KiB
            asked = steadySeconds();
        }
    };
    const FetchResult stopped = run(stop.get_token());
    EXPECT_LT(steadySeconds() - asked, 2.0 * test::patience);
    EXPECT_FALSE(stopped.finished);
    EXPECT_GT(stopped.bytesThere, 1500 * 1024);
    EXPECT_LT(stopped.bytesThere, stopped.bytes);
    EXPECT_FALSE(fs::exists(settings.cache / "models--ada--tiny" / "refs"));
    listener.onProgress = {};
    hub.setFaults({});
    hub.forget();
    EXPECT_EQ(planFetch(params, settings, listener, {}, waits).missingBytes(), stopped.bytes - stopped.bytesThere);
    expectFetched(run());
    EXPECT_FALSE(ranges().empty());
}

TEST_F(Fetch, wherePartsAreNotServedItBeginsAnew)
{
    hub.setFaults({.cuts = 2, .cutAfter = 800'000, .ignoresRange = true});
    expectFetched(run());
    EXPECT_FALSE(ranges().empty());
}

TEST_F(Fetch, whatCameWrongIsFetchedOnceMore)
{
    hub.setFaults({.lies = 1});
    expectFetched(run());
    EXPECT_TRUE(says(listener.notes, "its checksum is wrong; it is fetched again"));
    fs::remove_all(settings.cache);
    hub.setFaults({.lies = 1000});
    EXPECT_TRUE(says(errorOf([&] { run(); }), {"came twice with a wrong checksum", "nothing of it was kept"}));
    EXPECT_FALSE(fs::exists(settings.cache / "models--ada--tiny" / "snapshots"));
    for (const auto& entry : fs::directory_iterator(settings.cache / "models--ada--tiny" / "blobs")) {
        EXPECT_FALSE(entry.path().string().ends_with(".incomplete") && fs::file_size(entry) == 900'000u);
    }
}

TEST_F(Fetch, whatIsLeftOfAnotherFileIsFetchedAnew)
{
    const RepositoryCache cache(settings.cache, params.repository);
    const std::string& weights = files.at("model-00001-of-00002.safetensors");
    const RemoteFile file{"model-00001-of-00002.safetensors", 900'000, LocalHub::blobOf(weights, true)};
    writeFileAtomically(cache.incomplete(file), std::string(500'000, 'x'));
    expectFetched(run());
    EXPECT_TRUE(says(listener.notes, "its checksum is wrong"));
}

TEST_F(Fetch, waitsAsTheHubAsks)
{
    hub.setFaults({.limits = 2});
    expectFetched(run());
    EXPECT_EQ(waits.seconds(), (std::vector<double>{56, 56}));
    EXPECT_TRUE(says(listener.notes, "the hub asks to wait; trying again in 56 s"));
    fs::remove_all(settings.cache);
    hub.setFaults({.limits = 1, .limitHeader = "Retry-After: 7"});
    expectFetched(run());
    EXPECT_EQ(waits.seconds().back(), 7);
    fs::remove_all(settings.cache);
    hub.setFaults({.limits = 1'000'000});
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::unreachable);
    EXPECT_TRUE(says(message, {"429", "later"})) << message;
}

TEST_F(Fetch, aStopEndsAWait)
{
    hub.setFaults({.limits = 1'000'000});
    std::stop_source stop;
    Waiting clock; // the real one, on which 56 seconds pass
    std::jthread stopping([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        stop.request_stop();
    });
    const double began = steadySeconds();
    EXPECT_FALSE(fetch(params, settings, listener, stop.get_token(), clock).finished);
    EXPECT_LT(steadySeconds() - began, 1.2 * test::patience);
}

TEST_F(Fetch, whenASignedAddressExpiresTheHubIsAskedAnew)
{
    hub.setFaults({.expires = 2});
    expectFetched(run());
    for (const double seconds : waits.seconds()) {
        EXPECT_LE(seconds, 2);
    }
}

TEST_F(Fetch, aStallIsGivenUpAndGoneOnWith)
{
    settings.stallTimeout = 0.4 * test::patience;
    hub.setFaults({.stalls = 2});
    expectFetched(run());
    EXPECT_GE(ranges().size(), 2u);
}

TEST_F(Fetch, serversInTroubleAreAskedAgain)
{
    hub.setFaults({.status = 503, .statusTimes = 3});
    expectFetched(run());
    EXPECT_EQ(waits.seconds(), (std::vector<double>{1, 2, 4}));
    hub.setFaults({.status = 503});
    params.repository.name = "ada/other";
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::unreachable);
    EXPECT_TRUE(says(message, {"503", "later"})) << message;
    hub.setFaults({.status = 418});
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::refused);
    EXPECT_TRUE(says(message, "418"));
}

TEST_F(Fetch, theTokenGoesToTheHubAlone)
{
    run();
    std::size_t toContent = 0;
    for (const LocalHub::Request& request : hub.requests()) {
        EXPECT_EQ(request.header("authorization"), request.server == "hub" ? "Bearer hf_good" : "") << request.target;
        toContent += request.server == "content" ? 1 : 0;
    }
    EXPECT_GE(toContent, 3u);
}

TEST_F(Fetch, proxiesOfTheEnvironmentAreUsed)
{
    const test::EnvironmentVariable proxy("http_proxy", hub.endpoint());
    settings.endpoint = "http://hub.example";
    expectFetched(run());
    for (const LocalHub::Request& request : hub.requests()) {
        EXPECT_EQ(request.target.starts_with("http://hub.example/"), request.server == "hub") << request.target;
        EXPECT_EQ(request.header("authorization").empty(), request.server != "hub");
    }
}

TEST_F(Fetch, redirectsToFilesAreNotFollowed)
{
    hub.setFaults({.leadsToFile = true});
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::unreachable);
    EXPECT_TRUE(says(message, "cannot be followed safely")) << message;
}

TEST_F(Fetch, gatedRepositoriesSayWhatToDo)
{
    hub.gate("ada/tiny", "hf_good");
    expectFetched(run());
    fs::remove_all(settings.cache);
    settings.token = "hf_bad";
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::refused);
    EXPECT_TRUE(says(message, {"has not been let in", settings.endpoint + "/ada/tiny"})) << message;
    settings.token.clear();
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::refused);
    EXPECT_TRUE(says(message, {"accept its terms", "HF_TOKEN", settings.tokenFile.string()})) << message;
    EXPECT_TRUE(planFetch(params, settings, listener, {}, waits).isGated);
    EXPECT_EQ(message.find("hf_"), std::string::npos);
}

TEST_F(Fetch, whatIsNotThereIsSaid)
{
    params.repository.name = "ada/nothing";
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::refused);
    EXPECT_TRUE(says(message, {"no model ada/nothing", "private", "--dataset"})) << message;
    settings.token.clear();
    reasonOfRefusal();
    EXPECT_TRUE(says(message, {"ada/nothing", "HF_TOKEN"})) << message;
    params.repository = {RepositoryKind::model, "ada/tiny", "v9"};
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::refused);
    EXPECT_TRUE(says(message, {"ada/tiny", "revision \"v9\""})) << message;
}

TEST_F(Fetch, otherRevisionsAreKeptUnderTheirNames)
{
    params.repository.revision = "refs/pr/1";
    const FetchResult result = run();
    EXPECT_TRUE(result.finished);
    EXPECT_EQ(readFile(settings.cache / "models--ada--tiny" / "refs" / "refs" / "pr" / "1"), LocalHub::commit());
    EXPECT_EQ(cachedSnapshot(settings.cache, params.repository), result.snapshot);
}

TEST_F(Fetch, offlineTheCacheIsAllThereIs)
{
    settings.isOffline = true;
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::offline);
    EXPECT_TRUE(says(message, {"HF_HUB_OFFLINE", "ada/tiny", settings.cache.string()})) << message;
    EXPECT_TRUE(hub.requests().empty());
    settings.isOffline = false;
    run();
    settings.isOffline = true;
    hub.forget();
    const FetchResult there = run();
    expectFetched(there);
    EXPECT_TRUE(there.wasThere);
    EXPECT_TRUE(hub.requests().empty());
    params.choice.all = true;
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::offline) << "not all of it is there";
}

TEST_F(Fetch, withoutANetworkWhatIsWholeInTheCacheWillDo)
{
    settings.endpoint = "http://127.0.0.1:1";
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::unreachable);
    EXPECT_TRUE(says(message, {"cannot reach http://127.0.0.1:1", "network"})) << message;
    settings.endpoint = hub.endpoint();
    run();
    settings.endpoint = "http://127.0.0.1:1";
    EXPECT_TRUE(run().wasThere);
    EXPECT_TRUE(says(listener.warnings, {"cannot reach", "is used as it is"}));
    settings.endpoint = "https" + hub.endpoint().substr(4);
    params.repository.name = "ada/other";
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::unreachable);
    EXPECT_TRUE(says(message, {"no secure connection", "SSL_CERT_FILE"})) << message;
}

TEST_F(Fetch, hostileNamesOfFilesAreRefusedBeforeAnythingIsWritten)
{
    for (const char* name :
        {"../../../escaped", "/tmp/escaped", "a/../../../../escaped", "a\\\\..\\\\b", "a\\u0000b"}) {
        hub.setInfo("ada/tiny",
            R"({"sha": ")" + LocalHub::commit()
                + R"(", "siblings": [{"rfilename": "config.json", "size": 2, "blobId": ")" + std::string(40, 'a')
                + R"("}, {"rfilename": ")" + name + R"(", "size": 2, "blobId": ")" + std::string(40, 'a') + R"("}]})");
        EXPECT_TRUE(says(errorOf([&] { run(); }), "nothing of it is fetched")) << name;
        EXPECT_FALSE(fs::exists(settings.cache));
    }
    hub.setInfo("ada/tiny", "<html>welcome to this hotel's network</html>");
    EXPECT_EQ(reasonOfRefusal(), HubError::Reason::unreachable);
    EXPECT_TRUE(says(message, {"the hub's answer", "ada/tiny"})) << message;
}

TEST_F(Fetch, mirrorsThatHideSizesAreAskedForThemOtherwise)
{
    hub.setFaults({.hidesSizes = true});
    expectFetched(run());
    fs::remove_all(settings.cache);
    hub.setFaults({.hidesSizes = true, .hidesTree = true});
    hub.forget();
    expectFetched(run());
    const auto requests = hub.requests();
    EXPECT_EQ(std::count_if(requests.begin(), requests.end(),
                  [](const LocalHub::Request& request) { return request.method == "HEAD"; }),
        5)
        << "of what is used alone";
}

TEST_F(Fetch, withoutRoomNothingBegins)
{
    settings.keepFree = std::int64_t{1} << 60;
    EXPECT_TRUE(says(errorOf([&] { run(); }), {"no room for ada/tiny", "HF_HUB_CACHE"}));
    EXPECT_EQ(requestsTo("content"), 0u);
}

TEST_F(Fetch, twoAtOnceFetchEachFileOnce)
{
    hub.setFaults({.milliseconds = 2});
    FetchResult results[2];
    Listener listeners[2];
    {
        std::vector<std::jthread> both;
        for (int i = 0; i < 2; ++i) {
            both.emplace_back([&, i] { results[i] = fetch(params, settings, listeners[i], {}, waits); });
        }
    }
    expectFetched(results[0]);
    expectFetched(results[1]);
    EXPECT_EQ(requestsTo("content"), 3u) << "of large files";
    EXPECT_TRUE(says(listeners[0].notes + listeners[1].notes, "another process is fetching it; waiting for that"));
}

TEST_F(Fetch, equalFilesAreFetchedOnce)
{
    const std::string content = randomBytes(2000, 9);
    hub.add("model", "ada/twins", {{"a.gguf", content}, {"b.gguf", content}});
    params = {{RepositoryKind::model, "ada/twins"}, {{}, true}};
    const FetchResult result = run();
    EXPECT_EQ(requestsTo("content"), 1u);
    EXPECT_EQ(readFile(result.snapshot / "a.gguf"), content);
    EXPECT_EQ(readFile(result.snapshot / "b.gguf"), content);
}

TEST_F(Fetch, emptyFilesAreFiles)
{
    hub.add("dataset", "ada/empty", {{"train.jsonl", ""}});
    params = {{RepositoryKind::dataset, "ada/empty"}, {}};
    EXPECT_EQ(readFile(run().snapshot / "train.jsonl"), "");
}

TEST_F(Fetch, paramsAreKeptInJson)
{
    params = {{RepositoryKind::dataset, "ada/rows", "v1"}, {{"*.jsonl"}, true}};
    const Json json = params.toJson();
    EXPECT_EQ(FetchParams::fromJson(json, "x").toJson(), json);
    EXPECT_NE(errorOf([] { FetchParams::fromJson(Json{{"kind", "space"}, {"name", "a/b"}}, "x"); }), "");
    EXPECT_NE(errorOf([] { FetchParams::fromJson(Json{{"kind", "model"}, {"name", "../b"}}, "x"); }), "");
}

} // namespace
} // namespace dpl::hub
