#include "hub/fetch.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/format.hpp"
#include "base/stopped.hpp"
#include "hub/blob_download.hpp"
#include "hub/hub_error.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <iterator>
#include <mutex>
#include <numeric>
#include <set>
#include <thread>

namespace dpl::hub {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t filesAtOnce = 2;
constexpr auto betweenReports = std::chrono::milliseconds(50);

/// Sentences of several threads for an observer, who hears from one alone.
class Sentences {
public:
    void add(const std::string& sentence)
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.push_back(sentence);
    }

    void tell(Observer& observer)
    {
        std::deque<std::string> waiting;
        {
            const std::scoped_lock lock(m_mutex);
            waiting.swap(m_waiting);
        }
        for (const std::string& sentence : waiting) {
            observer.noted(sentence);
        }
    }

private:
    std::mutex m_mutex;
    std::deque<std::string> m_waiting;
};

FetchPlan planOf(const Listing& listing, const FetchParams& params, const RepositoryCache& cache)
{
    const UsedFiles used = usedFiles(listing, params.repository, params.choice);
    FetchPlan plan;
    plan.commit = listing.commit;
    plan.licence = listing.licence;
    plan.isGated = listing.isGated;
    plan.problem = used.problem;
    plan.snapshot = cache.snapshot(listing.commit);
    for (const ListedFile& file : used.files) {
        plan.files.push_back({file, file.file.isTold() ? cache.bytesOf(file.file, listing.commit) : 0});
    }
    return plan;
}

/// The listing that the cache has of what a revision was when it was last fetched.
std::optional<Listing> keptListing(const RepositoryCache& cache, const std::string& revision)
{
    const auto commit = cache.commitOf(revision);
    return commit ? cache.listing(*commit) : std::nullopt;
}

/// What is asked for and is not told yet.
void describeUsed(Listing& listing, const FetchParams& params, HubClient& client)
{
    const UsedFiles used = usedFiles(listing, params.repository, params.choice);
    for (std::size_t i = 0; i < listing.files.size(); ++i) {
        if (used.files[i].isUsed && !listing.files[i].isTold()) {
            client.describe(params.repository, listing.commit, listing.files[i]);
        }
    }
}

struct Planned {
    FetchPlan plan;
    Listing listing;
};

Planned makePlan(const FetchParams& params, const HubSettings& settings, Observer& observer,
    const std::stop_token& stop, Waiting& waiting)
{
    const RepositoryCache cache(settings.cache, params.repository);
    const auto kept = keptListing(cache, params.repository.revision);
    const auto byCache = [&] {
        FetchPlan plan = planOf(*kept, params, cache);
        plan.isByCache = true;
        return Planned{std::move(plan), *kept};
    };
    const bool isComplete = kept && byCache().plan.missingBytes() == 0;
    if (kept && isCommit(params.repository.revision) && isComplete) {
        return byCache();
    }
    if (settings.isOffline) {
        if (isComplete) {
            return byCache();
        }
        throw HubError(HubError::Reason::offline,
            "HF_HUB_OFFLINE is set, and not all of " + toString(params.repository) + " is in the Hugging Face cache ("
                + settings.cache.string() + "); unset it to fetch the rest");
    }
    HubClient client(settings, waiting, [&](const std::string& sentence) { observer.noted(sentence); }, stop);
    try {
        Listing listing = client.list(params.repository);
        describeUsed(listing, params, client);
        FetchPlan plan = planOf(listing, params, cache);
        return {std::move(plan), std::move(listing)};
    } catch (const HubError& error) {
        if (error.reason() != HubError::Reason::unreachable || !isComplete) {
            throw;
        }
        observer.warned(std::string(error.what()) + "; what is in the cache of " + toString(params.repository)
            + " is used as it is");
        return byCache();
    }
}

void requireRoom(const FetchPlan& plan, const HubSettings& settings, const Repository& repository)
{
    const std::int64_t missing = plan.missingBytes();
    makeFolder(settings.cache);
    std::error_code error;
    const fs::space_info space = fs::space(settings.cache, error);
    if (error || missing == 0) {
        return;
    }
    const auto free =
        static_cast<std::int64_t>(std::min(space.available, static_cast<std::uintmax_t>(std::int64_t{1} << 61)));
    if (missing > free - settings.keepFree) {
        throw Error("there is no room for " + toString(repository) + ": " + formatBytes(missing)
            + " are missing, and the Hugging Face cache (" + settings.cache.string() + ") has " + formatBytes(free)
            + " free, of which " + formatBytes(settings.keepFree)
            + " stay so; make room, or name another folder in HF_HUB_CACHE");
    }
}

