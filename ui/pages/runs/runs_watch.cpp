#include "pages/runs/runs_watch.hpp"

#include "base/background.hpp"

#include <QFile>
#include <QSet>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int runningInterval = 1000; // ms between two looks while a run is written
constexpr int idleInterval = 3000;
constexpr int changeDelay = 150; // a change of a watched file seldom comes alone
constexpr int mostWatched = 64; // files; the rest is found by looking

} // namespace

RunsWatch::RunsWatch(QObject* parent) : QObject(parent), m_scan(std::make_shared<runs::RunScan>())
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &RunsWatch::look);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, [this] {
        if (m_active && (m_again.remainingTime() > changeDelay || !m_again.isActive())) {
            m_again.start(changeDelay);
        }
    });
}

void RunsWatch::setFolder(const QString& folder)
{
    if (folder != m_folder) {
        m_folder = folder;
        ++m_request;
        m_scan = std::make_shared<runs::RunScan>();
        look();
    }
}

void RunsWatch::addFolder(const QString& folder)
{
    const std::filesystem::path path = folder.toStdString();
    if (std::find(m_others.begin(), m_others.end(), path) == m_others.end()) {
        m_others.push_back(path);
    }
    look();
}

void RunsWatch::setActive(bool active)
{
    if (active != m_active) {
        m_active = active;
        active ? look() : m_again.stop();
    }
}

void RunsWatch::look()
{
    if (m_looking) {
        m_lookAgain = true;
        return;
    }
    m_again.stop();
    m_looking = true;
    const auto finished = [this](quint64 request) {
        m_looking = false;
        if (m_lookAgain || request != m_request) {
            m_lookAgain = false;
            look();
            return false;
        }
        return true;
    };
    inBackground(
        this,
        [scan = m_scan, folder = m_folder.toStdString(), others = m_others] { return scan->update(folder, others); },
        [this, finished, request = m_request](const ListedRuns& runs) {
            if (request == m_request) {
                watchRunning(runs);
                Q_EMIT found(runs);
            }
            if (finished(request) && m_active) {
                const bool running = std::any_of(runs.begin(), runs.end(),
                    [](const auto& run) { return run->record.state == runs::RunState::running; });
                m_again.start(running ? runningInterval : idleInterval);
            }
        },
        [this, finished, request = m_request](const QString& message) {
            if (finished(request)) {
                Q_EMIT failed(message);
                if (m_active) {
                    m_again.start(idleInterval);
                }
            }
        });
}

void RunsWatch::watchRunning(const ListedRuns& runs)
{
    QSet<QString> wanted;
    for (const auto& run : runs) {
        if (run->record.state == runs::RunState::running && wanted.size() < mostWatched) {
            wanted.insert(QString::fromStdString((run->folder / "metrics.jsonl").string()));
        }
    }
    for (const QString& file : m_watcher.files()) {
        if (!wanted.remove(file)) {
            m_watcher.removePath(file);
        }
    }
    for (const QString& file : wanted) {
        if (QFile::exists(file)) {
            m_watcher.addPath(file);
        }
    }
}

} // namespace dpl::ui
