#include "pages/runs/runs_trash.hpp"

#include "base/background.hpp"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace dpl::ui {

namespace {

struct Trashed {
    std::vector<std::pair<QString, QString>> moved;
    QStringList failed;
};

Trashed moveToTrash(const QStringList& folders)
{
    // Qt does not make the folder that the trash is in, and would take the file system's own, which may be of others.
    QDir().mkpath(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation));
    Trashed result;
    for (const QString& folder : folders) {
        QString place;
        if (QFile::moveToTrash(folder, &place)) {
            result.moved.emplace_back(folder, place);
        } else {
            result.failed << folder;
        }
    }
    return result;
}

/// Places in the trash that could not be moved back.
QStringList moveBack(const std::vector<std::pair<QString, QString>>& moved)
{
    QStringList failed;
    for (const auto& [folder, place] : moved) {
        if (!QDir().rename(place, folder)) {
            failed << place;
            continue;
        }
        // The note of where it came from, as freedesktop.org's trash keeps it.
        const QFileInfo info(place);
        QFile::remove(info.dir().filePath(QStringLiteral("../info/%1.trashinfo").arg(info.fileName())));
    }
    return failed;
}

} // namespace

void RunsTrash::move(const QStringList& folders)
{
    inBackground(
        this, [folders] { return moveToTrash(folders); },
        [this](const Trashed& result) {
            m_moved = result.moved;
            Q_EMIT done(!result.failed.isEmpty() ? tr("%1 could not be moved to the trash; remove the folder by hand")
                                                       .arg(result.failed.join(tr(", ")))
                    : m_moved.size() == 1 ? tr("1 run moved to the trash")
                                          : tr("%1 runs moved to the trash").arg(m_moved.size()));
        },
        [this](const QString& message) { Q_EMIT done(message); });
}

void RunsTrash::putBack()
{
    inBackground(
        this, [moved = std::exchange(m_moved, {})] { return moveBack(moved); },
        [this](const QStringList& failed) {
            Q_EMIT done(failed.isEmpty() ? QString() : tr("%1 could not be put back").arg(failed.join(tr(", "))));
        },
        [this](const QString& message) { Q_EMIT done(message); });
}

} // namespace dpl::ui
