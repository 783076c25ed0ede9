#include "shell/job_log_dialog.hpp"

#include "pages/runs/log_panel.hpp"
#include "runs/listed_run.hpp"
#include "widgets/notice.hpp"

#include <QDialogButtonBox>
#include <QVBoxLayout>

namespace dpl::ui {

JobLogDialog::JobLogDialog(const JobStatus& job, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Log of %1").arg(job.title));
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    const auto add = [column](Tone tone, const QString& text) {
        auto* notice = new Notice(tone);
        notice->setText(text);
        column->addWidget(notice);
    };
    if (!job.message.isEmpty())
        add(job.state == JobState::failed ? Tone::bad : Tone::neutral, job.message);
    if (job.kind.product == JobProduct::run && !job.folder.isEmpty()) {
        auto run = std::make_shared<runs::ListedRun>();
        run->folder = job.folder.toStdString();
        run->record.title = job.title.toStdString();
        run->record.state = job.isActive() ? runs::RunState::running : runs::RunState::finished;
        auto* log = new LogPanel;
        log->setRuns({run});
        column->addWidget(log, 1);
        resize(760, 480);
    } else {
        for (const QString& warning : job.warnings)
            add(Tone::warning, warning);
        column->addStretch(1);
        resize(560, 240);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

} // namespace dpl::ui
