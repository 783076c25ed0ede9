#include "base/files.hpp"
#include "charts/figure_export.hpp"
#include "charts/figure_view.hpp"
#include "evaluation/summary_tables.hpp"
#include "jobs/job_queue.hpp"
#include "models/report_table_model.hpp"
#include "pages/results/results_page.hpp"
#include "pages/results/results_view.hpp"
#include "report/number_text.hpp"
#include "runs/run_folder.hpp"
#include "settings/settings.hpp"
#include "training/training_params.hpp"
#include "ui/pictures.hpp"
#include "weights/weight_file.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/export_dialog.hpp"
#include "widgets/report_table_card.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/theme.hpp"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace dpl;
using namespace dpl::ui;

/// The page on evaluation files that the test makes, and on the authors' where DPL_HIDDEN_CONTEXT_DATA names them.
class TestResultsPage : public QObject {
    Q_OBJECT

private:
    struct Opened {
        explicit Opened(const QString& folder) : settings(folder + QStringLiteral("/settings.ini"))
        {
            settings.setValue(known::runsFolder(), folder + QStringLiteral("/runs"));
            page = std::make_unique<ResultsPage>(settings, queue);
            page->resize(1100, 780);
        }

        void show()
        {
            page->show();
            QVERIFY(QTest::qWaitForWindowExposed(page.get()));
            QTRY_VERIFY_WITH_TIMEOUT(!page->isBusy(), 20000);
        }

        ReportTableCard* card(const QString& name) const
        {
            for (auto* card : page->findChildren<ReportTableCard*>()) {
                if (card->table().name == name.toStdString()) {
                    return card;
                }
            }
            return nullptr;
        }

        QString cell(const QString& table, int row, const QString& heading, int occurrence = 0) const
        {
            const QAbstractItemModel* model = card(table)->view()->model();
            for (int column = 0; column < model->columnCount(); ++column) {
                if (model->headerData(column, Qt::Horizontal).toString() == heading && occurrence-- == 0) {
                    return model->index(row, column).data().toString();
                }
            }
            return QStringLiteral("no such column");
        }

        QPushButton* button(const QString& text) const
        {
            for (auto* button : page->findChildren<QPushButton*>()) {
                if (button->text() == text) {
                    return button;
                }
            }
            return nullptr;
        }

        Settings settings;
        JobQueue queue;
        std::unique_ptr<ResultsPage> page;
    };

    /// A comparison or response evaluation of rows that differ a little.
    static Json outputs(const std::string& head, double shift, int i)
    {
        const double a = shift + 0.1 * (i % 7);
        const double b = 0.3 * (i % 5) - 1.0;
        return head == "base" ? Json::array({a}) : head == "categorical" ? Json::array({a, 0.2, b, 0.1}) : Json::array({a, b});
    }

    static training::TrainingParams params(const std::string& head, const std::string& subset)
    {
        training::TrainingParams params;
        params.modelName = "tiny";
        params.dataPath = "preferences";
        params.rewardModelType = head;
        params.dataSubset = subset;
        params.numAtoms = 4;
        return params;
    }

    /// A finished run with its adapter, as far as the page looks at it.
    static std::filesystem::path writeRun(const std::filesystem::path& root, const std::string& head, const std::string& subset, bool evaluated)
    {
        const training::TrainingParams made = params(head, subset);
        const auto run = root / training::referenceFolder(made);
        const auto checkpoint = run / (run.filename().string() + "_peft_last_checkpoint");
        const Json config{{"peft_type", "LORA"}, {"r", 4}, {"lora_alpha", 8}, {"target_modules", Json::array({"q_proj"})}, {"base_model_name_or_path", "tiny"}};
        writeFileAtomically(checkpoint / "adapter_config.json", config.dump());
        const std::vector<float> values(std::size_t(made.outputs()) * 3, 0.5f);
        weights::writeSafetensors(checkpoint / "adapter_model.safetensors",
            {{"base_model.model.score.weight", {made.outputs(), 3}, weights::StorageType::f32, std::as_bytes(std::span(values))}});
        runs::RunRecord record;
        record.kind = "training";
        record.params = made.toJson();
        record.state = runs::RunState::finished;
        writeFileAtomically(run / "run.json", record.toJson().dump());
        if (evaluated) {
            std::string rows;
            for (int i = 0; i < 60; ++i) {
                const Json row{{"chosen", "c" + std::to_string(i) + std::string(std::size_t(i), 'x')}, {"rejected", "r"},
                    {"data_subset", i % 2 == 0 ? "helpful" : "harmless"}, {"reward_output_chosen", outputs(head, 0.1, i)},
                    {"reward_output_rejected", outputs(head, 0.0, i + 2)}};
                rows += row.dump() + "\n";
            }
            writeFileAtomically(checkpoint / "eval_results_both.jsonl", rows);
        }
        return checkpoint;
    }

