#pragma once

#include "runs/folder_walk.hpp"

#include <concepts>
#include <filesystem>
#include <memory>
#include <typeindex>
#include <vector>

namespace dpl::runs {

/// A kind of thing that lies below the runs folder: a run, a checkpoint, an evaluation file. FolderIndex finds and
/// keeps those of the kinds that it is given without knowing them.
class IndexedKind {
public:
    virtual ~IndexedKind() = default;

    virtual std::type_index entryType() const = 0; ///< of what describes one; no two kinds of an index share it

    /// The paths of those that a folder is or holds, if it is asked about by its names alone. describe() may still find
    /// that one is none.
    virtual std::vector<std::filesystem::path> in(const SeenFolder& folder) const = 0;

    /// What a description depends on: as long as these files and folders keep their dates, it is kept.
    virtual std::vector<std::filesystem::path> dependencies(const std::filesystem::path& found) const = 0;

    /// Describes one; null if it is none after all. `root`: the folder of the index.
    virtual std::shared_ptr<const void> describe(
        const std::filesystem::path& found, const std::filesystem::path& root) const = 0;

    /// Files that grow while one is on its way; worth watching between two looks. One that has any is described each
    /// time, as no date tells that it came to an end: the process of a run may be gone.
    virtual std::vector<std::filesystem::path> growingFiles(const void* entry) const = 0;

    virtual bool areEqual(const void* a, const void* b) const = 0; ///< false where that cannot be told
};

/// A kind whose things are described by an Entry.
template <typename Entry> class KindOf : public IndexedKind {
public:
    std::type_index entryType() const final { return typeid(Entry); }

    std::shared_ptr<const void> describe(
        const std::filesystem::path& found, const std::filesystem::path& root) const final
    {
        return read(found, root);
    }

    std::vector<std::filesystem::path> growingFiles(const void* entry) const final
    {
        return growing(*static_cast<const Entry*>(entry));
    }

    bool areEqual(const void* a, const void* b) const final
    {
        if constexpr (std::equality_comparable<Entry>) {
            return *static_cast<const Entry*>(a) == *static_cast<const Entry*>(b);
        }
        return false;
    }

protected:
    virtual std::shared_ptr<const Entry> read(
        const std::filesystem::path& found, const std::filesystem::path& root) const = 0;

    virtual std::vector<std::filesystem::path> growing(const Entry&) const { return {}; }
};

} // namespace dpl::runs
