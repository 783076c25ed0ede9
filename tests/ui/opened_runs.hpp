#pragma once

#include "charts/curves_view.hpp"
#include "jobs/job_queue.hpp"
#include "models/run_index.hpp"
#include "models/runs_model.hpp"
#include "pages/runs/curves_panel.hpp"
#include "pages/runs/runs_page.hpp"
#include "pages/runs/runs_table.hpp"
#include "runs/listed_run.hpp"
#include "settings/settings.hpp"
#include "shown_texts.hpp"
#include "ui/run_folders.hpp"
#include "ui_test.hpp"

#include <QAbstractButton>
#include <QAction>
#include <QDir>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <memory>

namespace dpl::test {

/// A place of the tests' own for the data of programs, in which the trash lies. False if it cannot be made.
inline bool makeTrashOfTests()
{
    QStandardPaths::setTestModeEnabled(true);
    return QDir().mkpath(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation));
}

/// A Runs page with its settings, in a folder of runs.
struct OpenedRuns {
    explicit OpenedRuns(const QTemporaryDir& folder) : settings(folder.filePath(QStringLiteral("settings.ini")))
    {
        settings.setValue(ui::known::runsFolder(), folder.filePath(QStringLiteral("runs")));
        page = std::make_unique<ui::RunsPage>(settings, queue, index);
        page->resize(1120, 760);
        page->show();
    }

    ui::RunsTable& table() const { return *page->table(); }
    ui::RunsModel& model() const { return *page->findChild<ui::RunsModel*>(); }
    QString text(int row, int column) const { return table().model()->index(row, column).data().toString(); }
    const std::vector<runs::DrawnCurve>& curves(int chart) const
    {
        static const std::vector<runs::DrawnCurve> none;
        const auto& curves = page->curves()->chart(chart)->curves();
        return curves ? *curves : none;
    }

    ui::Settings settings;
    ui::JobQueue queue;
    ui::RunIndex index{settings, queue, {runs::listedRuns()}};
    std::unique_ptr<ui::RunsPage> page;
};

/// Two seeds of base on both, and one categorical, which failed.
inline void writeThree(const QTemporaryDir& folder)
{
    const auto root = runsIn(folder) / "paper" / "both";
    writeRun(root / "base0", trainingRecord("base", "both", 0), 400, runs::RunState::finished);
    writeRun(root / "base1", trainingRecord("base", "both", 1), 400, runs::RunState::finished);
    writeRun(root / "categorical0", trainingRecord("categorical", "both", 0, 3e-4), 120, runs::RunState::failed,
        "the loss is not finite at step 120: lower the learning rate");
}

inline QString pathOf(const QTemporaryDir& folder, const char* name)
{
    return QString::fromStdString((runsIn(folder) / "paper" / "both" / name).string());
}

template <typename Button = QAbstractButton> Button* button(const OpenedRuns& opened, const QString& text)
{
    for (auto* button : opened.page->findChildren<Button*>()) {
        if (button->text() == text && button->isVisible()) {
            return button;
        }
    }
    return nullptr;
}

inline QAction* action(const OpenedRuns& opened, const QKeySequence& keys)
{
    for (QAction* action : opened.page->paletteActions()) {
        if (action->shortcut() == keys) {
            return action;
        }
    }
    return nullptr;
}

inline bool says(const OpenedRuns& opened, const QString& text)
{
    return says(*opened.page, text);
}

} // namespace dpl::test
