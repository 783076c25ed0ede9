#pragma once

#include "pages/page.hpp"

namespace dpl::ui {

class JobQueue;
class Settings;

/// Reward models on language models: what to train on what, and how, at the left; what that means (rows, lengths, time, memory, command) at the right.
class TrainPage : public Page {
    Q_OBJECT

public:
    TrainPage(Settings& settings, JobQueue& queue, QWidget* parent = nullptr);

    QString title() const override { return tr("Train"); }
    QString iconName() const override { return QStringLiteral("train"); }

private:
    Settings& m_settings;
    JobQueue& m_queue;
};

} // namespace dpl::ui
