#pragma once

#include "base/latest_request.hpp"
#include "base/typing_pause.hpp"
#include "training/dataset_preview.hpp"
#include "training/training_params.hpp"

#include <QObject>

#include <memory>
#include <string>

namespace dpl::ui {

/// Reads what a training would read, away from the GUI thread, a moment after it was asked for: the newest request
/// counts, and one for what is there already is none. What failed is read again when it is next asked for.
class PreviewReader : public QObject {
    Q_OBJECT

public:
    using Preview = std::shared_ptr<const training::DatasetPreview>;

    explicit PreviewReader(QObject* parent = nullptr);

    void read(const training::TrainingParams& params);
    void forget(); ///< stops reading, and shows nothing

    const Preview& preview() const { return m_preview; } ///< null before the first, while reading, and where it failed

Q_SIGNALS:
    void started();
    void finished();
    void failed(const QString& message, const std::string& parameter); ///< whose value cannot be used; empty: not known

private:
    struct Outcome {
        Preview preview;
        QString problem;
        std::string parameter;
    };

    /// The one before, for who goes back to it, as from one preset to another.
    struct Earlier {
        std::string what;
        Preview preview;
    };

    void start();
    void end(const Outcome& outcome);

    training::TrainingParams m_next;
    TypingPause m_waiting{std::chrono::milliseconds(300)};
    std::string m_what; ///< what decides the preview that is there or asked for; empty: none is
    LatestRequest m_reading;
    Preview m_preview;
    Earlier m_earlier;
};

} // namespace dpl::ui
