#pragma once

#include "base/json.hpp"
#include "base/observer.hpp"
#include "hub/hub_settings.hpp"
#include "hub/used_files.hpp"
#include "hub/waiting.hpp"

#include <filesystem>
#include <stop_token>

/// Fetching models and datasets by name from the Hugging Face hub into the cache that its other programs use.
namespace dpl::hub {

struct FetchParams {
    Repository repository;
    FileChoice choice;

    Json toJson() const;

    /// Throws Error that names `source` and the field.
    static FetchParams fromJson(const Json& value, const std::string& source);
};

/// What a fetch would do.
struct FetchPlan {
    struct File : ListedFile {
        std::int64_t bytesThere = 0; ///< in the cache
    };

    std::string commit;
    std::string licence; ///< by the card; empty: not known
    bool isGated = false;
    bool isByCache = false; ///< the hub was not asked, or not reached
    std::vector<File> files; ///< of the repository, by name
    std::filesystem::path snapshot; ///< the folder that is made
    std::string problem; ///< a sentence, if nothing can be fetched so

    std::int64_t usedBytes() const;
    std::int64_t missingBytes() const; ///< of what is used, those that are not in the cache
    std::vector<File> used() const;

    Json toJson() const;
};

struct FetchResult {
    std::filesystem::path snapshot;
    std::string commit;
    std::int64_t files = 0;
    std::int64_t bytes = 0; ///< of all files
    std::int64_t bytesThere = 0; ///< of these, what is in the cache now
    bool finished = false; ///< false: stopped; what was fetched is kept
    bool wasThere = false; ///< all of it, before

    Json toJson() const;
};

/// Lists a repository: by the hub, or by the cache where it was listed before and the revision is a commit, the user is
/// offline, or the hub cannot be reached. Throws HubError and Stopped; the observer hears of waits.
FetchPlan planFetch(const FetchParams& params, const HubSettings& settings, Observer& observer,
    const std::stop_token& stop, Waiting& waiting);

/// Fetches what is used of a repository, two files at once. The snapshot appears when all of it is there. Fetched
/// again, what is there is kept; a start that was stopped or killed is gone on with. Refused before it begins: where
/// there is no room. Throws HubError and Error with a sentence for the user; stopped, the result is not finished.
FetchResult fetch(const FetchParams& params, const HubSettings& settings, Observer& observer,
    const std::stop_token& stop, Waiting& waiting);

FetchPlan planFetch(
    const FetchParams& params, const HubSettings& settings, Observer& observer, const std::stop_token& stop = {});
FetchResult fetch(
    const FetchParams& params, const HubSettings& settings, Observer& observer, const std::stop_token& stop = {});

} // namespace dpl::hub