/// Fetches files, some at a time, and tells the observer, who is called by this thread alone.
class Fetching {
public:
    Fetching(const FetchParams& params, const HubSettings& settings, const RepositoryCache& cache,
        const FetchPlan& plan, Waiting& waiting)
        : m_params(params), m_settings(settings), m_cache(cache), m_plan(plan), m_waiting(waiting)
    {
        std::set<std::string> seen; // the same content may have several names
        for (const FetchPlan::File& file : plan.used()) {
            if (seen.insert(file.file.blob).second) {
                m_files.push_back(file.file);
            }
        }
        m_bytes = std::vector<std::atomic<std::int64_t>>(m_files.size());
        for (std::size_t i = 0; i < m_files.size(); ++i) {
            m_bytes[i] = cache.bytesOf(m_files[i], plan.commit);
            m_total += m_files[i].size;
        }
    }

    /// Throws what the first file that failed did, and Stopped.
    void run(Observer& observer, const std::stop_token& stop)
    {
        const std::stop_callback passOn(stop, [this] { m_ending.request_stop(); });
        {
            std::vector<std::jthread> workers;
            for (std::size_t i = 0; i < std::min(filesAtOnce, m_files.size()); ++i) {
                ++m_working;
                workers.emplace_back([this] { work(); });
            }
            while (m_working > 0) {
                report(observer);
                std::unique_lock lock(m_mutex);
                m_ended.wait_for(lock, betweenReports, [this] { return m_working == 0; });
            }
        }
        report(observer);
        if (m_failure) {
            std::rethrow_exception(m_failure);
        }
        throwIfStopped(stop);
    }

    std::int64_t missingBytes() const { return m_total - bytesThere(); }

private:
    std::int64_t bytesThere() const
    {
        return std::accumulate(m_bytes.begin(), m_bytes.end(), std::int64_t{0},
            [](std::int64_t sum, const std::atomic<std::int64_t>& bytes) { return sum + bytes; });
    }

    void work()
    {
        try {
            const auto told = [this](const std::string& sentence) { m_sentences.add(sentence); };
            HubClient client(m_settings, m_waiting, told, m_ending.get_token());
            for (std::size_t i = m_next++; i < m_files.size(); i = m_next++) {
                fetchBlob({m_params.repository, m_plan.commit, m_files[i]}, m_cache, client, m_waiting, told,
                    m_bytes[i], m_ending.get_token());
            }
        } catch (const Stopped&) {
            // Somebody asked for it, or another file has failed.
        } catch (...) {
            const std::scoped_lock lock(m_mutex);
            m_failure = m_failure ? m_failure : std::current_exception();
            m_ending.request_stop();
        }
        const std::scoped_lock lock(m_mutex);
        --m_working;
        m_ended.notify_all();
    }

    void report(Observer& observer)
    {
        m_sentences.tell(observer);
        constexpr std::int64_t kibi = 1024;
        const bool isSmall = m_total < 10 * kibi * kibi;
        const std::int64_t unit = isSmall ? kibi : kibi * kibi;
        const auto rounded = [unit](std::int64_t bytes) { return (bytes + unit - 1) / unit; };
        // The last unit is said to be there only when all of it is.
        const std::int64_t there = bytesThere();
        observer.progressed({isSmall ? "KiB fetched" : "MiB fetched",
            there == m_total ? rounded(m_total) : there / unit, rounded(m_total)});
    }

    const FetchParams& m_params;
    const HubSettings& m_settings;
    const RepositoryCache& m_cache;
    const FetchPlan& m_plan;
    Waiting& m_waiting;
    std::vector<RemoteFile> m_files;
    std::vector<std::atomic<std::int64_t>> m_bytes; ///< of each file, what is there
    std::int64_t m_total = 0;
    std::atomic<std::size_t> m_next = 0;
    std::atomic<std::size_t> m_working = 0;
    std::stop_source m_ending;
    std::mutex m_mutex;
    std::condition_variable m_ended;
    std::exception_ptr m_failure;
    Sentences m_sentences;
};

std::vector<std::string> stringsIn(const JsonObject& json, const std::string& key)
{
    std::vector<std::string> strings;
    if (json.has(key)) {
        for (const Json& one : json.array(key)) {
            if (!one.is_string()) {
                throw Error(json.at(key) + ": expected texts");
            }
            strings.push_back(one.get<std::string>());
        }
    }
    return strings;
}

} // namespace

Json FetchParams::toJson() const
{
    return {{"name", repository.name}, {"kind", toString(repository.kind)}, {"revision", repository.revision},
        {"include", choice.include}, {"all", choice.all}};
}

