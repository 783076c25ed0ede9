#pragma once

#include "base/latest_request.hpp"
#include "base/place.hpp"
#include "models/shared_card.hpp"

#include <QObject>
#include <QStringList>

#include <filesystem>
#include <set>
#include <stop_token>

namespace dpl::ui {

/// Looks for backbones at places and reads their cards, away from the GUI thread. A place that the user named himself
/// and that holds something like a backbone is described even where nothing usable is found, so that its card tells
/// what is missing.
class BackboneScan : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    ~BackboneScan() override;

    /// Begins, in place of a scan that still runs. Cards of `known` paths are not read again.
    void start(const QStringList& places, std::set<std::filesystem::path> known = {});

    /// Ends it soon; it finishes then with what it has.
    void stop();

    bool isRunning() const { return m_scan.isRunning(); }

Q_SIGNALS:
    void lookingThrough(const QString& place);
    void placeLooked(const QString& place, const dpl::ui::PlaceState& state);
    void reading(const QString& name, int done, int total);
    void described(const dpl::ui::SharedCard& card);

    /// `complete`: not stopped; `paths` are then all backbones that there are, the known ones among them.
    void finished(bool complete, const QStringList& paths);

private:
    LatestRequest m_scan;
    std::stop_source m_stop; ///< ends a scan that then still tells what it has
};

} // namespace dpl::ui
