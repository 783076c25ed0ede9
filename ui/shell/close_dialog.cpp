#include "shell/close_dialog.hpp"

#include "base/demi_bold.hpp"
#include "base/font_scale.hpp"
#include "figures/figure_style.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/secondary_label.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace dpl::ui {

CloseDialog::CloseDialog(int running, int queued, int paused, int elsewhere, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Close DPL Workbench"));
    const int jobs = running + queued;
    auto* heading = new QLabel(jobs > 1 ? tr("%1 jobs have not finished").arg(jobs)
            : running > 0               ? tr("A job is still running")
                                        : tr("A job is still waiting"),
        this);
    heading->setFont(demiBold(scaledFont(heading->font(), 1.2)));
    auto* text = new SecondaryLabel(tr("Keep it running, and the window closes when it is done; or stop it "
                                       "now at a checkpoint, from which it "
                                       "can be resumed."),
        this);
    if (jobs > 1)
        text->setText(tr("Keep them running, and the window closes when they are done; or stop them now at a "
                         "checkpoint, from which they can be resumed."));
    if (paused > 0) {
        text->setText(text->text() + u' '
            + (paused == 1 ? tr("Another one is paused: it is not waited for, and stays paused for the next start.")
                           : tr("%1 more are paused: they are not waited for, and stay paused for the next start.")
                                 .arg(paused)));
    }
    if (elsewhere > 0) {
        text->setText(text->text() + u' '
            + (elsewhere == 1 ? tr("The job that runs elsewhere goes on without this window.")
                              : tr("The %1 jobs that run elsewhere go on without this window.").arg(elsewhere)));
    }
    text->setWordWrap(true);

    auto* back = new QPushButton(tr("Back"), this);
    back->setToolTip(tr("Leave everything as it is (Esc)"));
    auto* stop = new QPushButton(tr("Stop and checkpoint"), this);
    stop->setToolTip(tr("Stop the jobs at their next step, keep their progress, and close the window"));
    auto* keep = new PrimaryButton(tr("Keep until done"), this);
    keep->setToolTip(tr("Close the window when the last job is done"));
    keep->setDefault(true);
    for (QPushButton* button : {back, stop, static_cast<QPushButton*>(keep)})
        button->setAccessibleName(button->text());
    connect(back, &QPushButton::clicked, this, &QDialog::reject);
    connect(stop, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT stopChosen();
    });
    connect(keep, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT keepChosen();
    });

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(back);
    buttons->addStretch(1);
    buttons->addWidget(stop);
    buttons->addWidget(keep);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(8);
    layout->addWidget(heading);
    layout->addWidget(text);
    layout->addSpacing(16);
    layout->addLayout(buttons);
    setFixedWidth(forFont(*this, 480));
    keep->setFocus();
}

} // namespace dpl::ui