    static void writeExperiment(const std::filesystem::path& root)
    {
        for (const char* head : {"base", "mean_and_variance"}) {
            for (const char* subset : {"both", "helpful"}) {
                writeRun(root, head, subset, true);
            }
        }
        writeRun(root, "categorical", "both", false);
        std::string rows;
        for (int i = 0; i < 40; ++i) {
            Json row{{"prompt", "Human: p" + std::to_string(i)}, {"responses", Json::array({"a", "b"})}};
            for (const auto& [name, head] : {std::pair("both", "base"), std::pair("both_mean_and_variance", "mean_and_variance")}) {
                row[std::string("reward_outputs_") + name] = Json::array({outputs(head, 0.1, i), outputs(head, 0.0, i + 1)});
            }
            rows += row.dump() + "\n";
        }
        writeFileAtomically(root / "jailbroken_evaluations.jsonl", rows);
    }

    /// Every rate on screen is the one of toJson(summary).
    static void numbersAgree(const Opened& opened)
    {
        const auto view = opened.page->view();
        QVERIFY(view);
        const evaluation::Summary direct = evaluation::summarize(opened.page->source().toStdString(), view->summary.options);
        const Json json = evaluation::toJson(direct);
        QCOMPARE(evaluation::toJson(view->summary).dump(), json.dump());
        const auto model = [&](const std::string& type, const std::string& trainSet) -> const Json* {
            for (const Json& entry : json["models"]) {
                if (entry["type"] == type && entry["train_set"] == trainSet) {
                    return &entry;
                }
            }
            return nullptr;
        };
        const std::vector<std::tuple<std::string, std::string, std::string>> rows{{"base", "helpful", "mean"}, {"base", "harmless", "mean"}, {"base", "both", "mean"},
            {"mean_and_variance", "both", "mean"}, {"mean_and_variance", "both", "quantile"}, {"categorical", "both", "mean"}, {"categorical", "both", "quantile"}};
        for (int row = 0; row < int(rows.size()); ++row) {
            const auto& [type, trainSet, reading] = rows[std::size_t(row)];
            const Json* entry = model(type, trainSet);
            const Json* jailbreak = entry != nullptr && entry->contains("jailbreak") ? &(*entry)["jailbreak"]["jailbreak_rate"][reading] : nullptr;
            QCOMPARE(opened.cell(QStringLiteral("table_1a"), row, QStringLiteral("Jailbreaks")),
                jailbreak != nullptr ? QString::fromStdString(report::cellText(report::Number{100.0 * (*jailbreak)["rate"].get<double>(), 1, {}})) : QStringLiteral("–"));
            if (jailbreak != nullptr) {
                QCOMPARE(opened.cell(QStringLiteral("table_1a"), row, QStringLiteral("Ties")), QString::number((*jailbreak)["ties"].get<int>()));
                QCOMPARE(opened.cell(QStringLiteral("table_1a"), row, QStringLiteral("Δ")),
                    QString::fromStdString(report::cellText(report::Number{100.0 * (*jailbreak)["difference"].get<double>(), 1, {}})));
            }
            const Json* helpful = entry != nullptr && entry->contains("evaluation") ? &(*entry)["evaluation"]["helpfulness_accuracy"][reading] : nullptr;
            QCOMPARE(opened.cell(QStringLiteral("table_1a"), row, QStringLiteral("Helpfulness")),
                helpful != nullptr ? QString::fromStdString(report::cellText(report::Number{100.0 * (*helpful)["rate"].get<double>(), 1, {}})) : QStringLiteral("–"));
        }
    }

    static void setChoice(const Opened& opened, const QString& name, int index)
    {
        for (auto* control : opened.page->findChildren<SegmentedControl*>()) {
            if (control->accessibleName() == name) {
                control->setCurrentIndex(index);
                return;
            }
        }
        QFAIL(qPrintable(name));
    }

private Q_SLOTS:
    void saysWhatWillBeHere()
    {
        const QTemporaryDir folder;
        Opened opened(folder.path());
        opened.show();
        auto* empty = opened.page->findChild<EmptyState*>();
        QVERIFY(empty->isVisible());
        QVERIFY(!opened.page->view());
        QVERIFY(!opened.page->openPath(folder.path()));
        opened.page->exportFigure(); // has nothing to do
        QVERIFY(!opened.page->findChild<ExportDialog*>());
        test::savePicture(*opened.page, QStringLiteral("results-empty"));
    }

