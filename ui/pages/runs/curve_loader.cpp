#include "pages/runs/curve_loader.hpp"

#include "base/background.hpp"
#include "base/error.hpp"

namespace dpl::ui {

namespace {

/// Equal keys give equal curves, as long as the files do not change.
std::string keyOf(const CurveRequest& request)
{
    std::string key;
    for (std::size_t i = 0; i < request.runs.size(); ++i) {
        key += request.runs[i]->folder.string() + "\n" + request.runs[i]->name() + "\n"
            + std::to_string(int(request.roles[i])) + "\n";
    }
    const runs::CurveOptions& options = request.options;
    return key + request.metrics.join(u'\n').toStdString() + "\n" + std::to_string(int(options.series)) + " "
        + std::to_string(int(options.axis)) + " " + std::to_string(options.smoothing) + " "
        + std::to_string(int(options.overSeeds)) + " " + std::to_string(int(options.minusBaseline)) + "\n"
        + request.baseline.toStdString();
}

} // namespace

struct CurveLoader::Store {
    std::map<std::filesystem::path, std::shared_ptr<runs::MetricsTail>> tails;
    std::string key;

    /// Null if nothing changed since the last call.
    std::shared_ptr<const LoadedCurves> load(const CurveRequest& request)
    {
        auto result = std::make_shared<LoadedCurves>();
        std::vector<runs::CurveSource> sources;
        std::map<std::filesystem::path, std::shared_ptr<runs::MetricsTail>> kept;
        const std::string wanted = keyOf(request);
        bool changed = wanted != key;
        for (std::size_t i = 0; i < request.runs.size(); ++i) {
            const runs::ListedRun& run = *request.runs[i];
            auto& tail = tails[run.folder];
            if (!tail) {
                tail = std::make_shared<runs::MetricsTail>(run.folder);
            }
            try {
                changed = tail->update() || changed;
            } catch (const Error& error) {
                result->problem = QString::fromUtf8(error.what());
                changed = true;
            }
            kept[run.folder] = tail;
            const bool isBaseline = !request.baseline.isEmpty() && run.folder == request.baseline.toStdString();
            sources.push_back({run, tail, request.roles[i], isBaseline});
        }
        tails = std::move(kept);
        if (!changed) {
            return nullptr;
        }
        key = wanted;
        for (const QString& metric : request.metrics) {
            result->curves.push_back(std::make_shared<const std::vector<runs::DrawnCurve>>(
                runs::drawnCurves(sources, metric.toStdString(), request.options)));
        }
        result->metrics = request.metrics;
        result->options = request.options;
        for (const std::string& name : runs::metricNames(sources)) {
            result->available << QString::fromStdString(name);
        }
        return result;
    }
};

CurveLoader::CurveLoader(QObject* parent) : QObject(parent), m_store(std::make_shared<Store>()) { }

void CurveLoader::load(CurveRequest request)
{
    m_request = std::move(request);
    if (m_loading) {
        m_again = true;
        return;
    }
    next();
}

void CurveLoader::next()
{
    m_again = false;
    m_loading = true;
    Q_EMIT loadingChanged(true);
    const auto finished = [this] {
        m_loading = false;
        if (m_again) {
            next();
            return false;
        }
        Q_EMIT loadingChanged(false);
        return true;
    };
    inBackground(
        this, [store = m_store, request = m_request] { return store->load(request); },
        [this, finished, key = keyOf(m_request)](const std::shared_ptr<const LoadedCurves>& curves) {
            // Curves of an earlier request are dropped; those of a later one are on their way.
            if (curves && key == keyOf(m_request)) {
                Q_EMIT loaded(curves);
            }
            finished();
        },
        [this, finished](const QString& message) {
            Q_EMIT failed(message);
            finished();
        });
}

} // namespace dpl::ui
