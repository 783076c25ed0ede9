#pragma once

#include "inspection/inspection_columns.hpp"

#include <QObject>
#include <QStringList>

#include <memory>
#include <stop_token>

namespace dpl::ui {

/// Reads evaluation files, or takes other models of those that are open, in the background. Of several requests the
/// last one counts.
class EvaluationsReader : public QObject {
    Q_OBJECT

public:
    using Columns = std::shared_ptr<dpl::inspection::InspectionColumns>;

    using QObject::QObject;
    ~EvaluationsReader() override;

    /// `models`: names of those to show, if they are there; else those that the files suggest.
    void read(const QStringList& files, const QStringList& models, double alpha);
    void choose(const inspection::InspectionColumns& shown, const std::vector<std::size_t>& models);
    bool isReading() const { return m_reading; } ///< files

Q_SIGNALS:
    void opened(const QStringList& files, const Columns& columns);
    void chosen(const Columns& columns);
    void failed(const QString& message);

private:
    std::stop_source m_stop;
    quint64 m_request = 0;
    bool m_reading = false;
};

} // namespace dpl::ui
