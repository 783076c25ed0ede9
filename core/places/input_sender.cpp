#include "places/input_sender.hpp"

#include "base/content_hash.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/format.hpp"
#include "base/stopped.hpp"
#include "hub/named_files.hpp"
#include "hub/repository.hpp"
#include "places/placed_job.hpp"
#include "places/remote_listing.hpp"
#include "places/ssh_trouble.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace dpl::places {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t roomToSpare = std::int64_t{1} << 30;

/// The path on a host of what lies in the mirror of a job there.
std::optional<std::string> mirrored(const fs::path& here, const std::string& host)
{
    for (fs::path folder = here; folder.has_relative_path(); folder = folder.parent_path()) {
        if (!isPresent(folder / runs::placedName)) {
            continue;
        }
        try {
            const PlacedJob job = readPlacedJob(folder);
            if (isRemote(job.place.kind) && job.place.host == host) {
                return (fs::path(job.there) / here.lexically_relative(folder)).lexically_normal().string();
            }
        } catch (const Error&) {
            // a file of that name that is none of ours says nothing
        }
        return std::nullopt;
    }
    return std::nullopt;
}

hub::RepositoryKind kindOf(recipes::PathUse use)
{
    return use == recipes::PathUse::dataset ? hub::RepositoryKind::dataset : hub::RepositoryKind::model;
}

/// Succeeds there if a repository has a snapshot in the Hugging Face cache.
std::string cacheTest(const std::string& name, recipes::PathUse use)
{
    std::string folder = use == recipes::PathUse::dataset ? "datasets--" : "models--";
    for (const char c : name.substr(0, name.find('@'))) {
        folder += c == '/' ? std::string("--") : std::string(1, c);
    }
    return "test -d \"${HF_HUB_CACHE:-${HF_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/huggingface}/hub}\"/"
        + shellWord(folder) + "/snapshots";
}

std::int64_t bytesOf(const FileListing& listing)
{
    std::int64_t bytes = 0;
    for (const auto& [ignored, file] : listing) {
        bytes += file.size;
    }
    return bytes;
}

std::string hashOf(const fs::path& here, const FileListing& listing, const std::stop_token& stop)
{
    ContentHash hash;
    for (const auto& [path, ignored] : listing) {
        throwIfStopped(stop);
        hash.add(path.string());
        hash.addFile(path.empty() ? here : here / path);
    }
    return hash.hex();
}

} // namespace

InputSender::InputSender(const Place& place, Shell& shell, fs::path base, ProgressTold told)
    : m_place(place), m_shell(shell), m_base(std::move(base)), m_told(std::move(told))
{
}

std::string InputSender::provide(const std::string& name, recipes::PathUse use, const std::stop_token& stop)
{
    std::string& there = m_provided[name];
    if (!there.empty()) {
        return there;
    }
    const fs::path path = (m_base / name).lexically_normal();
    if (auto known = mirrored(path, m_place.host)) {
        return there = *known;
    }
    if (isPresent(path)) {
        return there = provideHere(path, stop);
    }
    const bool mayBeOfHub = use == recipes::PathUse::model || use == recipes::PathUse::dataset;
    if (mayBeOfHub && !fs::path(name).is_absolute()) {
        const auto snapshot = hub::located(name, kindOf(use));
        if ((snapshot || hub::mayBeFetched(name, kindOf(use))) && isThere(cacheTest(name, use), stop)) {
            return there = name;
        }
        if (snapshot) {
            return there = provideHere(*snapshot, stop);
        }
    }
    if (fs::path(name).is_absolute() && isThere("test -e " + shellWord(name), stop)) {
        return there = name;
    }
    throw Error(name + " is neither here nor on " + m_place.host
        + (mayBeOfHub && hub::mayBeFetched(name, kindOf(use)) ? "; `dpl fetch " + name + "`, here or there, brings it"
                                                              : "; name a file or folder of either"));
}

std::string InputSender::provideHere(const fs::path& here, const std::stop_token& stop)
{
    const FileListing listing = listingHere(here);
    if (listing.empty()) {
        throw Error(here.string() + " has no files that could be sent to " + m_place.host);
    }
    const Shell::Output seen = m_shell.run(listingScript(here.string(), true), {}, questionDeadline, stop);
    if (seen.status == 0) {
        FileListing there = parsedListing(seen.out);
        std::erase_if(there, [](const auto& entry) {
            return std::any_of(entry.first.begin(), entry.first.end(),
                [](const fs::path& part) { return part.string().starts_with('.'); });
        });
        if (there == listing) {
            return here.string();
        }
    }
    return send(here, stop);
}

std::string InputSender::send(const fs::path& here, const std::stop_token& stop)
{
    const FileListing listing = listingHere(here);
    const std::string name = here.filename().string();
    const std::string phase = "Sending " + name + " to " + m_place.host;
    const std::int64_t bytes = bytesOf(listing);
    tell(phase, 0, bytes);
    const std::string hash = hashOf(here, listing, stop);
    const fs::path inputs = m_place.folder / "inputs";
    const std::string target = (inputs / hash / name).string();
    if (isThere("test -e " + shellWord(target), stop)) {
        return target;
    }
    requireRoom(bytes, name, stop);
    const fs::path unfinished = inputs / (".unfinished-" + hash); // gone on with by the next start
    std::int64_t sent = 0;
    for (const auto& [path, file] : listing) {
        const fs::path below = path.empty() ? fs::path(name) : name / path; // nothing: it is a file itself
        m_shell.send(path.empty() ? here : here / path, (unfinished / below).string(), stop,
            [&](std::int64_t ofFile) { tell(phase, sent + ofFile, bytes); });
        sent += file.size;
    }
    const std::string moving = "d=" + shellWord((inputs / hash).string()) + "; test -e \"$d\" || mv "
        + shellWord(unfinished.string()) + " \"$d\"";
    if (const Shell::Output moved = m_shell.run(moving, {}, questionDeadline, stop); moved.status != 0) {
        throw Error("cannot put " + target + " in its place on " + m_place.host + ": " + firstLine(moved.err));
    }
    return target;
}

void InputSender::tell(const std::string& phase, std::int64_t bytes, std::int64_t total) const
{
    if (m_told) {
        m_told({phase, bytes, total});
    }
}

bool InputSender::isThere(const std::string& test, const std::stop_token& stop)
{
    return m_shell.run(test, {}, questionDeadline, stop).status == 0;
}

void InputSender::requireRoom(std::int64_t bytes, const std::string& name, const std::stop_token& stop)
{
    const std::string folder = shellWord(m_place.folder.string());
    const Shell::Output output =
        m_shell.run("mkdir -p " + folder + " && df -Pk " + folder + " | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4", {},
            questionDeadline, stop);
    std::int64_t blocks = -1;
    std::from_chars(output.out.data(), output.out.data() + output.out.size(), blocks);
    if (output.status != 0 || blocks < 0) {
        throw Error("how much room " + m_place.folder.string() + " has on " + m_place.host
            + " is not told: " + firstLine(output.err));
    }
    if (blocks * 1024 - roomToSpare < bytes) {
        throw Error(name + " has " + formatBytes(bytes) + ", and " + m_place.folder.string() + " on " + m_place.host
            + " has room for " + formatBytes(std::max<std::int64_t>(0, blocks * 1024 - roomToSpare))
            + "; make room there, or name another folder for the place");
    }
}

} // namespace dpl::places
