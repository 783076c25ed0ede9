#include "hub/hub_settings.hpp"

#include "base/files.hpp"
#include "environment_variable.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace dpl::hub {
namespace {

using test::errorOf;
using test::says;

/// An environment that says nothing of the hub, but where the home is.
class HubSettingsOf : public testing::Test {
protected:
    HubSettingsOf()
    {
        for (const char* name : {"HF_ENDPOINT", "HF_HOME", "HF_HUB_CACHE", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN",
                 "HF_TOKEN_PATH", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_ETAG_TIMEOUT",
                 "HF_HUB_DOWNLOAD_TIMEOUT", "XDG_CACHE_HOME"}) {
            variables.emplace_back(name);
        }
        variables.emplace_back("HOME", home.path().string());
    }

    void set(const char* name, const std::string& value) { variables.emplace_back(name, value); }

    const test::TemporaryFolder home;
    std::deque<test::EnvironmentVariable> variables; // undone from the last to the first
    ~HubSettingsOf() override
    {
        while (!variables.empty()) {
            variables.pop_back();
        }
    }
};

TEST_F(HubSettingsOf, anEmptyEnvironmentAreTheDefaults)
{
    const HubSettings settings = hubSettings();
    EXPECT_EQ(settings.endpoint, "https://huggingface.co");
    EXPECT_EQ(settings.cache, home / ".cache" / "huggingface" / "hub");
    EXPECT_EQ(settings.tokenFile, home / ".cache" / "huggingface" / "token");
    EXPECT_EQ(settings.token, "");
    EXPECT_FALSE(settings.isOffline);
    EXPECT_EQ(settings.answerTimeout, 10);
    EXPECT_EQ(settings.stallTimeout, 10);
}

TEST_F(HubSettingsOf, theCacheIsWhereTheVariablesSay)
{
    set("XDG_CACHE_HOME", "/xdg");
    EXPECT_EQ(huggingFaceCache(), "/xdg/huggingface/hub");
    set("HF_HOME", "/hf");
    EXPECT_EQ(huggingFaceCache(), "/hf/hub");
    EXPECT_EQ(hubSettings().tokenFile, "/hf/token");
    set("HF_HUB_CACHE", "/elsewhere");
    EXPECT_EQ(huggingFaceCache(), "/elsewhere");
}

TEST_F(HubSettingsOf, theTokenIsTheVariablesOrTheFiles)
{
    writeFileAtomically(home / ".cache" / "huggingface" / "token", "hf_ofTheFile\n");
    EXPECT_EQ(hubSettings().token, "hf_ofTheFile");
    set("HF_TOKEN_PATH", (home / "other").string());
    EXPECT_EQ(hubSettings().token, "");
    writeFileAtomically(home / "other", " hf_other\r\n");
    EXPECT_EQ(hubSettings().token, "hf_other");
    set("HF_TOKEN", "hf_good\r\nX-Injected: 1");
    EXPECT_EQ(hubSettings().token, "hf_goodX-Injected:1") << "no line of a request of its own";
}

TEST_F(HubSettingsOf, switchesAndTimesAreRead)
{
    for (const char* on : {"1", "True", "yes", "ON"}) {
        set("HF_HUB_OFFLINE", on);
        EXPECT_TRUE(hubSettings().isOffline) << on;
    }
    set("HF_HUB_OFFLINE", "0");
    set("TRANSFORMERS_OFFLINE", "1");
    EXPECT_FALSE(hubSettings().isOffline);
    set("HF_HUB_OFFLINE", "");
    EXPECT_TRUE(hubSettings().isOffline);
    set("HF_HUB_DOWNLOAD_TIMEOUT", "42");
    set("HF_HUB_ETAG_TIMEOUT", "soon");
    EXPECT_EQ(hubSettings().stallTimeout, 42);
    EXPECT_EQ(hubSettings().answerTimeout, 10);
}

TEST_F(HubSettingsOf, theEndpointIsAnAddress)
{
    set("HF_ENDPOINT", "https://hub.example/mirror//");
    EXPECT_EQ(hubSettings().endpoint, "https://hub.example/mirror");
    for (const char* wrong : {"hub.example", "ftp://hub.example", "file:///", "https://"}) {
        set("HF_ENDPOINT", wrong);
        EXPECT_TRUE(says(errorOf([] { hubSettings(); }), {"HF_ENDPOINT", wrong})) << wrong;
    }
}

} // namespace
} // namespace dpl::hub
