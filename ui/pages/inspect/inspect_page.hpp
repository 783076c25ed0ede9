#pragma once

#include "inspection/inspection_columns.hpp"
#include "pages/page.hpp"
#include "report/figure.hpp"
#include "report/table.hpp"

#include <QTimer>

#include <memory>
#include <optional>
#include <stop_token>

class QPushButton;
class QStackedWidget;

namespace dpl::ui {

class DeviceModel;
class EvaluationsReader;
class JobQueue;
class ModelChips;
class Notice;
class NoticeRow;
class OpenEvaluationsButton;
class PageHeader;
class ResponsesView;
class RunIndex;
class ScoreTextView;
class SegmentedControl;
class Settings;
class TextScoring;

/// Pairs and responses of evaluation files: what was said, and what models believe of it.
class InspectPage : public Page {
    Q_OBJECT

public:
    InspectPage(Settings& settings, JobQueue& queue, RunIndex& index, DeviceModel& devices, QWidget* parent = nullptr);
    ~InspectPage() override;

    QString title() const override { return tr("Inspect"); }
    QString id() const override { return QStringLiteral("inspect"); }
    QString iconName() const override { return QStringLiteral("inspect"); }

    void start() override; ///< scores the text, on that tab
    void exportFigure() override;
    bool openPath(const QString& path) override;
    bool showRows(const records::RowChoice& choice) override;

    /// Opens evaluation files in place of what is open, or beside it. An unreadable one is said above the list.
    void openFiles(const QStringList& files, bool beside);
    void openFolder(const QString& folder, bool beside); ///< all evaluations below it, as those of an experiment
    QStringList files() const { return m_files; }

    /// Writes the rows that are listed, in their order, as they stand in their files.
    void exportRows(const QString& file);

    /// Shows up to three models of those that are open, by their indices.
    void chooseModels(const std::vector<std::size_t>& models);

    bool isLoading() const;
    const inspection::InspectionColumns* columns() const;
    ResponsesView* responses() const { return m_responses; }
    ScoreTextView* scoreText() const { return m_scoreText; }
    SegmentedControl* tabs() const { return m_tabs; }
    ModelChips* models() const { return m_models; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void openDropped(const QStringList& paths);
    QWidget* makeEmpty();
    void makeHeader();
    void addActions();
    void read(const QStringList& files);
    void filesOpened(std::shared_ptr<inspection::InspectionColumns> columns);
    void takeColumns(std::shared_ptr<inspection::InspectionColumns> columns);
    void exportScatter();
    void askForRowsFile();
    void textScored(const QString& file);
    void showScored();
    void exportNow(const report::Figure& figure, const QList<report::Table>& tables);
    void copyFigureNow();
    void say(const QString& problem);
    void updateButtons();
    void restore();
    void save();
    QString demoFolder() const;

    Settings& m_settings;
    QStringList m_files; ///< that are open
    QStringList m_opened; ///< what the user chose to open, until it is open: files, or a folder
    QStringList m_wanted; ///< the same, or those that are being read: what is opened beside them comes on top
    QStringList m_chosenNames; ///< of models, to be shown again when files are opened again
    bool m_restored = false;
    std::stop_source m_stop; ///< of looking into folders
    QString m_selectFile; ///< whose last item is selected once it is there
    std::optional<records::RowChoice> m_choice; ///< that is listed once its file is there
    QString m_scoredFile; ///< that a notice offers to show

    EvaluationsReader* m_reader = nullptr;
    PageHeader* m_header = nullptr;
    SegmentedControl* m_tabs = nullptr;
    ModelChips* m_models = nullptr;
    OpenEvaluationsButton* m_open = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_export = nullptr;
    Notice* m_notice = nullptr;
    NoticeRow* m_scored = nullptr;
    QStackedWidget* m_stack = nullptr;
    QPushButton* m_openDemo = nullptr;
    ResponsesView* m_responses = nullptr;
    ScoreTextView* m_scoreText = nullptr;
    TextScoring* m_scoring = nullptr;
    QTimer m_saving;
};

} // namespace dpl::ui
