#pragma once

#include "hub/hub_cache.hpp"
#include "hub/hub_client.hpp"

#include <atomic>

namespace dpl::hub {

/// Which file to bring into the cache.
struct BlobRequest {
    const Repository& repository;
    const std::string& commit;
    const RemoteFile& file;
};

/// Brings a file's content into the cache, going on where an earlier start or another process broke off, and checks it
/// against its digest; one that came wrong is fetched once more from its beginning. Another process that is fetching it
/// is waited for. `bytes` follows what is there. Throws HubError, Error for a file that cannot be written or came wrong
/// twice, and Stopped; what was fetched stays then, unless it is wrong.
void fetchBlob(const BlobRequest& request, const RepositoryCache& cache, HubClient& client, Waiting& waiting,
    const std::function<void(const std::string&)>& told, std::atomic<std::int64_t>& bytes, const std::stop_token& stop);

} // namespace dpl::hub
