#include "backbones/backbone_scan.hpp"

#include "backbone/backbone_locations.hpp"
#include "base/background.hpp"
#include "base/stopped.hpp"

#include <algorithm>

namespace dpl::ui {

namespace fs = std::filesystem;

namespace {

/// Something of a backbone without the rest: a folder with a config or weights, or any file.
bool isPartOfBackbone(const fs::path& path)
{
    std::error_code error;
    if (!fs::is_directory(path, error)) {
        return fs::exists(path, error);
    }
    if (fs::exists(path / "config.json", error)) {
        return true;
    }
    for (fs::directory_iterator at(path, fs::directory_options::skip_permission_denied, error);
         !error && at != fs::directory_iterator(); at.increment(error)) {
        if (at->path().extension() == ".safetensors") {
            return true;
        }
    }
    return false;
}

struct Outcome {
    bool complete = false;
    QStringList paths;
};

/// What is told on the way, each by a call on the worker's thread.
struct Listener {
    std::function<void(const QString&)> lookingThrough;
    std::function<void(const QString&, const PlaceState&)> placeLooked;
    std::function<void(const QString&, int, int)> reading;
    std::function<void(const SharedCard&)> described;
};

std::vector<fs::path> lookThrough(const QString& place, const std::stop_token& stop)
{
    const fs::path path = placePath(place);
    std::vector<fs::path> found = backbone::findBackbones({path}, stop);
    if (found.empty() && place != huggingFacePlace && isPartOfBackbone(path)) {
        found.push_back(path);
    }
    return found;
}

Outcome scan(
    const QStringList& places, const std::set<fs::path>& known, const std::stop_token& stop, const Listener& listener)
{
    Outcome outcome;
    std::vector<fs::path> all;
    std::set<fs::path> seen; // by what they are: links lead to the same backbone by several paths
    try {
        for (const QString& place : places) {
            listener.lookingThrough(place);
            PlaceState state;
            std::error_code error;
            try {
                const std::vector<fs::path> found = lookThrough(place, stop);
                for (const fs::path& path : found) {
                    const fs::path real = fs::weakly_canonical(path, error);
                    if (seen.insert(error ? path : real).second) {
                        all.push_back(path);
                    }
                }
                state.kind = fs::exists(placePath(place), error) ? PlaceState::Kind::looked : PlaceState::Kind::missing;
                state.found = int(found.size());
            } catch (const std::exception& failure) {
                state.kind = PlaceState::Kind::failed;
                state.problem = QString::fromUtf8(failure.what());
            }
            listener.placeLooked(place, state);
        }
        const int total = int(
            std::count_if(all.begin(), all.end(), [&known](const fs::path& path) { return !known.contains(path); }));
        int done = 0;
        for (const fs::path& path : all) {
            if (!known.contains(path)) {
                throwIfStopped(stop);
                listener.reading(QString::fromStdString(backbone::backboneName(path)), done, total);
                listener.described(std::make_shared<const backbone::BackboneCard>(backbone::describeBackbone(path)));
                ++done;
            }
            outcome.paths.append(QString::fromStdString(path.string()));
        }
        outcome.complete = true;
    } catch (const Stopped&) {
        // The rest keeps the cards it had.
    }
    return outcome;
}

} // namespace

BackboneScan::~BackboneScan()
{
    m_stop.request_stop();
}

void BackboneScan::start(const QStringList& places, std::set<fs::path> known)
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_scan.start(
        this,
        [alive = QPointer<BackboneScan>(this), places, known = std::move(known), stop = m_stop.get_token()](
            const std::stop_token& outdated) {
            const auto post = [alive, outdated](auto call) {
                callLater(alive, [alive, outdated, call = std::move(call)] {
                    if (!outdated.stop_requested()) {
                        call(*alive);
                    }
                });
            };
            Listener listener;
            listener.lookingThrough = [post](const QString& place) {
                post([place](BackboneScan& self) { Q_EMIT self.lookingThrough(place); });
            };
            listener.placeLooked = [post](const QString& place, const PlaceState& state) {
                post([place, state](BackboneScan& self) { Q_EMIT self.placeLooked(place, state); });
            };
            listener.reading = [post](const QString& name, int done, int total) {
                post([name, done, total](BackboneScan& self) { Q_EMIT self.reading(name, done, total); });
            };
            listener.described = [post](const SharedCard& card) {
                post([card](BackboneScan& self) { Q_EMIT self.described(card); });
            };
            return scan(places, known, stop, listener);
        },
        [this](const Outcome& outcome) { Q_EMIT finished(outcome.complete, outcome.paths); },
        [this](const QString&) { Q_EMIT finished(false, {}); });
}

void BackboneScan::stop()
{
    m_stop.request_stop();
}

} // namespace dpl::ui
