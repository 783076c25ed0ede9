#pragma once

#include <QWidget>

class QAbstractButton;
class QButtonGroup;
class QKeySequence;
class QVBoxLayout;

namespace dpl::ui {

class SidebarButton;

/// The column at the left: the pages, and below them Jobs and Settings.
class Sidebar : public QWidget {
    Q_OBJECT

public:
    explicit Sidebar(QWidget* parent = nullptr);

    void addPage(const QString& title, const QString& iconName, const QString& shortcut);
    void setCurrentPage(int index);

    void setJobsOpen(bool open);
    void setJobCounts(int running, int queued, int paused, int failed); ///< `failed`: that nobody has looked at yet

Q_SIGNALS:
    void pageChosen(int index);
    void jobsToggled(bool open);
    void settingsChosen();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_pages = nullptr;
    QButtonGroup* m_group = nullptr;
    SidebarButton* m_jobs = nullptr;
    SidebarButton* m_settings = nullptr;
};

} // namespace dpl::ui
