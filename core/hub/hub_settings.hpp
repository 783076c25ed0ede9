#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace dpl::hub {

/// Which hub, with which token, and where its files are kept: as huggingface_hub, the hub's client in Python, has it.
struct HubSettings {
    std::string endpoint = "https://huggingface.co"; ///< without a slash at its end
    std::filesystem::path cache;
    std::string token; ///< empty: none. Sent to the endpoint's host alone
    std::filesystem::path tokenFile; ///< where the token is looked for, for messages
    bool isOffline = false;
    double answerTimeout = 10; ///< seconds to reach a server
    double stallTimeout = 10; ///< seconds without a byte after which a connection is given up
    std::int64_t keepFree = std::int64_t{1} << 30; ///< bytes that stay free where the cache is
    int mostAttempts = 5; ///< in a row that bring nothing
};

/// The folder that the Hugging Face libraries download to: HF_HUB_CACHE, HF_HOME/hub, or ~/.cache/huggingface/hub.
std::filesystem::path huggingFaceCache();

/// What the environment says: HF_ENDPOINT, HF_HUB_CACHE, HF_HOME, HF_TOKEN or the file HF_TOKEN_PATH ({HF_HOME}/token),
/// HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE, HF_HUB_ETAG_TIMEOUT, HF_HUB_DOWNLOAD_TIMEOUT. Throws Error for an endpoint
/// that is no address of http or https.
HubSettings hubSettings();

} // namespace dpl::hub
