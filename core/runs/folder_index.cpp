#include "runs/folder_index.hpp"

#include "base/stopped.hpp"

#include <set>

namespace dpl::runs {

bool IndexedEntries::differs(const IndexedEntries& earlier, std::type_index entryType) const
{
    const auto listOf = [entryType](const IndexedEntries& entries) -> const List* {
        const auto found = entries.m_lists.find(entryType);
        return found == entries.m_lists.end() ? nullptr : found->second.get();
    };
    return listOf(*this) != listOf(earlier);
}

bool liesIn(const std::filesystem::path& path, const std::filesystem::path& folder)
{
    const std::filesystem::path below = path.lexically_normal().lexically_relative(folder.lexically_normal());
    return !below.empty() && *below.begin() != "..";
}

FolderIndex::FolderIndex(std::filesystem::path root, Kinds kinds) : m_root(std::move(root)), m_kinds(std::move(kinds))
{
}

FolderIndex::Known FolderIndex::look(
    const IndexedKind& kind, const std::filesystem::path& found, const KnownThings& before)
{
    Known now;
    now.isSettled = true;
    for (const std::filesystem::path& path : kind.dependencies(found)) {
        std::error_code error;
        const auto date = std::filesystem::last_write_time(path, error);
        now.dates.push_back(error ? std::nullopt : std::optional(date));
        now.isSettled = now.isSettled && (error || isSettled(date));
    }
    const auto known = before.find(found);
    const bool asDated = known != before.end() && known->second.dates == now.dates;
    if (asDated && known->second.isSettled
        && (!known->second.entry || kind.growingFiles(known->second.entry.get()).empty())) {
        return known->second;
    }
    now.entry = kind.describe(found, m_root);
    ++m_described;
    const bool asBefore =
        asDated && now.entry && known->second.entry && kind.areEqual(known->second.entry.get(), now.entry.get());
    if (asBefore) {
        now.entry = known->second.entry;
    }
    return now;
}

void FolderIndex::lookAt(Place& place, const WalkedPlace& where, const Kinds& kinds, const std::stop_token& stop)
{
    const std::size_t before = place.walk.foldersRead();
    const std::deque<SeenFolder> folders = place.walk.update(where, stop);
    m_foldersRead += place.walk.foldersRead() - before;
    for (const auto& kind : kinds) {
        KnownThings& known = place.known[kind->entryType()];
        KnownThings now;
        for (const SeenFolder& folder : folders) {
            for (const std::filesystem::path& found : kind->in(folder)) {
                throwIfStopped(stop);
                now.emplace(found, look(*kind, found, known));
            }
        }
        known = std::move(now);
    }
}

IndexedEntries FolderIndex::update(const std::vector<FurtherPlace>& further, const std::stop_token& stop)
{
    lookAt(m_main, {m_root}, m_kinds, stop);
    std::map<PlaceKey, std::shared_ptr<Place>> places;
    for (const FurtherPlace& asked : further) {
        const PlaceKey key{asked.folder, asked.entryType};
        const auto known = m_further.find(key);
        auto place = known == m_further.end() ? std::make_shared<Place>() : known->second;
        if (asked.isDue || known == m_further.end()) {
            Kinds kinds = m_kinds;
            std::erase_if(kinds, [&](const auto& kind) { return kind->entryType() != asked.entryType; });
            lookAt(*place, {asked.folder, asked.deepest}, kinds, stop);
        }
        places.emplace(key, std::move(place));
    }
    m_further = std::move(places);

    m_entries.m_growingFiles.clear();
    for (const auto& kind : m_kinds) {
        auto list = std::make_shared<IndexedEntries::List>();
        std::set<std::filesystem::path> listed;
        const auto add = [&](const Place& place) {
            const auto known = place.known.find(kind->entryType());
            if (known == place.known.end()) {
                return;
            }
            for (const auto& [path, thing] : known->second) {
                if (thing.entry && listed.insert(path).second) {
                    list->push_back(thing.entry);
                    for (std::filesystem::path& file : kind->growingFiles(thing.entry.get())) {
                        m_entries.m_growingFiles.push_back(std::move(file));
                    }
                }
            }
        };
        add(m_main);
        for (const FurtherPlace& asked : further) {
            if (asked.entryType == kind->entryType()) {
                add(*m_further.at({asked.folder, asked.entryType}));
            }
        }
        std::shared_ptr<const IndexedEntries::List>& kept = m_entries.m_lists[kind->entryType()];
        if (!kept || *kept != *list) {
            kept = std::move(list);
        }
    }
    return m_entries;
}

} // namespace dpl::runs
