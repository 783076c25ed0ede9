#pragma once

#include "base/latest_request.hpp"
#include "runs/listed_run.hpp"
#include "runs/run_log.hpp"

#include <QTimer>
#include <QWidget>

#include <filesystem>
#include <memory>
#include <vector>

class QPlainTextEdit;
class QPushButton;

namespace dpl::ui {

class Card;
class Notice;

/// The log of the selected run, which grows while it runs: warnings and errors in their colours, the newest line last.
class LogPanel : public QWidget {
    Q_OBJECT

public:
    static constexpr int mostLines = 5000; ///< the newest; the file has all

    explicit LogPanel(QWidget* parent = nullptr);

    /// Of several runs none is shown. Called again with the same, it reads what came since.
    void setRuns(const std::vector<std::shared_ptr<const runs::ListedRun>>& runs);

    QString text() const;

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void read();
    void present(std::vector<runs::LogEntry> entries);
    void append(std::size_t first);
    void openFile();

    Card* m_card;
    Notice* m_problem;
    QPlainTextEdit* m_text;
    QPushButton* m_open;
    LatestRequest m_request;
    std::filesystem::path m_folder; ///< empty: none, or several
    std::vector<runs::LogEntry> m_entries; ///< that are shown
    QTimer m_again; ///< while the run is being written
    bool m_isDue = false; ///< to be read when it is seen, or when what is being read is there
};

} // namespace dpl::ui
