#pragma once

#include "base/json.hpp"
#include "base/latest_request.hpp"
#include "evaluation/evaluation_plan.hpp"
#include "widgets/card.hpp"

#include <QStringList>

class QPushButton;
class QTableView;

namespace dpl::ui {

class CheckpointModel;
class EmptyState;
class LabelChoices;
class Notice;
class RunIndex;

/// The reward models to choose from: those in the folder of runs, and those in folders from elsewhere that the user
/// added. The card follows the index; what it looks for is there when it is first shown, and after each request.
class ModelsCard : public Card {
    Q_OBJECT

public:
    explicit ModelsCard(RunIndex& index, QWidget* parent = nullptr);

    CheckpointModel* checkpoints() const { return m_checkpoints; }
    LabelChoices* labels() const { return m_labels; }
    bool isScanning() const { return m_scanning || m_taking.isRunning(); }

    void scan(); ///< takes over what the next look finds, hidden or not
    void refresh(); ///< the same, if the card is visible; else it follows when it is shown
    void addFolder(const QString& folder); ///< checks the reward models there, that folder or any below it
    void askForFolder();

    /// Checks the models that `folders` are, or hold directly, and no others: checkpoints, or runs. Answers at once,
    /// false if there are none.
    bool checkOnlyThoseIn(const QStringList& folders);

    void store(Json& json) const; ///< the folders from elsewhere, and labels
    void restore(const JsonObject& json);

Q_SIGNALS:
    void changed(); ///< other models are there, or others are checked
    void datasetsFound(const std::vector<dpl::evaluation::FoundDataset>& datasets); ///< what the models were trained on
    void trainingRequested(); ///< of a first model
    void fetchRequested();
    void said(const QString& message);

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Added {
        QString folder;
        quint64 look; ///< that finds out whether it holds a model
    };

    void makeTable();
    void takeCheckpoints();
    void looked();
    void judge(const Added& added);
    void tellFolders();
    void checkAllOrNone();
    void followModel();
    void remember(const QString& folder);
    std::size_t usable() const; ///< models without an error

    RunIndex& m_index;
    quint64 m_awaited = 0; ///< look
    bool m_scanning = false; ///< until it is answered
    bool m_scanned = false;
    LatestRequest m_taking; ///< over what the index has
    QStringList m_folders; ///< from elsewhere
    QList<Added> m_added; ///< of which it is not known yet whether they hold a model

    CheckpointModel* m_checkpoints = nullptr;
    QPushButton* m_all = nullptr;
    QTableView* m_table = nullptr;
    EmptyState* m_empty = nullptr;
    LabelChoices* m_labels = nullptr;
    Notice* m_unusable = nullptr;
};

} // namespace dpl::ui
