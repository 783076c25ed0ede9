#pragma once

#include "base/latest_request.hpp"
#include "evaluation/scored_text.hpp"
#include "jobs/job.hpp"

#include <QHash>
#include <QStringList>
#include <QWidget>

class QListWidget;
class QListWidgetItem;
class QPlainTextEdit;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace dpl::ui {

class DeviceChooser;
class DeviceModel;
class LabelChoices;
class Notice;
class RunIndex;
class SecondaryLabel;
class Settings;

/// Where the user enters a prompt and responses and chooses the models that score them.
class ScoreTextView : public QWidget {
    Q_OBJECT

public:
    ScoreTextView(RunIndex& index, const Settings& settings, DeviceModel& devices, QWidget* parent = nullptr);

    evaluation::ScoredText text() const;
    void setText(const evaluation::ScoredText& text);

    /// To those below the runs folder, which are listed as they are found.
    void addCheckpoint(const QString& folder, bool checked);

    /// One from elsewhere, after a look at it; says why it cannot be used.
    void addFrom(const QString& folder);

    void say(const QString& problem); ///< beside the button; empty: nothing

    /// While a text is scored, or waits for it, no other is; what becomes of it is said here.
    void showJob(const JobStatus& job);

    QPlainTextEdit* prompt() const { return m_prompt; }
    QPlainTextEdit* response(int index) const { return m_responses[index].edit; }
    QToolButton* removeButton(int index) const { return m_responses[index].remove; }
    int responseCount() const { return int(m_responses.size()); }
    QListWidget* checkpoints() const { return m_checkpoints; }
    LabelChoices* labels() const { return m_labels; }
    QPushButton* scoreButton() const { return m_score; }
    QPushButton* stopButton() const { return m_stop; }
    DeviceChooser* device() const { return m_device; }

Q_SIGNALS:
    void scoreRequested();
    void stopRequested();
    void changed();

private:
    void takeCheckpoints();
    /// A field with the button that takes it away.
    struct Response {
        QWidget* row;
        QPlainTextEdit* edit;
        QToolButton* remove;
    };

    void addResponse();
    void removeResponse(const QWidget* row);
    void nameResponses(); ///< by their places, and put them into the order of Tab
    void chooseCheckpoint();
    QListWidgetItem* itemOf(const QString& folder) const;
    void setLabels(const QString& folder, const std::vector<std::string>& labels);
    void followLabels();

    RunIndex& m_index;
    QPlainTextEdit* m_prompt = nullptr;
    QVBoxLayout* m_responseColumn = nullptr;
    QList<Response> m_responses;
    QPushButton* m_add = nullptr;
    QPushButton* m_other = nullptr;
    QListWidget* m_checkpoints = nullptr;
    LabelChoices* m_labels = nullptr;
    QHash<QString, QStringList> m_labelsOf; ///< by folders, of models with several
    QHash<QString, QString> m_chosenLabels;
    LatestRequest m_looking; ///< at a model from elsewhere
    SecondaryLabel* m_where = nullptr;
    Notice* m_notice = nullptr;
    SecondaryLabel* m_waiting = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_score = nullptr;
    DeviceChooser* m_device = nullptr;
};

} // namespace dpl::ui