    void showsTheNewestRunsAndWhatTheyLack()
    {
        const QTemporaryDir folder;
        writeExperiment((folder.path() + QStringLiteral("/runs/exp/seed-0")).toStdString());
        Opened opened(folder.path());
        opened.show();
        QVERIFY(opened.page->view());
        QCOMPARE(opened.page->findChild<QComboBox*>()->currentText(), QStringLiteral("exp/seed-0"));
        numbersAgree(opened);
        QVERIFY(opened.page->view()->tradeOff.has_value());
        QVERIFY(opened.card(QStringLiteral("r2_by_slice_both")));
        QVERIFY(opened.card(QStringLiteral("r2_by_slice_both"))->table().rows.size() > 3);
        const QAbstractItemModelTester tester(opened.card(QStringLiteral("table_1a"))->view()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);

        // The categorical model is trained: its evaluation and its scores can be queued. Others have to be trained.
        QSignalSpy duplicates(opened.page.get(), &Page::duplicateRequested);
        opened.queue.setHeldBack(true);
        opened.button(QStringLiteral("Train…"))->click();
        QCOMPARE(duplicates.count(), 1);
        QVERIFY(QDir(duplicates.at(0).at(0).toString()).exists(QStringLiteral("run.json")));
        QStringList kinds;
        for (auto* button : opened.page->findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Queue the evaluation")) {
                button->click();
            }
        }
        for (const JobStatus& status : opened.queue.statuses()) {
            kinds << status.kind;
            QVERIFY2(status.folder.endsWith(QStringLiteral(".jsonl")), qPrintable(status.folder));
        }
        kinds.sort();
        QCOMPARE(kinds, (QStringList{QStringLiteral("evaluation"), QStringLiteral("scoring"), QStringLiteral("scoring")})); // the standard helpful model lacks its scores, too
        test::savePicture(*opened.page, QStringLiteral("results-missing"));
    }

    void switchesRecompute()
    {
        const QTemporaryDir folder;
        writeExperiment((folder.path() + QStringLiteral("/runs/exp")).toStdString());
        Opened opened(folder.path());
        opened.show();
        const QString before = opened.cell(QStringLiteral("table_1a"), 4, QStringLiteral("Jailbreaks"));
        opened.page->findChild<QDoubleSpinBox*>()->setValue(0.9);
        QTRY_VERIFY(!opened.page->isBusy());
        QVERIFY(opened.cell(QStringLiteral("table_1a"), 4, QStringLiteral("Jailbreaks")) != before);
        numbersAgree(opened);
        setChoice(opened, QStringLiteral("Tie rule"), 1);
        setChoice(opened, QStringLiteral("Quantile rule of categorical distributions"), 1);
        QTRY_VERIFY(!opened.page->isBusy());
        QCOMPARE(int(opened.page->view()->summary.options.tieRule), int(evaluation::TieRule::strict));
        numbersAgree(opened);
        opened.settings.save();
        Opened again(folder.path());
        again.show();
        QCOMPARE(again.page->view()->summary.options.alpha, 0.9);
        QCOMPARE(int(again.page->view()->summary.options.quantileRule), int(utility::QuantileRule::atom));
    }

    void exportsEqualBytesTwice()
    {
        const QTemporaryDir folder;
        writeExperiment((folder.path() + QStringLiteral("/runs/exp")).toStdString());
        Opened opened(folder.path());
        opened.show();
        QHash<QString, QByteArray> first;
        for (const char* name : {"first", "second"}) {
            const QString target = folder.filePath(QString::fromLatin1(name));
            QVERIFY(QDir().mkpath(target));
            opened.page->exportFigure();
            auto* dialog = opened.page->findChild<ExportDialog*>();
            QVERIFY(dialog);
            ExportOptions options = dialog->options();
            options.pdf = options.svg = options.png = options.pgf = options.data = options.parameters = true;
            options.latexTables = options.csvTables = options.markdownTables = true;
            options.folder = target;
            dialog->setOptions(options);
            QSignalSpy exported(dialog, &ExportDialog::exported);
            dialog->exportNow();
            QCOMPARE(exported.count(), 1);
            QVERIFY(exported.at(0).at(0).toStringList().size() > 12);
            for (const QString& file : exported.at(0).at(0).toStringList()) {
                const QByteArray bytes = QByteArray::fromStdString(readFile(QDir(target).filePath(file).toStdString()));
                if (first.contains(file)) {
                    QVERIFY2(bytes == first.value(file), qPrintable(file));
                } else {
                    first.insert(file, bytes);
                }
                if (file.endsWith(QStringLiteral(".svg"))) {
                    QXmlStreamReader reader(bytes);
                    while (!reader.atEnd()) {
                        reader.readNext();
                    }
                    QVERIFY2(!reader.hasError(), qPrintable(file + u' ' + reader.errorString()));
                }
            }
            dialog->reject();
            delete dialog;
        }
        opened.page->copyLatex();
        const QString latex = QGuiApplication::clipboard()->text();
        QVERIFY(latex.contains(QStringLiteral("\\label{tab:table-1a}")) && latex.contains(QStringLiteral("\\label{tab:table-1b}")));
        auto* card = opened.card(QStringLiteral("table_1b"));
        Q_EMIT card->exportRequested();
        auto* dialog = opened.page->findChild<ExportDialog*>();
        dialog->copyLatex();
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("\\label{tab:table-1b}")));
        test::savePicture(*dialog, QStringLiteral("results-export-table"));
    }

    void opensFoldersFromElsewhere()
    {
        const QTemporaryDir folder;
        writeExperiment((folder.path() + QStringLiteral("/elsewhere/data")).toStdString());
        {
            Opened opened(folder.path());
            QVERIFY(opened.page->openPath(folder.path() + QStringLiteral("/elsewhere/data")));
            opened.show();
            QVERIFY(opened.page->view());
            numbersAgree(opened);
            QCOMPARE(opened.page->findChild<QComboBox*>()->currentText(), QStringLiteral("data"));
            opened.settings.save();
        }
        Opened again(folder.path()); // remembers it
        again.show();
        QVERIFY(again.page->view());
        QVERIFY(QDir(folder.path() + QStringLiteral("/elsewhere")).removeRecursively());
        again.page->rescan();
        QTRY_VERIFY(!again.page->isBusy());
        QVERIFY(!again.page->view()); // and says that it is gone
    }

    void hasTheAuthorsNumbers()
    {
        const QString data = qEnvironmentVariable("DPL_HIDDEN_CONTEXT_DATA");
        if (data.isEmpty()) {
            QSKIP("DPL_HIDDEN_CONTEXT_DATA does not name the folder of the authors' data");
        }
        const QTemporaryDir folder;
        Opened opened(folder.path());
        QVERIFY(opened.page->openPath(data));
        opened.show();
        numbersAgree(opened);
        QCOMPARE(opened.cell(QStringLiteral("table_1a"), 0, QStringLiteral("Count")), QStringLiteral("98/187"));
        QCOMPARE(opened.cell(QStringLiteral("table_1a"), 1, QStringLiteral("Count")), QStringLiteral("7/187"));
        QCOMPARE(opened.cell(QStringLiteral("table_1a"), 2, QStringLiteral("Count")), QStringLiteral("47/187"));
        QCOMPARE(opened.cell(QStringLiteral("table_1a"), 3, QStringLiteral("Count")), QStringLiteral("57/187"));
        QCOMPARE(opened.cell(QStringLiteral("table_1a"), 4, QStringLiteral("Count")), QStringLiteral("38/187"));
        test::savePicture(*opened.page, QStringLiteral("results-authors"));
    }

    void looks_data()
    {
        test::addLooks();
    }

    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        const QTemporaryDir folder;
        const QString other = qEnvironmentVariable("DPL_RESULTS_FOLDER"); // to look at other files
        if (other.isEmpty()) {
            writeExperiment((folder.path() + QStringLiteral("/runs/exp")).toStdString());
        }
        applyTheme(dark ? Theme::dark() : Theme::light());
        Opened opened(folder.path());
        opened.page->setAutoFillBackground(true);
        opened.page->resize(test::pageSize(size));
        if (!other.isEmpty()) {
            QVERIFY(opened.page->openPath(other));
        }
        opened.show();
        QTest::qWait(50);
        test::savePicture(*opened.page, QStringLiteral("results-page"));
        opened.page->resize(size.width(), 2200);
        QTest::qWait(50);
        test::savePicture(*opened.page, QStringLiteral("results-tall"));
        applyTheme(Theme::light());
    }
};

QTEST_MAIN(TestResultsPage)
#include "tst_results_page.moc"
