#pragma once

#include "pages/page.hpp"

namespace dpl::ui {

class JobQueue;
class Settings;

/// Checkpoints times datasets: queues evaluations and shows scores as they come.
class EvaluatePage : public Page {
    Q_OBJECT

public:
    EvaluatePage(Settings& settings, JobQueue& queue, QWidget* parent = nullptr);

    QString title() const override { return tr("Evaluate"); }
    QString iconName() const override { return QStringLiteral("evaluate"); }

private:
    Settings& m_settings;
    JobQueue& m_queue;
};

} // namespace dpl::ui
