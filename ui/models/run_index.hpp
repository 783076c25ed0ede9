#pragma once

#include "runs/folder_index.hpp"

#include <QElapsedTimer>
#include <QFileSystemWatcher>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>

class QWidget;

namespace dpl::ui {

class JobQueue;
class Settings;

/// What lies below the runs folder, whoever writes it, for every page: one walk on a worker finds all kinds of things
/// that are registered. While a widget that follows it is visible, the files of running runs are watched, and as not
/// every file system tells of changes, and none of new folders deep down, all is looked at again every few seconds;
/// otherwise only when a job ends and on request. A hidden widget takes over what changed when it is shown.
class RunIndex : public QObject {
    Q_OBJECT

public:
    RunIndex(
        const Settings& settings, const JobQueue& queue, runs::FolderIndex::Kinds kinds, QObject* parent = nullptr);
    ~RunIndex() override; ///< leaves a walk that is under way

    /// Calls `take` when things of the kind that an Entry describes were found for the first time or changed: at once
    /// while `context` is visible, else when it is shown. A context that is no widget is told at once always.
    template <typename Entry> void follow(QObject* context, std::function<void()> take)
    {
        addFollower(context, typeid(Entry), std::move(take));
    }
    void takeNow(const QObject* context); ///< what changed, though `context` is hidden
    void lookWhileVisible(QWidget* widget); ///< as for one that follows

    /// Looks soon, and tells by looked() or failed(). Requests until then are answered together. Returns the number of
    /// the look.
    quint64 look();
    bool isAnswered(quint64 look) const { return m_answered >= look; }

    std::filesystem::path root() const { return m_root; } ///< the runs folder

    /// What runs on other machines is mirrored in: looked at for things of all kinds, beside the runs folder.
    void setMirrors(const std::filesystem::path& folder) { m_mirrors = folder; }

    /// Of the last look. Those from elsewhere come last.
    template <typename Entry> runs::Entries<Entry> all() const { return m_entries.all<Entry>(); }

    /// Further folders where things of a kind are looked for, in place of earlier ones, as long as somebody who is
    /// visible follows that kind; or one more that is such a thing itself.
    template <typename Entry> void setFurtherPlaces(const QStringList& folders)
    {
        replaceFurther(typeid(Entry), folders);
    }
    template <typename Entry> void addFurtherFolder(const QString& folder) { addFurther(typeid(Entry), folder); }

Q_SIGNALS:
    void looked(); ///< those that follow have taken over what changed
    void failed(const QString& message);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    struct Follower {
        QPointer<QObject> context;
        std::type_index entryType;
        std::function<void()> take;
        runs::IndexedEntries taken;
        bool hasTaken = false;
    };

    void addFollower(QObject* context, std::type_index entryType, std::function<void()> take);
    void replaceFurther(std::type_index entryType, const QStringList& folders);
    void addFurther(std::type_index entryType, const QString& folder);
    void setRoot(const QString& folder);
    void begin();
    void answer(const runs::IndexedEntries& entries);
    void end(); ///< of a look
    void takeWhatChanged(const QObject* context); ///< null: all that are visible
    void watchGrowing();
    bool isWatched() const;
    bool isFollowed(std::type_index entryType) const; ///< by somebody who is visible

    runs::FolderIndex::Kinds m_kinds;
    std::filesystem::path m_root;
    std::filesystem::path m_mirrors; ///< empty: there are none
    std::vector<runs::FurtherPlace> m_further; ///< due at the next look, whoever is visible
    std::shared_ptr<runs::FolderIndex> m_index; ///< used by the pool's one thread
    runs::IndexedEntries m_entries;

    std::vector<std::shared_ptr<Follower>> m_followers;
    QList<QPointer<QWidget>> m_widgets; ///< looked for while one of them is visible

    QFileSystemWatcher m_watcher;
    QTimer m_again;
    QElapsedTimer m_clock; ///< of the look that is under way
    qint64 m_took = 0; ///< ms, the last look
    quint64 m_begun = 0; ///< looks
    quint64 m_answered = 0; ///< the number of the last one, which may have failed
    bool m_looking = false;
    bool m_requested = false;
    std::stop_source m_stop; ///< of the look that is under way
    QThreadPool m_pool; ///< of its own, so that a slow drive keeps nobody else waiting
};

} // namespace dpl::ui
