// How a remote shell moves files: by rsync, and by ssh alone where there is none.

#include "places/remote_shell.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/stopped.hpp"
#include "base/unfinished_files.hpp"
#include "places/framed_script.hpp"
#include "places/mirror.hpp"
#include "places/remote_listing.hpp"
#include "places/rsync_trouble.hpp"
#include "places/ssh_trouble.hpp"
#include "places/transfer_watch.hpp"

#include <algorithm>
#include <system_error>

#include <sys/stat.h>

namespace dpl::places {

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

constexpr auto recordsDeadline = 10min; ///< metrics and rows, after a long time without a connection
constexpr auto filesDeadline = 24h; ///< weights; that nothing moves is noticed much sooner

/// ssh's words as one text that rsync takes apart again: at spaces, unless they are in quotes.
std::string forRsync(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : " ");
        if (word.find_first_of(" '\"") == std::string::npos) {
            text += word;
            continue;
        }
        text += '\'';
        for (const char c : word) {
            text += c == '\'' ? std::string("''") : std::string(1, c); // as rsync writes one within quotes
        }
        text += '\'';
    }
    return text;
}

std::string folderOf(const std::string& remote)
{
    return fs::path(remote).parent_path().string();
}

/// Ended with what is in it, if it was left behind by an error, too.
class ScratchFolder {
public:
    explicit ScratchFolder(fs::path path) : m_path(std::move(path)) { makeFolder(m_path); }
    ~ScratchFolder()
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    fs::path operator/(const char* name) const { return m_path / name; }

private:
    fs::path m_path;
};

/// Removes what is in the mirror and no longer on the host, and folders that are empty thereby.
void removeGone(const fs::path& mirror, const FileListing& there, Fetch what)
{
    std::vector<fs::path> gone;
    for (auto entry = fs::recursive_directory_iterator(mirror); entry != fs::recursive_directory_iterator(); ++entry) {
        const fs::path relative = entry->path().lexically_relative(mirror);
        if (!entry->is_directory() && !isLeftOut(relative, what) && !there.contains(relative)) {
            gone.push_back(entry->path());
        }
    }
    for (const fs::path& file : gone) {
        fs::remove(file);
        for (fs::path folder = file.parent_path(); folder != mirror && fs::is_empty(folder);
             folder = folder.parent_path()) {
            fs::remove(folder);
        }
    }
}

bool isAsListed(const fs::path& file, const ListedFile& listed)
{
    struct stat found { };
    return ::lstat(file.c_str(), &found) == 0 && S_ISREG(found.st_mode)
        && ListedFile{found.st_size, found.st_mtime} == listed;
}

/// Cuts what a login shell wrote off the front of a file that was written by a framed script.
void cutGreeting(const fs::path& file, const std::string& host)
{
    constexpr std::size_t longestGreeting = 65536;
    std::string beginning;
    {
        const GrowingFile written(file);
        beginning = written.read(0, longestGreeting);
    }
    const auto begin = framedBegin(beginning);
    if (!begin) {
        throw Unreachable("the connection to " + host + " broke off before anything came");
    }
    const fs::path rest = file.string() + ".rest";
    const GrowingFile from(file);
    std::uint64_t place = *begin;
    writeFileAtomically(
        rest,
        [&, piece = std::string()]() mutable {
            piece = from.read(place, std::size_t{1} << 20);
            place += piece.size();
            return std::string_view(piece);
        },
        Durability::soon);
    fs::rename(rest, file);
}

} // namespace

std::vector<std::string> RemoteShell::rsyncWords(const std::string& socket) const
{
    return {"rsync", "--protect-args", "--times", "--partial-dir=.rsync-partial",
        "--timeout=" + std::to_string(m_settings.stall.count()), "--rsync-path=" + m_settings.rsyncThere, "--rsh",
        forRsync(sshOptions(m_settings, MayAsk::no, socket))};
}

/// False if there is none, here or there.
bool RemoteShell::ranRsync(const std::vector<std::string>& words, const std::string& what,
    std::chrono::milliseconds deadline, const std::stop_token& stop)
{
    try {
        const ChildEnded ended = call({words}, deadline, stop);
        m_lacksRsync = lacksRsync(ended.status, ended.err);
        m_mayBeFrozen = m_mayBeFrozen || hasStalled(ended.status);
        if (!m_lacksRsync) {
            checkRsync(m_host, what, ended.status, ended.err);
        }
    } catch (const CannotStart&) {
        m_lacksRsync = true;
    }
    return !m_lacksRsync;
}

void RemoteShell::send(
    const fs::path& local, const std::string& remote, const std::stop_token& stop, const BytesTold& told)
{
    const Output made = run("mkdir -p " + shellWord(folderOf(remote)), {}, questionDeadline, stop);
    if (made.status != 0) {
        throw Error("cannot make the folder " + folderOf(remote) + " on " + m_host + ": " + firstLine(made.err));
    }
    if (m_lacksRsync || !sendByRsync(fs::absolute(local), remote, told, stop)) {
        sendByStream(fs::absolute(local), remote, stop);
    }
    if (told) {
        told(static_cast<std::int64_t>(fs::file_size(local)));
    }
}

bool RemoteShell::sendByRsync(
    const fs::path& local, const std::string& remote, const BytesTold& told, const std::stop_token& stop)
{
    std::vector<std::string> words = rsyncWords(sharing(stop).socket);
    words.insert(words.end(),
        {"--copy-links", "--info=progress2", "--no-human-readable", "--", local.string(), m_host + ":" + remote});
    const TransferWatch watch(told);
    return ranRsync(watch.watched(words), "the file " + remote, filesDeadline, stop);
}

