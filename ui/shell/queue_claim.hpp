#pragma once

#include <QLockFile>
#include <QTimer>

#include "base/files.hpp"

#include <filesystem>
#include <optional>

namespace dpl::ui {

/// What a claim is made of.
enum class ClaimBy {
    lockAndOwner,
    ownerAlone, ///< as on file systems without locks
};

/// A window's claim on the file of the queue, for as long as this lives. Of several windows on one file, on one machine
/// or on several that share it, the first has the claim. One whose process or machine is gone has lost it.
///
/// It is a lock of the operating system's, "{file}.lock", and an owner file, "{file}.owner", which names machine, boot
/// and process and is touched as long as the window is there: some file systems have no locks, and on some each machine
/// has its own.
class QueueClaim {
public:
    explicit QueueClaim(const std::filesystem::path& file, ClaimBy by = ClaimBy::lockAndOwner);

    bool isAnothers() const { return m_isAnothers; }

    /// An owner file of another machine that was not touched for so long belongs to nobody.
    static constexpr int staleMilliseconds = 120'000;

private:
    void claimByOwnerFile(const std::filesystem::path& file);

    std::optional<FolderLock> m_lock;
    std::optional<QLockFile> m_owner;
    QTimer m_touching;
    bool m_isAnothers = false;
};

} // namespace dpl::ui
