#include "hub/blob_download.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/format.hpp"
#include "base/stopped.hpp"
#include "hub/digest.hpp"

#include <memory>
#include <optional>

namespace dpl::hub {

namespace {

constexpr double lockPoll = 0.2; // seconds between looks whether another process is done

/// One blob on its way.
class BlobDownload {
public:
    BlobDownload(const BlobRequest& request, const RepositoryCache& cache, HubClient& client,
        const std::function<void(const std::string&)>& told, std::atomic<std::int64_t>& bytes,
        const std::stop_token& stop)
        : m_request(request), m_file(request.file), m_client(client), m_told(told), m_bytes(bytes), m_stop(stop),
          m_incomplete(cache.incomplete(request.file)), m_blob(cache.blob(request.file))
    {
    }

    void run(int mostAttempts)
    {
        int fruitless = 0;
        int wrong = 0;
        GrowingFile part(m_incomplete);
        for (;;) {
            throwIfStopped(m_stop);
            if (size(part) > m_file.size) {
                part.cutTo(0); // of another program
            }
            const std::int64_t before = size(part);
            m_bytes = before;
            std::optional<HubClient::Delivery> delivery;
            if (before < m_file.size) {
                delivery = receive(part);
            }
            if (size(part) == m_file.size) {
                part.sync();
                if (isRight()) {
                    replaceFile(m_incomplete, m_blob);
                    return;
                }
                part.cutTo(0);
                m_bytes = 0;
                if (++wrong == 2) {
                    std::error_code ignored;
                    std::filesystem::remove(m_incomplete, ignored);
                    throw Error(m_file.name + " of " + toString(m_request.repository)
                        + " came twice with a wrong checksum; nothing of it was kept. A proxy or the server changes "
                          "what it sends");
                }
                m_told(m_file.name + ": its checksum is wrong; it is fetched again");
                continue;
            }
            const bool isPartial = delivery->answer.failure == HttpFailure::none
                && (delivery->answer.status == 200 || delivery->answer.status == 206);
            const bool isOther = m_isOther || delivery->answer.status == 416; // not what was asked for
            if (isOther) {
                part.cutTo(0);
            }
            fruitless = size(part) > before ? 0 : fruitless + 1;
            const bool mayGoOn = isPartial || isOther || m_client.mayPass(*delivery);
            if (!mayGoOn || fruitless >= mostAttempts) {
                if (isPartial || isOther) {
                    throw Error("the server does not send " + m_file.name + " as it lists it, with "
                        + formatBytes(m_file.size) + "; try again later, or use another HF_ENDPOINT");
                }
                m_client.refuse(delivery->answer, m_request.repository, m_file.name);
            }
            const bool isAskedToWait = delivery->answer.status == 429 || delivery->answer.status >= 500;
            if (fruitless > 0 || isAskedToWait) {
                m_client.waitAfter(delivery->answer, fruitless > 0 ? fruitless - 1 : 0, m_file.name);
            } else {
                m_told(m_file.name + ": the connection broke off; going on at " + formatBytes(size(part)));
            }
        }
    }

private:
    static std::int64_t size(const GrowingFile& part) { return static_cast<std::int64_t>(part.size()); }

    HubClient::Delivery receive(GrowingFile& part)
    {
        const std::int64_t from = size(part);
        bool isBegun = false;
        m_isOther = false;
        return m_client.download(m_request.repository, m_request.commit, m_file, from,
            [&](const HttpAnswer& answer, std::string_view piece) {
                if (!isBegun) {
                    isBegun = true;
                    m_isOther = answer.status == 206 && firstByte(answer.headers) != from;
                    if (m_isOther) {
                        return false;
                    }
                    if (answer.status == 200 && from > 0) {
                        part.cutTo(0); // all of it comes, from its beginning
                    }
                }
                m_isOther = size(part) + static_cast<std::int64_t>(piece.size()) > m_file.size;
                if (m_isOther) {
                    return false;
                }
                part.append(piece);
                m_bytes = size(part);
                return true;
            });
    }

    bool isRight() const
    {
        const DigestKind kind = m_file.isLarge() ? DigestKind::sha256 : DigestKind::gitBlob;
        return digestOfFile(m_incomplete, kind, m_stop) == m_file.blob;
    }

    const BlobRequest& m_request;
    const RemoteFile& m_file;
    HubClient& m_client;
    const std::function<void(const std::string&)>& m_told;
    std::atomic<std::int64_t>& m_bytes;
    const std::stop_token& m_stop;
    std::filesystem::path m_incomplete;
    std::filesystem::path m_blob;
    bool m_isOther = false; ///< what the last answer brought
};

} // namespace

void fetchBlob(const BlobRequest& request, const RepositoryCache& cache, HubClient& client, Waiting& waiting,
    const std::function<void(const std::string&)>& told, std::atomic<std::int64_t>& bytes, const std::stop_token& stop)
{
    std::unique_ptr<BlobLock> lock;
    for (bool isTold = false;;) {
        throwIfStopped(stop);
        lock = std::make_unique<BlobLock>(cache.lock(request.file));
        if (lock->isTaken()) {
            break;
        }
        if (!isTold) {
            told(request.file.name + ": another process is fetching it; waiting for that");
            isTold = true;
        }
        bytes = cache.bytesOf(request.file, request.commit);
        waiting.wait(lockPoll, stop);
    }
    if (!cache.hasContent(request.file, request.commit)) { // whoever had the lock may have fetched it
        BlobDownload(request, cache, client, told, bytes, stop).run(client.mostAttempts());
    }
    bytes = request.file.size;
}

} // namespace dpl::hub
