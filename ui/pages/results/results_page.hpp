#pragma once

#include "pages/page.hpp"

namespace dpl::ui {

class JobQueue;
class Settings;

/// Tables 1a and 1b, trade-off and r² of evaluation files, beside the paper's numbers.
class ResultsPage : public Page {
    Q_OBJECT

public:
    ResultsPage(Settings& settings, JobQueue& queue, QWidget* parent = nullptr);

    QString title() const override { return tr("Results"); }
    QString iconName() const override { return QStringLiteral("results"); }

private:
    Settings& m_settings;
    JobQueue& m_queue;
};

} // namespace dpl::ui
