#include "models/run_index.hpp"

#include "base/background.hpp"
#include "base/stopped.hpp"
#include "jobs/job_queue.hpp"
#include "settings/settings.hpp"

#include <QEvent>
#include <QFile>
#include <QSet>
#include <QWidget>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int runningInterval = 1000; // ms between two looks while a run is written
constexpr int idleInterval = 3000;
constexpr int changeDelay = 150; // a change of a watched file seldom comes alone
constexpr int restFactor = 20; // a look that takes long is followed by a rest that is this much longer
constexpr int changeRestFactor = 4; // the same where a watched file changed
constexpr int deepestMirror = 16; // folders; one lies as deep as what it mirrors
constexpr int mostWatched = 64; // files; the rest is found by looking

bool isSeen(const QWidget& widget)
{
    return widget.isVisible() && !widget.window()->isMinimized();
}

} // namespace

RunIndex::RunIndex(const Settings& settings, const JobQueue& queue, runs::FolderIndex::Kinds kinds, QObject* parent)
    : QObject(parent), m_kinds(std::move(kinds))
{
    m_pool.setMaxThreadCount(1);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (m_requested || isWatched()) {
            begin();
        }
    });
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, [this] {
        const int delay = int(std::max<qint64>(changeDelay, changeRestFactor * m_took));
        if (!m_looking && isWatched() && (m_again.remainingTime() > delay || !m_again.isActive())) {
            m_again.start(delay);
        }
    });
    connect(&queue, &JobQueue::statusChanged, this, [this](const JobStatus& status) {
        if (!status.isActive()) {
            look();
        }
    });
    connect(&settings, &Settings::changed, this, [this, &settings](const QString& key) {
        if (key == known::runsFolder().key) {
            setRoot(settings.value(known::runsFolder()));
            look();
        }
    });
    setRoot(settings.value(known::runsFolder()));
}

RunIndex::~RunIndex()
{
    m_stop.request_stop();
}

void RunIndex::setRoot(const QString& folder)
{
    m_stop.request_stop();
    m_root = folder.toStdString();
    m_index = std::make_shared<runs::FolderIndex>(m_root, m_kinds);
}

void RunIndex::addFollower(QObject* context, std::type_index entryType, std::function<void()> take)
{
    m_followers.push_back(std::make_shared<Follower>(Follower{context, entryType, std::move(take), {}, false}));
    if (auto* widget = qobject_cast<QWidget*>(context)) {
        lookWhileVisible(widget);
    }
}

void RunIndex::lookWhileVisible(QWidget* widget)
{
    if (m_widgets.contains(widget)) {
        return;
    }
    m_widgets << widget;
    widget->installEventFilter(this);
    if (widget->isVisible()) {
        look();
    }
}

bool RunIndex::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() == QEvent::Show) {
        takeWhatChanged(object);
        look();
    }
    return QObject::eventFilter(object, event);
}

void RunIndex::replaceFurther(std::type_index entryType, const QStringList& folders)
{
    std::erase_if(m_further, [entryType](const runs::FurtherPlace& place) { return place.entryType == entryType; });
    for (const QString& folder : folders) {
        m_further.push_back({folder.toStdString(), runs::FurtherPlace::wholeDepth, entryType});
    }
}

void RunIndex::addFurther(std::type_index entryType, const QString& folder)
{
    const std::filesystem::path path = folder.toStdString();
    std::erase_if(m_further,
        [&](const runs::FurtherPlace& place) { return place.entryType == entryType && place.folder == path; });
    m_further.push_back({path, 0, entryType});
}

quint64 RunIndex::look()
{
    m_requested = true;
    if (!m_looking) {
        m_again.start(0);
    }
    return m_begun + 1;
}

void RunIndex::begin()
{
    m_requested = false;
    m_looking = true;
    m_again.stop();
    m_clock.start();
    m_stop = {};
    const quint64 number = ++m_begun;
    std::vector<runs::FurtherPlace> further = m_further;
    for (runs::FurtherPlace& place : further) {
        place.isDue = place.isDue || isFollowed(place.entryType);
    }
    for (runs::FurtherPlace& place : m_further) {
        place.isDue = false;
    }
    for (const auto& kind : m_kinds) {
        if (!m_mirrors.empty()) {
            further.push_back({m_mirrors, deepestMirror, kind->entryType()});
        }
    }
    inBackground(
        this,
        [index = m_index, further = std::move(further),
            stop = m_stop.get_token()]() -> std::optional<runs::IndexedEntries> {
            try {
                return index->update(further, stop);
            } catch (const Stopped&) {
                return std::nullopt;
            }
        },
        [this, number, index = m_index](const std::optional<runs::IndexedEntries>& entries) {
            if (entries && index == m_index) { // else another look follows
                m_answered = number;
                answer(*entries);
            }
            end();
        },
        [this, number](const QString& message) {
            m_answered = number;
            Q_EMIT failed(message);
            end();
        },
        m_pool);
}

void RunIndex::answer(const runs::IndexedEntries& entries)
{
    m_entries = entries;
    takeWhatChanged(nullptr);
    watchGrowing();
    Q_EMIT looked();
}

void RunIndex::end()
{
    m_looking = false;
    m_took = m_clock.elapsed();
    if (m_requested) {
        begin();
    } else if (isWatched()) {
        const int interval = m_entries.growingFiles().empty() ? idleInterval : runningInterval;
        m_again.start(int(std::max<qint64>(interval, restFactor * m_took)));
    }
}

void RunIndex::takeNow(const QObject* context)
{
    takeWhatChanged(context);
}

void RunIndex::takeWhatChanged(const QObject* context)
{
    std::erase_if(m_followers, [](const auto& follower) { return !follower->context; });
    if (m_answered == 0) {
        return;
    }
    const auto followers = m_followers; // one that takes may follow by another widget
    for (const auto& follower : followers) {
        if (!follower->context) {
            continue;
        }
        const auto* widget = qobject_cast<const QWidget*>(follower->context.data());
        const bool isMeant = context ? follower->context == context : !widget || isSeen(*widget);
        if (isMeant && (!follower->hasTaken || m_entries.differs(follower->taken, follower->entryType))) {
            follower->hasTaken = true;
            follower->taken = m_entries;
            follower->take();
        }
    }
}

void RunIndex::watchGrowing()
{
    QSet<QString> wanted;
    for (const std::filesystem::path& file : m_entries.growingFiles()) {
        if (wanted.size() < mostWatched) {
            wanted.insert(QString::fromStdString(file.string()));
        }
    }
    for (const QString& file : m_watcher.files()) {
        if (!wanted.remove(file)) {
            m_watcher.removePath(file);
        }
    }
    for (const QString& file : std::as_const(wanted)) {
        if (QFile::exists(file)) {
            m_watcher.addPath(file);
        }
    }
}

bool RunIndex::isFollowed(std::type_index entryType) const
{
    return std::any_of(m_followers.begin(), m_followers.end(), [entryType](const auto& follower) {
        const auto* widget = qobject_cast<const QWidget*>(follower->context.data());
        return follower->entryType == entryType && widget && isSeen(*widget);
    });
}

bool RunIndex::isWatched() const
{
    return std::any_of(
        m_widgets.begin(), m_widgets.end(), [](const QPointer<QWidget>& widget) { return widget && isSeen(*widget); });
}

} // namespace dpl::ui
