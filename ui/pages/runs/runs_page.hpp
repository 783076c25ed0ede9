#pragma once

#include "pages/page.hpp"

namespace dpl::ui {

class JobQueue;
class Settings;

/// Every run below the runs folder, whoever writes it, as a table; the curves of the selected ones over each other.
class RunsPage : public Page {
    Q_OBJECT

public:
    RunsPage(Settings& settings, JobQueue& queue, QWidget* parent = nullptr);

    QString title() const override { return tr("Runs"); }
    QString iconName() const override { return QStringLiteral("runs"); }

private:
    Settings& m_settings;
    JobQueue& m_queue;
};

} // namespace dpl::ui
