#pragma once

#include "base/latest_request.hpp"
#include "pages/train/experiment.hpp"
#include "pages/train/preview_reader.hpp"

#include <QWidget>

#include <functional>
#include <optional>
#include <string>

namespace dpl::ui {

class CommandCard;
class DeviceModel;
class EstimateCard;
class JobQueue;
class LengthCard;
class PreviewCard;
class Settings;

/// What an experiment means before it is started: pairs of its dataset and how long they are, what a run will take, the
/// equal command.
class TrainingOutlook : public QWidget {
    Q_OBJECT

public:
    TrainingOutlook(const Settings& settings, const JobQueue& queue, DeviceModel& devices, QWidget* parent = nullptr);

    void setExperiment(const Experiment& experiment);
    void setStandings(const std::vector<sweep::RunStanding>& standings); ///< of its runs, in the order of the plan
    void lookAgain(); ///< at what could not be read
    void setMessage(const QString& sentence); ///< in place of pairs, which are read again with the next experiment
    void setProblem(const QString& sentence);

    /// How a sentence of core's about the dataset is put, which may name parameters.
    using Wording = std::function<QString(const QString& sentence)>;
    void setWording(Wording wording) { m_wording = std::move(wording); }

    PreviewReader::Preview preview() const { return m_reader.preview(); }
    PreviewCard* pairs() const { return m_pairs; }
    LengthCard* lengths() const { return m_lengths; }
    EstimateCard* estimate() const { return m_estimate; }
    CommandCard* command() const { return m_command; }

Q_SIGNALS:
    void previewed(); ///< a preview, or why there is none, is shown
    /// The dataset was read, or why it cannot be, and which parameter is to blame; empty: none, or not known.
    void judged(const std::string& parameter, const QString& problem);
    void lookedAgain(); ///< at what could not be read
    void columnsFound(); ///< and are shown above the pairs
    void columnsChosen(const std::string& columns); ///< what the dataset's columns mean
    void backboneRequested();
    void datasetRequested();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void read();
    void readColumns(const training::TrainingParams& params);
    void forgetColumns();
    void showPreview();

    PreviewReader m_reader;
    LatestRequest m_readingColumns;
    std::string m_columnsOf; ///< what they were read for
    Experiment m_experiment;
    Wording m_wording = [](const QString& sentence) { return sentence; };
    PreviewCard* m_pairs = nullptr;
    LengthCard* m_lengths = nullptr;
    EstimateCard* m_estimate = nullptr;
    CommandCard* m_command = nullptr;
};

} // namespace dpl::ui
