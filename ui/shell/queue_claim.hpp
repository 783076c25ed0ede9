#pragma once

#include <QLockFile>
#include <QTimer>

#include "base/files.hpp"

#include <filesystem>
#include <optional>

namespace dpl::ui {

/// How a window claims the file of the queue.
enum class ClaimBy {
    systemLock, ///< a lock of the operating system's, which goes with its process; an owner file where there are none
    ownerFile, ///< a file that names host, process and boot, and is touched as long as its window is there
};

/// A window's claim on the file of the queue, for as long as this lives. Of several windows on one file, on one machine
/// or on several that share it, the first has the claim. One whose process or machine is gone has lost it.
class QueueClaim {
public:
    explicit QueueClaim(const std::filesystem::path& file, ClaimBy by = ClaimBy::systemLock);

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
