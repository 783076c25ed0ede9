#pragma once

#include "base/json.hpp"
#include "evaluation/evaluation_plan.hpp"
#include "widgets/card.hpp"

#include <QStringList>

class QPushButton;
class QTableView;

namespace dpl::ui {

class CheckpointModel;
class EmptyState;
class Notice;
class Settings;

/// The reward models to choose from: those in the folder of runs, and those in folders from elsewhere that the user
/// added. They are looked for in the background: when the card is first shown, when the folder of runs becomes another
/// one, and on request.
class ModelsCard : public Card {
    Q_OBJECT

public:
    explicit ModelsCard(const Settings& settings, QWidget* parent = nullptr);

    CheckpointModel* checkpoints() const { return m_checkpoints; }
    bool isScanning() const { return m_scanning; }

    void scan();
    void refresh(); ///< scans again, if that was done before
    void addFolder(const QString& folder); ///< checks the PEFT folders there, that folder or any below it
    void askForFolder();

    /// Checks the models that `folders` are, or hold directly, and no others: checkpoints, or runs. Answers at once,
    /// false if there are none.
    bool checkOnlyThoseIn(const QStringList& folders);

    void store(Json& json) const; ///< the folders from elsewhere
    void restore(const JsonObject& json);

Q_SIGNALS:
    void changed(); ///< other models are there, or others are checked
    void datasetsFound(
        const std::vector<dpl::evaluation::FoundDataset>& datasets); ///< by a scan: what runs were trained on
    void trainingRequested(); ///< of a first model
    void said(const QString& message);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void makeTable();
    void checkAllOrNone();
    void followModel();
    void remember(const QString& folder);
    std::size_t usable() const; ///< models without an error

    const Settings& m_settings;
    quint64 m_scan = 0; ///< counts requests, so that a late answer to an earlier one is dropped
    bool m_scanning = false;
    bool m_scanned = false;
    QStringList m_folders; ///< from elsewhere

    CheckpointModel* m_checkpoints = nullptr;
    QPushButton* m_all = nullptr;
    QTableView* m_table = nullptr;
    EmptyState* m_empty = nullptr;
    Notice* m_unusable = nullptr;
};

} // namespace dpl::ui
