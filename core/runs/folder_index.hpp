#pragma once

#include "runs/indexed_kind.hpp"

#include <map>
#include <optional>
#include <stop_token>
#include <utility>

namespace dpl::runs {

/// Things of one kind: those below the runs folder by their paths, then those of each further place. One that did not
/// change is the same object as before.
template <typename Entry> using Entries = std::vector<std::shared_ptr<const Entry>>;

/// What an index has found, at one moment. A cheap copy.
class IndexedEntries {
public:
    template <typename Entry> Entries<Entry> all() const
    {
        Entries<Entry> typed;
        if (const auto found = m_lists.find(typeid(Entry)); found != m_lists.end()) {
            typed.reserve(found->second->size());
            for (const std::shared_ptr<const void>& entry : *found->second) {
                typed.push_back(std::static_pointer_cast<const Entry>(entry));
            }
        }
        return typed;
    }

    /// Whether anything of the kind is another than in `earlier`, of the same index.
    bool differs(const IndexedEntries& earlier, std::type_index entryType) const;

    /// Of the things that are on their way.
    const std::vector<std::filesystem::path>& growingFiles() const { return m_growingFiles; }

private:
    friend class FolderIndex;
    using List = std::vector<std::shared_ptr<const void>>;

    std::map<std::type_index, std::shared_ptr<const List>> m_lists;
    std::vector<std::filesystem::path> m_growingFiles;
};

/// Whether a path is `folder` or lies below it, by its name.
bool liesIn(const std::filesystem::path& path, const std::filesystem::path& folder);

/// A folder from elsewhere that is looked at, too.
struct FurtherPlace {
    static constexpr int wholeDepth = 8;

    std::filesystem::path folder;
    int deepest = wholeDepth; ///< folders below it
    std::type_index entryType; ///< of the kind that is looked for there
    bool isDue = true; ///< else what was found there the last time stands, if it was looked at
};

/// Finds what lies below the runs folder, at most eight folders deep: one walk for all kinds that are registered. What
/// did not change is not read again. Not for two threads at once.
class FolderIndex {
public:
    using Kinds = std::vector<std::shared_ptr<const IndexedKind>>;

    FolderIndex(std::filesystem::path root, Kinds kinds);

    /// Looks again, and at `further` places. Throws Stopped; the next update goes on from what is known.
    IndexedEntries update(const std::vector<FurtherPlace>& further = {}, const std::stop_token& stop = {});

    std::size_t foldersRead() const { return m_foldersRead; } ///< in all updates together
    std::size_t described() const { return m_described; } ///< things, in all updates together

private:
    using Dates = std::vector<std::optional<std::filesystem::file_time_type>>;
    struct Known {
        Dates dates;
        bool isSettled = false; ///< a change since would have other dates
        std::shared_ptr<const void> entry; ///< null: none of the kind
    };
    using KnownThings = std::map<std::filesystem::path, Known>;
    struct Place {
        FolderWalk walk;
        std::map<std::type_index, KnownThings> known;
    };
    using PlaceKey = std::pair<std::filesystem::path, std::type_index>;

    void lookAt(Place& place, const WalkedPlace& where, const Kinds& kinds, const std::stop_token& stop);
    Known look(const IndexedKind& kind, const std::filesystem::path& found, const KnownThings& before);

    std::filesystem::path m_root;
    Kinds m_kinds;
    Place m_main;
    std::map<PlaceKey, std::shared_ptr<Place>> m_further;
    IndexedEntries m_entries;
    std::size_t m_foldersRead = 0;
    std::size_t m_described = 0;
};

/// Those of one kind below a folder, by a single look. Throws Stopped.
template <typename Entry>
Entries<Entry> findBelow(
    const std::filesystem::path& root, std::shared_ptr<const KindOf<Entry>> kind, const std::stop_token& stop = {})
{
    return FolderIndex(root, {std::move(kind)}).update({}, stop).template all<Entry>();
}

} // namespace dpl::runs
