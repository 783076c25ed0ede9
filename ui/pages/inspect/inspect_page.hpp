#pragma once

#include "inspection/inspection_figures.hpp"
#include "jobs/job.hpp"
#include "pages/page.hpp"
#include "report/table.hpp"

#include <QTimer>

#include <memory>
#include <stop_token>

class QComboBox;
class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace dpl::ui {

class Card;
class ConversationView;
class DistributionView;
class EmptyState;
class ItemList;
class JobQueue;
class Notice;
class PageHeader;
class ScatterView;
class ScoreTextView;
class SegmentedControl;
class Settings;

/// Pairs and responses of evaluation files: what was said, and what models believe of it.
class InspectPage : public Page {
    Q_OBJECT

public:
    InspectPage(Settings& settings, JobQueue& queue, QWidget* parent = nullptr);
    ~InspectPage() override;

    QString title() const override { return tr("Inspect"); }
    QString iconName() const override { return QStringLiteral("inspect"); }

    void start() override; ///< scores the text, on that tab
    void exportFigure() override;
    QList<QAction*> paletteActions() const override { return m_actions; }
    bool openPath(const QString& path) override;

    /// Opens evaluation files in place of what is open, or beside it. An unreadable one is said above the list.
    void openFiles(const QStringList& files, bool beside);
    void openFolder(const QString& folder, bool beside); ///< all evaluations below it, as those of an experiment
    QStringList files() const { return m_files; }

    /// Shows up to three models of those that are open, by their indices.
    void chooseModels(const std::vector<std::size_t>& models);

    bool isLoading() const { return m_loading; }
    const inspection::InspectionColumns* columns() const { return m_columns.get(); }
    ItemList* list() const { return m_list; }
    DistributionView* distributions() const { return m_distributions; }
    ConversationView* conversation() const { return m_conversation; }
    ScatterView* scatter() const { return m_scatter; }
    const inspection::ScatterFigure& scatterShown() const { return m_scatterShown; }
    ScoreTextView* scoreText() const { return m_scoreText; }
    SegmentedControl* tabs() const { return m_tabs; }

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeResponses();
    void addActions();
    void fillOpenMenu();
    void fillModels();
    void remember(const QString& path);
    void openByDialog(bool beside);
    void openFolderByDialog();
    void takeColumns(std::shared_ptr<inspection::InspectionColumns> columns);
    void showItem();
    void showDistributions();
    void showScatter();
    void showRing();
    void setAlpha(double alpha);
    void scoreNow();
    void jobChanged(const JobStatus& status);
    void exportNow(const report::Figure& figure, const QList<report::Table>& tables);
    void exportScatter();
    void copyFigureNow();
    void say(const QString& problem);
    void updateButtons();
    void restore();
    void save();
    void followTheme();

    Settings& m_settings;
    JobQueue& m_queue;
    QStringList m_files;
    QStringList m_recent;
    QStringList m_chosenNames; ///< of models, to be shown again when files are opened again
    std::shared_ptr<inspection::InspectionColumns> m_columns;
    std::optional<std::size_t> m_item; ///< shown
    inspection::ScatterFigure m_scatterShown;
    std::stop_source m_loadStop;
    quint64 m_load = 0;
    bool m_loading = false;
    bool m_restored = false;
    JobId m_scoring = 0;
    QString m_selectFile; ///< whose last item is selected once it is there

    PageHeader* m_header = nullptr;
    SegmentedControl* m_tabs = nullptr;
    QPushButton* m_models = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_export = nullptr;
    Notice* m_notice = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    QPushButton* m_openDemo = nullptr;
    QSplitter* m_columnsSplitter = nullptr;
    QSplitter* m_left = nullptr;
    QSplitter* m_right = nullptr;
    ItemList* m_list = nullptr;
    Card* m_scatterCard = nullptr;
    ScatterView* m_scatter = nullptr;
    Card* m_conversationCard = nullptr;
    QComboBox* m_first = nullptr;
    QComboBox* m_second = nullptr;
    ConversationView* m_conversation = nullptr;
    DistributionView* m_distributions = nullptr;
    ScoreTextView* m_scoreText = nullptr;
    QList<QAction*> m_actions;
    QTimer m_saving;
};

} // namespace dpl::ui
