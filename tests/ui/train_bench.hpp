#pragma once

#include "base/files.hpp"
#include "pages/train/estimate_card.hpp"
#include "pages/train/train_page.hpp"
#include "pages/train/training_form.hpp"
#include "runs/run_folder.hpp"
#include "shell/workbench.hpp"
#include "shown_texts.hpp"
#include "training/training_run.hpp"
#include "ui_test.hpp"
#include "widgets/fact_table.hpp"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>

#include <memory>

namespace dpl::test {

/// The program with its Train page on top, on settings and runs of its own: what a test of the page opens.
class TrainBench {
protected:
    std::unique_ptr<ui::Workbench> open()
    {
        {
            ui::Settings settings(at("settings.ini"));
            settings.setValue(ui::known::runsFolder(), at("runs"));
            settings.setValue(ui::known::threads(), 1);
        }
        auto workbench = std::make_unique<ui::Workbench>(at("settings.ini"));
        workbench->window().resize(1280, 800);
        workbench->window().show();
        workbench->window().showPage(QStringLiteral("train"));
        return workbench;
    }

    static ui::TrainPage& pageOf(ui::Workbench& workbench) { return *workbench.window().findChild<ui::TrainPage*>(); }

    QString at(const char* name) const { return m_folder->filePath(QLatin1String(name)); }

    static QLineEdit* lineEdit(ui::TrainPage& page, const char* name)
    {
        return page.findChild<QLineEdit*>(QLatin1String(name));
    }

    static QCheckBox* box(ui::TrainPage& page, const char* accessibleName)
    {
        for (auto* candidate : page.findChildren<QCheckBox*>()) {
            if (candidate->accessibleName() == QLatin1String(accessibleName))
                return candidate;
        }
        return nullptr;
    }

    static QPushButton* startButton(ui::TrainPage& page)
    {
        for (auto* button : page.findChildren<QPushButton*>()) {
            if (button->text().startsWith(QStringLiteral("Queue")) || button->text() == QStringLiteral("Train"))
                return button;
        }
        return nullptr;
    }

    static QPushButton* button(QWidget& parent, const char* text)
    {
        for (auto* candidate : parent.findChildren<QPushButton*>()) {
            if (candidate->text() == QString::fromUtf8(text) && candidate->isVisible())
                return candidate;
        }
        return nullptr;
    }

    static bool says(const QWidget& parent, const QString& text) { return test::says(parent, text); }

    static bool isMeasured(ui::TrainPage& page)
    {
        return !page.findChild<ui::EstimateCard*>()
                    ->findChild<ui::FactTable*>()
                    ->value(QStringLiteral("Training time"))
                    .isEmpty();
    }

    static sweep::SweepParams someParams()
    {
        sweep::SweepParams params;
        params.base = {{"model_name", DPL_FIXTURES "/models/tiny-llama"},
            {"data_path", DPL_FIXTURES "/training/lora_pairs.jsonl"}, {"lora_r", 8}};
        params.lists = {{"seed", {0}}, {"reward_model_type", {"base"}}, {"data_subset", {"both"}}};
        return params;
    }

    static void useDemoAgain(ui::TrainPage& page)
    {
        page.useDemo();
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
    }

    /// A run as an earlier session left it.
    static void writeRun(const QString& experiment, const sweep::PlannedRun& run, bool isFinished)
    {
        const std::filesystem::path folder = std::filesystem::path(experiment.toStdString()) / run.folder;
        runs::RunRecord record;
        record.kind = "training";
        record.params = run.params.toJson();
        runs::RunFolder(folder, record, runs::RunStart::overwrite)
            .end(isFinished ? runs::RunState::finished : runs::RunState::stopped, "", nullptr);
        if (isFinished)
            writeFileAtomically(training::modelFileOf(run.params, folder), "");
    }

    std::unique_ptr<QTemporaryDir> m_folder = std::make_unique<QTemporaryDir>();
};

} // namespace dpl::test
