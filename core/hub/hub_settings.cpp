#include "hub/hub_settings.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "hub/http.hpp"

#include <algorithm>
#include <cstdlib>

namespace dpl::hub {

namespace fs = std::filesystem;

namespace {

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

bool isOn(std::string value)
{
    std::transform(value.begin(), value.end(), value.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return value == "1" || value == "true" || value == "yes" || value == "on";
}

fs::path huggingFaceHome()
{
    if (const std::string home = variable("HF_HOME"); !home.empty()) {
        return home;
    }
    if (const std::string cache = variable("XDG_CACHE_HOME"); !cache.empty()) {
        return fs::path(cache) / "huggingface";
    }
    return fs::path(variable("HOME")) / ".cache" / "huggingface";
}

/// A token has no blanks and no control characters; what surrounds it in a file has.
std::string tokenIn(std::string text)
{
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
    return text;
}

std::string tokenOf(const fs::path& file)
{
    for (const char* name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
        if (std::string token = tokenIn(variable(name)); !token.empty()) {
            return token;
        }
    }
    try {
        return tokenIn(readFile(file));
    } catch (const Error&) {
        return {}; // most have none
    }
}

double secondsOf(const char* name, double otherwise)
{
    const auto seconds = countIn(variable(name));
    return seconds && *seconds > 0 ? std::min(static_cast<double>(*seconds), 3600.0) : otherwise;
}

} // namespace

fs::path huggingFaceCache()
{
    const std::string hub = variable("HF_HUB_CACHE");
    return hub.empty() ? huggingFaceHome() / "hub" : fs::path(hub);
}

HubSettings hubSettings()
{
    HubSettings settings;
    if (const std::string endpoint = variable("HF_ENDPOINT"); !endpoint.empty()) {
        if (originOf(endpoint).empty()) {
            throw Error("HF_ENDPOINT must be an address such as https://huggingface.co, not \"" + endpoint + "\"");
        }
        settings.endpoint = endpoint.substr(0, endpoint.find_last_not_of('/') + 1);
    }
    settings.cache = huggingFaceCache();
    const std::string tokenFile = variable("HF_TOKEN_PATH");
    settings.tokenFile = tokenFile.empty() ? huggingFaceHome() / "token" : fs::path(tokenFile);
    settings.token = tokenOf(settings.tokenFile);
    const std::string offline = variable("HF_HUB_OFFLINE");
    settings.isOffline = isOn(offline.empty() ? variable("TRANSFORMERS_OFFLINE") : offline);
    settings.answerTimeout = secondsOf("HF_HUB_ETAG_TIMEOUT", settings.answerTimeout);
    settings.stallTimeout = secondsOf("HF_HUB_DOWNLOAD_TIMEOUT", settings.stallTimeout);
    return settings;
}

} // namespace dpl::hub
