#pragma once

#include "runs/run_scan.hpp"

#include <QFileSystemWatcher>
#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <vector>

namespace dpl::ui {

using ListedRuns = std::vector<std::shared_ptr<const runs::ListedRun>>;

/// Keeps an eye on the runs below a folder, whoever writes them: the files of running ones are watched, and as not
/// every file system tells of changes, and none of new folders deep down, all are looked at again every few seconds.
/// Reading is done in the background.
class RunsWatch : public QObject {
    Q_OBJECT

public:
    explicit RunsWatch(QObject* parent = nullptr);

    void setFolder(const QString& folder);
    QString folder() const { return m_folder; }
    void addFolder(const QString& folder); ///< of a run that lies elsewhere, for this session
    void setActive(bool active); ///< looks only while somebody looks at it
    void look(); ///< soon

Q_SIGNALS:
    void found(const dpl::ui::ListedRuns& runs);
    void failed(const QString& message);

private:
    void watchRunning(const ListedRuns& runs);

    QString m_folder;
    std::vector<std::filesystem::path> m_others;
    std::shared_ptr<runs::RunScan> m_scan; ///< used by one background call at a time
    QFileSystemWatcher m_watcher;
    QTimer m_again;
    bool m_active = false;
    bool m_looking = false;
    bool m_lookAgain = false;
    quint64 m_request = 0;
};

} // namespace dpl::ui
