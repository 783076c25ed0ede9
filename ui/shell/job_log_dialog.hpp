#pragma once

#include "jobs/job.hpp"

#include <QDialog>

namespace dpl::ui {

/// What a job told: its message and warnings, and the log of its run, which goes on while the run does.
class JobLogDialog : public QDialog {
    Q_OBJECT

public:
    explicit JobLogDialog(const JobStatus& job, QWidget* parent = nullptr);
};

} // namespace dpl::ui
