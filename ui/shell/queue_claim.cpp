#include "shell/queue_claim.hpp"

#include "base/error.hpp"

#include <QDateTime>
#include <QFile>

namespace dpl::ui {

namespace {

constexpr int touchMilliseconds = 10'000;

} // namespace

QueueClaim::QueueClaim(const std::filesystem::path& file, ClaimBy by)
{
    if (by == ClaimBy::systemLock) {
        const std::filesystem::path lock = file.string() + ".lock";
        try {
            m_lock.emplace(lock);
            return;
        } catch (const Error&) {
            m_isAnothers = FolderLock::isHeld(lock);
        }
    }
    if (!m_isAnothers) {
        claimByOwnerFile(file);
    }
}

void QueueClaim::claimByOwnerFile(const std::filesystem::path& file)
{
    const QString owner = QString::fromStdString(file.string() + ".owner");
    m_owner.emplace(owner);
    m_owner->setStaleLockTime(staleMilliseconds);
    if (!m_owner->tryLock(0)) {
        m_isAnothers = m_owner->error() == QLockFile::LockFailedError; // else nothing can be written there at all
        return;
    }
    QObject::connect(&m_touching, &QTimer::timeout, &m_touching, [owner] {
        QFile touched(owner);
        if (touched.open(QIODevice::ReadWrite)) {
            touched.setFileTime(QDateTime::currentDateTime(), QFileDevice::FileModificationTime);
        }
    });
    m_touching.start(touchMilliseconds);
}

} // namespace dpl::ui
