#include "pages/runs/runs_trash.hpp"

#include "jobs/background.hpp"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace dpl::ui {

void RunsTrash::move(const QStringList& folders)
{
    if (folders.isEmpty()) {
        return;
    }
    inBackground(this,
        [folders] {
            std::pair<Moves, QStringList> movedAndFailed;
            for (const QString& folder : folders) {
                QString place;
                if (QFile::moveToTrash(folder, &place)) {
                    movedAndFailed.first.emplace_back(folder, place);
                } else {
                    movedAndFailed.second << folder;
                }
            }
            return movedAndFailed;
        },
        [this](const std::pair<Moves, QStringList>& movedAndFailed) {
            const auto& [moved, failed] = movedAndFailed;
            m_moved = moved;
            Q_EMIT changed(!failed.isEmpty() ? tr("%1 could not be moved to the trash; remove the folder by hand").arg(failed.join(tr(", ")))
                    : moved.size() == 1      ? tr("1 run moved to the trash")
                                             : tr("%1 runs moved to the trash").arg(moved.size()));
        },
        [this](const QString& message) { Q_EMIT changed(message); });
}

void RunsTrash::putBack()
{
    inBackground(this,
        [trashed = m_moved] {
            QStringList failed;
            for (const auto& [folder, place] : trashed) {
                if (!QDir().rename(place, folder)) {
                    failed << place;
                    continue;
                }
                // The note of where it came from, as freedesktop.org's trash keeps it.
                const QFileInfo info(place);
                QFile::remove(info.dir().filePath(QStringLiteral("../info/%1.trashinfo").arg(info.fileName())));
            }
            return failed;
        },
        [this](const QStringList& failed) {
            m_moved.clear();
            Q_EMIT changed(failed.isEmpty() ? QString() : tr("%1 could not be put back").arg(failed.join(tr(", "))));
        },
        [this](const QString& message) { Q_EMIT changed(message); });
}

} // namespace dpl::ui
