#pragma once

#include "base/latest_request.hpp"
#include "inspection/inspection_columns.hpp"

#include <QObject>
#include <QStringList>

#include <memory>

namespace dpl::ui {

/// Reads evaluation files, or takes other models of those that are open, in the background. Of several requests the
/// last one counts.
class EvaluationsReader : public QObject {
    Q_OBJECT

public:
    using Columns = std::shared_ptr<dpl::inspection::InspectionColumns>;

    using QObject::QObject;

    /// `models`: names of those to show, if they are there; else those that the files suggest. `newest`: a file whose
    /// last item's models are shown instead; may be empty.
    void read(const QStringList& files, const QStringList& models, const QString& newest, double alpha);
    void choose(const inspection::InspectionColumns& shown, const std::vector<std::size_t>& models);
    bool isReading() const { return m_reading.isRunning(); } ///< files

Q_SIGNALS:
    void opened(const Columns& columns);
    void chosen(const Columns& columns);
    void failed(const QString& message);

private:
    LatestRequest m_reading;
    LatestRequest m_choosing; ///< outdated by reading, too
};

} // namespace dpl::ui