FetchParams FetchParams::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    const std::string kind = json.string("kind");
    if (kind != toString(RepositoryKind::model) && kind != toString(RepositoryKind::dataset)) {
        throw Error(json.at("kind") + ": expected \"model\" or \"dataset\"");
    }
    FetchParams params;
    params.repository = requireRepository(json.string("name") + "@" + json.string("revision", "main"),
        kind == "model" ? RepositoryKind::model : RepositoryKind::dataset);
    params.choice.include = stringsIn(json, "include");
    params.choice.all = json.boolean("all", false);
    return params;
}

std::vector<FetchPlan::File> FetchPlan::used() const
{
    std::vector<File> used;
    std::copy_if(files.begin(), files.end(), std::back_inserter(used), [](const File& file) { return file.isUsed; });
    return used;
}

std::int64_t FetchPlan::usedBytes() const
{
    std::vector<ListedFile> listed(files.begin(), files.end());
    return UsedFiles{std::move(listed), {}}.usedBytes();
}

std::int64_t FetchPlan::missingBytes() const
{
    std::int64_t there = 0;
    for (const File& file : used()) {
        there += file.bytesThere;
    }
    return usedBytes() - there;
}

Json FetchPlan::toJson() const
{
    Json list = Json::array();
    for (const File& file : files) {
        Json entry{{"name", file.file.name}, {"size", file.file.size < 0 ? Json() : Json(file.file.size)},
            {"used", file.isUsed}, {"use", file.use}};
        if (file.isUsed) {
            entry["bytes_there"] = file.bytesThere;
        }
        list.push_back(std::move(entry));
    }
    return {{"commit", commit}, {"licence", licence.empty() ? Json() : Json(licence)}, {"gated", isGated},
        {"by_cache", isByCache}, {"folder", snapshot.string()}, {"bytes", usedBytes()},
        {"bytes_missing", missingBytes()}, {"problem", problem.empty() ? Json() : Json(problem)},
        {"files", std::move(list)}};
}

Json FetchResult::toJson() const
{
    return {{"folder", snapshot.string()}, {"commit", commit}, {"files", files}, {"bytes", bytes},
        {"bytes_there", bytesThere}, {"finished", finished}, {"was_there", wasThere}};
}

FetchPlan planFetch(const FetchParams& params, const HubSettings& settings, Observer& observer,
    const std::stop_token& stop, Waiting& waiting)
{
    return makePlan(params, settings, observer, stop, waiting).plan;
}

FetchResult fetch(const FetchParams& params, const HubSettings& settings, Observer& observer,
    const std::stop_token& stop, Waiting& waiting)
{
    FetchResult result;
    try {
        observer.progressed({"Listing " + toString(params.repository), 0, 0});
        const Planned planned = makePlan(params, settings, observer, stop, waiting);
        const FetchPlan& plan = planned.plan;
        if (!plan.problem.empty()) {
            throw Error(plan.problem);
        }
        const RepositoryCache cache(settings.cache, params.repository);
        const std::vector<FetchPlan::File> used = plan.used();
        result.snapshot = plan.snapshot;
        result.commit = plan.commit;
        result.files = static_cast<std::int64_t>(used.size());
        result.bytes = plan.usedBytes();
        result.bytesThere = result.bytes - plan.missingBytes();
        const auto allLinked = [&] {
            return std::all_of(used.begin(), used.end(),
                [&](const FetchPlan::File& file) { return cache.isLinked(file.file, plan.commit); });
        };
        result.wasThere = allLinked();
        if (!result.wasThere) {
            requireRoom(plan, settings, params.repository);
            cache.tag();
            Fetching fetching(params, settings, cache, plan, waiting);
            try {
                fetching.run(observer, stop);
            } catch (const Stopped&) {
                result.bytesThere = result.bytes - fetching.missingBytes();
                throw;
            }
            for (const FetchPlan::File& file : used) {
                cache.link(file.file, plan.commit);
            }
        }
        result.bytesThere = result.bytes;
        try {
            if (!plan.isByCache) {
                cache.keepListing(planned.listing);
                cache.keepRevision(params.repository.revision, plan.commit); // last: who follows it finds all of it
            }
        } catch (const Error&) {
            if (!result.wasThere) { // of a cache that may only be read
                throw;
            }
        }
        result.finished = true;
    } catch (const Stopped&) {
        result.finished = false;
    }
    return result;
}

FetchPlan planFetch(
    const FetchParams& params, const HubSettings& settings, Observer& observer, const std::stop_token& stop)
{
    Waiting waiting;
    return planFetch(params, settings, observer, stop, waiting);
}

FetchResult fetch(
    const FetchParams& params, const HubSettings& settings, Observer& observer, const std::stop_token& stop)
{
    Waiting waiting;
    return fetch(params, settings, observer, stop, waiting);
}

} // namespace dpl::hub
