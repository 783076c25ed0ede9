#include "runs/folder_walk.hpp"

#include "base/stopped.hpp"

#include <algorithm>
#include <chrono>

namespace dpl::runs {

namespace {

namespace fs = std::filesystem;

FolderContents read(const fs::path& folder, const std::stop_token& stop)
{
    FolderContents contents;
    std::error_code error;
    for (fs::directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
         !error && entry != fs::directory_iterator(); entry.increment(error)) {
        throwIfStopped(stop);
        std::error_code ignored;
        std::string name = entry->path().filename().string();
        if (!entry->is_directory(ignored)) {
            contents.files.push_back(std::move(name));
            continue;
        }
        if (entry->is_symlink(ignored)) {
            contents.links.push_back(name);
        }
        contents.folders.push_back(std::move(name));
    }
    for (std::vector<std::string>* names : {&contents.files, &contents.folders, &contents.links}) {
        std::sort(names->begin(), names->end());
    }
    return contents;
}

bool isAmong(std::string_view name, const std::vector<std::string>& names)
{
    return std::binary_search(names.begin(), names.end(), name);
}

} // namespace

bool SeenFolder::holds(std::string_view name) const
{
    return isAmong(name, contents->files) || isAmong(name, contents->folders);
}

bool SeenFolder::isWithin(std::string_view name) const
{
    for (const SeenFolder* folder = this; folder->above != nullptr; folder = folder->above) {
        if (folder->path.filename() == name) {
            return true;
        }
    }
    return false;
}

std::shared_ptr<const FolderContents> FolderWalk::contentsOf(
    const fs::path& folder, KnownFolders& now, const std::stop_token& stop)
{
    throwIfStopped(stop);
    std::error_code error;
    const fs::file_time_type date = fs::last_write_time(folder, error);
    if (error) {
        return std::make_shared<const FolderContents>();
    }
    Known known;
    const auto before = m_known.find(folder);
    if (before != m_known.end() && before->second.isSettled && before->second.date == date) {
        known = before->second;
    } else {
        known = {date, isSettled(date), nullptr};
        known.contents = std::make_shared<const FolderContents>(read(folder, stop));
        ++m_foldersRead;
    }
    return now.emplace(folder, std::move(known)).first->second.contents;
}

void FolderWalk::descend(
    const SeenFolder& folder, int deepest, std::deque<SeenFolder>& seen, KnownFolders& now, const std::stop_token& stop)
{
    if (folder.isLink || folder.depth >= deepest) {
        return;
    }
    const bool isRun = folder.holds("run.json");
    for (const std::string& name : folder.contents->folders) {
        if (name.starts_with('.') || (isRun && name == "checkpoints")) {
            continue;
        }
        SeenFolder below{folder.path / name, folder.depth + 1, isAmong(name, folder.contents->links), &folder, nullptr};
        below.contents = contentsOf(below.path, now, stop);
        seen.push_back(std::move(below));
        descend(seen.back(), deepest, seen, now, stop);
    }
}

std::deque<SeenFolder> FolderWalk::update(const WalkedPlace& place, const std::stop_token& stop)
{
    KnownFolders now;
    std::deque<SeenFolder> seen;
    std::error_code error;
    if (fs::is_directory(place.folder, error)) {
        seen.push_back({place.folder, 0, false, nullptr, contentsOf(place.folder, now, stop)});
        descend(seen.front(), place.deepest, seen, now, stop);
    }
    m_known = std::move(now);
    return seen;
}

bool isSettled(fs::file_time_type date)
{
    return date + std::chrono::seconds(2) < fs::file_time_type::clock::now();
}

std::deque<SeenFolder> walkBelow(const WalkedPlace& place, const std::stop_token& stop)
{
    return FolderWalk().update(place, stop);
}

} // namespace dpl::runs