void RemoteShell::sendByStream(const fs::path& local, const std::string& remote, const std::stop_token& stop)
{
    const std::string size = std::to_string(fs::file_size(local));
    const FramedScript script = framed("f=" + shellWord(remote)
            + "\n"
              "t=\"$(dirname \"$f\")/.unfinished-$$\"\n"
              "cat >\"$t\" && [ \"$(wc -c <\"$t\")\" -eq "
            + size + " ] && mv -f \"$t\" \"$f\" || { rm -f \"$t\"; exit 1; }",
        {});
    std::vector<std::string> words{
        "sh", "-c", "{ printf %s \"$1\"; cat -- \"$0\"; } | { shift; exec \"$@\"; }", local.string(), script.input};
    for (std::string& word : sshWords(m_host, m_settings, MayAsk::no, sharing(stop).socket)) {
        words.push_back(std::move(word));
    }
    words.push_back(script.command);
    const ChildEnded ended = call({words}, filesDeadline, stop);
    const auto answer = framedAnswer(ended.out);
    if (!answer) {
        throwSshTrouble(m_host, ended.err, MayAsk::no);
    }
    if (answer->status != 0) {
        const std::string why = firstLine(framedErrors(ended.err));
        throw Error(
            "cannot write " + remote + " on " + m_host + ": " + (why.empty() ? "it did not arrive whole" : why));
    }
}

void RemoteShell::fetch(
    const std::string& remoteFolder, const fs::path& mirror, Fetch what, const std::stop_token& stop)
{
    try {
        prepareMirror(mirror);
        renewIfFrozen(sharing(stop), stop);
        if (m_lacksRsync || !fetchByRsync(remoteFolder, mirror, what, stop)) {
            fetchByTar(remoteFolder, mirror, what, stop);
        }
        removeOutdatedModels(mirror);
    } catch (const fs::filesystem_error& error) {
        throw Error("cannot keep " + mirror.string() + " up to date: " + error.code().message());
    }
}

/// A file that became shorter, as in a run that began anew, is as right as one that grew:
/// rsync writes each beside its place, and renames it.
bool RemoteShell::fetchByRsync(
    const std::string& remoteFolder, const fs::path& mirror, Fetch what, const std::stop_token& stop)
{
    std::vector<std::string> words = rsyncWords(sharing(stop).socket);
    words.insert(words.end(), {"--recursive", "--delete", "--exclude=/place.json"});
    for (const std::string& pattern : leftOutOfMirror(what)) {
        words.push_back("--exclude=" + pattern);
    }
    words.insert(words.end(), {"--", m_host + ":" + remoteFolder + "/", fs::absolute(mirror).string() + "/"});
    const auto deadline = what == Fetch::records ? std::chrono::milliseconds(recordsDeadline) : filesDeadline;
    return ranRsync(words, "the folder " + remoteFolder, deadline, stop);
}

/// What differs in size or time comes as one archive; each file of it is renamed into its place.
void RemoteShell::fetchByTar(
    const std::string& remoteFolder, const fs::path& mirror, Fetch what, const std::stop_token& stop)
{
    const Output listed = run(listingScript(remoteFolder, false), {}, questionDeadline, stop);
    if (listed.status != 0 && listed.out.empty()) {
        throw Error("the folder " + remoteFolder + " on " + m_host + " cannot be read"
            + (listed.err.empty() ? ": there is none" : ": " + firstLine(listed.err)));
    }
    const FileListing there = parsedListing(listed.out);
    std::vector<fs::path> wanted;
    std::string names;
    for (const auto& [path, file] : there) {
        if (!isLeftOut(path, what) && !isAsListed(mirror / path, file)) {
            wanted.push_back(path);
            names += "./" + path.string() + "\n";
        }
    }
    removeGone(mirror, there, what);
    if (wanted.empty()) {
        return;
    }
    const ScratchFolder scratch(unfinishedName(mirror));
    const FramedScript script = framed("cd " + shellWord(remoteFolder) + " && tar -cf - -T -", names);
    std::vector<std::string> words{"sh", "-c", "exec \"$@\" >\"$0\"", (scratch / "archive").string()};
    for (std::string& word : sshWords(m_host, m_settings, MayAsk::no, sharing(stop).socket)) {
        words.push_back(std::move(word));
    }
    words.push_back(script.command);
    const auto deadline = what == Fetch::records ? std::chrono::milliseconds(recordsDeadline) : filesDeadline;
    const ChildEnded sent = call({words, script.input}, deadline, stop);
    if (sent.status == 255) {
        throwSshTrouble(m_host, sent.err, MayAsk::no);
    }
    cutGreeting(scratch / "archive", m_host);
    makeFolder(scratch / "files");
    const ChildEnded unpacked = runChild(
        {{"tar", "-xf", (scratch / "archive").string(), "-C", (scratch / "files").string(), "--no-same-owner"}},
        {recordsDeadline}, stop);
    const auto isThere = [&](const fs::path& path) {
        return fs::is_regular_file(fs::symlink_status(scratch / "files" / path));
    };
    // What went away meanwhile may be missing; an archive that was cut off may not be taken.
    if (unpacked.status != 0 || std::none_of(wanted.begin(), wanted.end(), isThere)) {
        throw Unreachable("the connection to " + m_host + " broke off while files came ("
            + firstLine(framedErrors(sent.err) + unpacked.err) + ")");
    }
    for (const fs::path& path : wanted) {
        if (isThere(path)) {
            makeFolder((mirror / path).parent_path());
            fs::rename(scratch / "files" / path, mirror / path);
        }
    }
}

} // namespace dpl::places
