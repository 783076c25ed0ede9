#pragma once

#include "runs/run_curves.hpp"

#include <QObject>
#include <QString>
#include <QStringList>

#include <map>
#include <memory>
#include <vector>

namespace dpl::ui {

/// What is to be drawn: runs with their colours, the metric of each chart, and how.
struct CurveRequest {
    std::vector<std::shared_ptr<const runs::ListedRun>> runs;
    std::vector<report::SeriesRole> roles;
    QString baseline; ///< the folder of the run that others are compared with; empty: none
    QStringList metrics;
    runs::CurveOptions options;
};

struct LoadedCurves {
    std::vector<std::shared_ptr<const std::vector<runs::DrawnCurve>>> curves; ///< one for each metric of the request
    QStringList metrics; ///< of the request
    runs::CurveOptions options;
    QStringList available; ///< metrics that the runs have
    QString problem; ///< files that could not be read, in a sentence
};

/// Reads the numbers of runs and makes their curves, away from the GUI thread. Asked again, it reads what was appended;
/// the last request counts.
class CurveLoader : public QObject {
    Q_OBJECT

public:
    explicit CurveLoader(QObject* parent = nullptr);

    void load(CurveRequest request); ///< also when it is the same as before: files may have grown
    bool isLoading() const { return m_loading; }

Q_SIGNALS:
    void loaded(const std::shared_ptr<const dpl::ui::LoadedCurves>& curves); ///< not if nothing changed
    void failed(const QString& message);
    void loadingChanged(bool loading);

private:
    struct Store;

    void next();

    std::shared_ptr<Store> m_store; ///< used by one background call at a time
    CurveRequest m_request;
    bool m_loading = false;
    bool m_again = false;
};

} // namespace dpl::ui
