#include "base/files.hpp"
#include "base/theme.hpp"
#include "charts/figure_view.hpp"
#include "experiment_samples.hpp"
#include "figures/figure_export.hpp"
#include "jobs/job_queue.hpp"
#include "layout_check.hpp"
#include "models/report_table_model.hpp"
#include "models/run_index.hpp"
#include "pages/results/column_results_card.hpp"
#include "pages/results/missing_card.hpp"
#include "pages/results/results_content.hpp"
#include "pages/results/results_page.hpp"
#include "pages/results/results_view.hpp"
#include "report/number_text.hpp"
#include "runs/run_folder.hpp"
#include "scoring/find_checkpoints.hpp"
#include "settings/settings.hpp"
#include "summary/calibration_report.hpp"
#include "summary/evaluation_sources.hpp"
#include "summary/results_by_column.hpp"
#include "summary/summary_tables.hpp"
#include "ui/pictures.hpp"
#include "ui_test.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/export_dialog.hpp"
#include "widgets/figure_preview.hpp"
#include "widgets/notice.hpp"
#include "widgets/report_table_card.hpp"
#include "widgets/segmented_control.hpp"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
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
            page = std::make_unique<ResultsPage>(settings, queue, index);
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

        /// What the place without results says; nothing where there are some.
        QString emptyState() const
        {
            for (auto* state : page->findChildren<EmptyState*>()) {
                if (state->isVisible()) {
                    return state->accessibleName();
                }
            }
            return {};
        }

        Settings settings;
        JobQueue queue;
        RunIndex index{settings, queue, {scoring::foundCheckpoints(), summary::sourceFiles()}};
        std::unique_ptr<ResultsPage> page;
    };

    /// Evaluation files in every state there is a picture of; made once.
    QString samplesOfLooks()
    {
        if (!m_samples) {
            m_samples = std::make_unique<QTemporaryDir>();
            const std::filesystem::path root = m_samples->path().toStdString();
            const std::string row = "{\"reward_outputs_both\": [[0.5], [1]]}\n";
            writeFileAtomically(
                root / "damaged/jailbroken_evaluations.jsonl", row + "{\"reward_outputs_both\": [[0.5],\n");
            writeFileAtomically(
                root / "no-curve/jailbroken_evaluations.jsonl", row + "{\"reward_outputs_both\": [[1.5], [1]]}\n");
            test::writeExperiment(root / "runs/missing");
            test::writeFullExperiment(root / "runs/full");
        }
        return m_samples->path();
    }

    /// Saves the page as the window shows it and, scrolled by nobody, whole.
    static void saveWhole(const Opened& opened, const QString& name)
    {
        const QSize size = opened.page->size();
        QStringList faults; // once the layouts are at rest, which takes turns of the event loop
        (void)QTest::qWaitFor([&] { return (faults = test::layoutFaults(*opened.page)).isEmpty(); }, 2000);
        QVERIFY2(faults.isEmpty(), qPrintable(name + u'\n' + faults.join(u'\n')));
        test::savePicture(*opened.page, name);
        auto* content = opened.page->findChild<ResultsContent*>();
        opened.page->resize(size.width(), size.height() + content->verticalScrollBar()->maximum());
        QTest::qWait(20);
        test::savePicture(*opened.page, name + QStringLiteral("-whole"));
        opened.page->resize(size);
    }

    /// Every rate on screen is the one of toJson(summary).
    static void numbersAgree(const Opened& opened)
    {
        const auto view = opened.page->view();
        QVERIFY(view);
        const summary::Summary direct = summary::summarize(opened.page->source().toStdString(), view->summary.options);
        const Json json = summary::toJson(direct);
        QCOMPARE(summary::toJson(view->summary).dump(), json.dump());
        const auto model = [&](const std::string& type, const std::string& trainSet) -> const Json* {
            for (const Json& entry : json["models"]) {
                if (entry["type"] == type && entry["train_set"] == trainSet) {
                    return &entry;
                }
            }
            return nullptr;
        };
        const std::vector<std::tuple<std::string, std::string, std::string>> rows{{"base", "helpful", "mean"},
            {"base", "harmless", "mean"}, {"base", "both", "mean"}, {"mean_and_variance", "both", "mean"},
            {"mean_and_variance", "both", "quantile"}, {"categorical", "both", "mean"},
            {"categorical", "both", "quantile"}};
        for (int row = 0; row < int(rows.size()); ++row) {
            const auto& [type, trainSet, reading] = rows[std::size_t(row)];
            const Json* entry = model(type, trainSet);
            const Json* jailbreak = entry != nullptr && entry->contains("jailbreak")
                ? &(*entry)["jailbreak"]["jailbreak_rate"][reading]
                : nullptr;
            QCOMPARE(opened.cell(QStringLiteral("table_1a"), row, QStringLiteral("Jailbreaks")),
                jailbreak != nullptr ? QString::fromStdString(report::cellText(
                                           report::Number{100.0 * (*jailbreak)["rate"].get<double>(), 1, {}}))
                                     : QStringLiteral("–"));
            if (jailbreak != nullptr) {
                QCOMPARE(opened.cell(QStringLiteral("table_1a"), row, QStringLiteral("Ties")),
                    QString::number((*jailbreak)["ties"].get<int>()));
                QCOMPARE(opened.cell(QStringLiteral("table_1a"), row, QStringLiteral("Δ")),
                    QString::fromStdString(
                        report::cellText(report::Number{100.0 * (*jailbreak)["difference"].get<double>(), 1, {}})));
            }
            const Json* helpful = entry != nullptr && entry->contains("evaluation")
                ? &(*entry)["evaluation"]["helpfulness_accuracy"][reading]
                : nullptr;
            QCOMPARE(opened.cell(QStringLiteral("table_1a"), row, QStringLiteral("Helpfulness")),
                helpful != nullptr ? QString::fromStdString(report::cellText(
                                         report::Number{100.0 * (*helpful)["rate"].get<double>(), 1, {}}))
                                   : QStringLiteral("–"));
        }
    }

    /// A well-formed SVG whose text says what the trade-off is.
    static void isTradeOff(const QByteArray& svg)
    {
        QXmlStreamReader reader(svg);
        QStringList texts;
        QString root;
        while (!reader.atEnd()) {
            reader.readNext();
            if (reader.isStartElement() && root.isEmpty()) {
                root = reader.name().toString();
            }
            if (reader.isStartElement() && reader.name() == u"text") {
                texts.append(reader.readElementText().trimmed());
            }
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(root, QStringLiteral("svg"));
        for (const QString& expected :
            {QStringLiteral("jailbreak rate, %"), QStringLiteral("helpfulness accuracy, %"), QStringLiteral("base")}) {
            QVERIFY2(texts.contains(expected), qPrintable(expected + QStringLiteral(" not in: ") + texts.join(u'|')));
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

    std::unique_ptr<QTemporaryDir> m_samples;

private Q_SLOTS:
    void saysWhatWillBeHere()
    {
        const QTemporaryDir folder;
        Opened opened(folder.path());
        opened.show();
        QCOMPARE(opened.emptyState(), QStringLiteral("No results yet"));
        QVERIFY(!opened.page->view());
        QVERIFY(!opened.page->openPath(folder.path()));
        opened.page->exportFigure(); // has nothing to do
        QVERIFY(!opened.page->findChild<ExportDialog*>());
    }

    void showsTheNewestRunsAndWhatTheyLack()
    {
        const QTemporaryDir folder;
        test::writeExperiment((folder.path() + QStringLiteral("/runs/exp/seed-0")).toStdString());
        Opened opened(folder.path());
        opened.show();
        QVERIFY(opened.page->view());
        QCOMPARE(opened.page->findChild<QComboBox*>()->currentText(), QStringLiteral("exp/seed-0"));
        numbersAgree(opened);
        QVERIFY(opened.page->view()->tradeOff.has_value());
        QVERIFY(opened.card(QStringLiteral("r2_by_slice_both")));
        QVERIFY(opened.card(QStringLiteral("r2_by_slice_both"))->table().rows.size() > 3);
        const QAbstractItemModelTester tester(opened.card(QStringLiteral("table_1a"))->view()->model(),
            QAbstractItemModelTester::FailureReportingMode::QtTest);

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
            kinds << status.kind.name;
            const bool isChosenLater = status.kind.name == QStringLiteral("evaluation"); // by what it finds there
            QVERIFY2(isChosenLater ? status.folder.isEmpty() : status.folder.endsWith(QStringLiteral(".jsonl")),
                qPrintable(status.folder));
        }
        kinds.sort();
        QCOMPARE(kinds,
            (QStringList{QStringLiteral("evaluation"), QStringLiteral("scoring"),
                QStringLiteral("scoring")})); // the base helpful model lacks its scores, too
        QSignalSpy wanted(opened.page->findChild<MissingCard*>(), &MissingCard::evaluationWanted);
        opened.button(QStringLiteral("Queue all 3 evaluations"))->click();
        QCOMPARE(wanted.count(), 3); // all of them at once
    }

    void followsFilesThatAppear_data()
    {
        QTest::addColumn<QString>("place");
        QTest::newRow("below the runs folder") << QStringLiteral("/runs/exp");
        QTest::newRow("elsewhere") << QStringLiteral("/elsewhere/exp");
    }

    void followsFilesThatAppear()
    {
        QFETCH(QString, place);
        const QTemporaryDir folder;
        const std::filesystem::path root = (folder.path() + place).toStdString();
        test::writeExperiment(root);
        Opened opened(folder.path());
        QVERIFY(opened.page->openPath(folder.path() + place));
        opened.show();
        QVERIFY(opened.page->view());
        const auto helpfulness = [&] {
            return opened.cell(QStringLiteral("table_1a"), 5, QStringLiteral("Helpfulness"));
        };
        QCOMPARE(helpfulness(), QStringLiteral("–"));
        test::writeEvaluatedRun(root, "categorical", "both"); // by whoever else is at work
        QTRY_VERIFY_WITH_TIMEOUT(helpfulness() != QStringLiteral("–"), 15000);

        // What came while another page was shown is there on return.
        opened.page->hide();
        QVERIFY(QFile::remove(folder.path() + place + QStringLiteral("/jailbroken_evaluations.jsonl")));
        opened.page->show();
        QTRY_COMPARE_WITH_TIMEOUT(
            opened.cell(QStringLiteral("table_1a"), 2, QStringLiteral("Jailbreaks")), QStringLiteral("–"), 15000);
    }

    void itsSectionsAreFoundByTheirNames()
    {
        const QTemporaryDir folder;
        test::writeFullExperiment(std::filesystem::path(folder.path().toStdString()) / "runs" / "full");
        Opened opened(folder.path());
        opened.show();
        QPushButton* sections = opened.button(QStringLiteral("Go to"));
        QVERIFY(sections && sections->isVisible());
        QTRY_VERIFY(opened.page->findChild<ResultsContent*>()->verticalScrollBar()->maximum() > 0);
        Q_EMIT sections->menu()->aboutToShow();
        const QList<QAction*> names = sections->menu()->actions();
        QCOMPARE(names.first()->text(), QStringLiteral("Table 1a · jailbreaks and helpfulness"));
        QCOMPARE(names.last()->text(), QStringLiteral("McNemar's exact test, pair by pair"));
        names.last()->trigger();
        auto* content = opened.page->findChild<ResultsContent*>();
        const Card* last = content->sections().last();
        QVERIFY(last->mapTo(content, QPoint()).y() < content->height()); // it is seen
        names.first()->trigger();
        QCOMPARE(content->verticalScrollBar()->value(), 0);
    }

    void resultsAreShownByTheChosenColumn()
    {
        const QTemporaryDir folder;
        const auto root = std::filesystem::path(folder.path().toStdString()) / "runs" / "full";
        test::writeFullExperiment(root);
        Opened opened(folder.path());
        opened.show();
        auto* card = opened.page->findChild<ColumnResultsCard*>();
        QVERIFY(card->isVisibleTo(opened.page.get()));
        const summary::EvaluationData data = summary::readEvaluations(root);
        QVERIFY(card->chooser()->count() > 0);
        for (int i = 0; i < card->chooser()->count(); ++i) {
            card->chooser()->setCurrentIndex(i);
            QCOMPARE(card->table(), summary::resultsByColumn(data, card->chooser()->currentText().toStdString(), {}));
        }
    }

    void saysWhatTheTrainingsWarnedOf()
    {
        const QTemporaryDir folder;
        const auto root = std::filesystem::path(folder.path().toStdString()) / "runs" / "paper";
        test::writeExperiment(root);
        Opened opened(folder.path());
        opened.show();
        const auto notes = [&opened] {
            for (auto* label : opened.page->findChildren<QLabel*>()) {
                if (label->accessibleName().contains(QStringLiteral("warned of"))) {
                    return label;
                }
            }
            return static_cast<QLabel*>(nullptr);
        };
        QVERIFY(notes() && !notes()->isVisible());

        const auto run = root / training::referenceFolder(test::evaluatedParams("base", "both")) / "run.json";
        Json record = readJsonFile(run);
        record["warnings"] = {"36 of 187 train rows are left out"};
        writeFileAtomically(run, record.dump());
        opened.page->paletteActions().constLast()->trigger(); // look again
        const auto expected = QStringLiteral("both · base, training: 36 of 187 train rows are left out");
        QTRY_VERIFY(notes()->isVisible());
        QCOMPARE(notes()->text(), expected);
        QCOMPARE(
            opened.card(QStringLiteral("table_1a"))->table().notes, std::vector<std::string>{expected.toStdString()});
    }

    void leadsFromNumbersToTheirRows()
    {
        const QTemporaryDir folder;
        test::writeExperiment((folder.path() + QStringLiteral("/runs/exp")).toStdString());
        Opened opened(folder.path());
        opened.show();
        QSignalSpy rows(opened.page.get(), &Page::rowsRequested);
        const auto view = opened.page->view();
        const summary::Summary& summary = view->summary;
        // A rate has several kinds of rows, which a menu offers; the first are those that it counts.
        auto* table1a = opened.card(QStringLiteral("table_1a"));
        const auto choose = [&](const QModelIndex& cell) {
            Q_EMIT table1a->view()->activated(cell);
            auto* menu = table1a->findChild<QMenu*>();
            QVERIFY(menu);
            menu->actions().constFirst()->trigger();
            delete menu;
        };
        choose(table1a->view()->model()->index(2, 2));
        QCOMPARE(rows.count(), 1);
        auto choice = rows.takeFirst().at(0).value<records::RowChoice>();
        const auto* base = summary.find({preference::RewardHead::base, data::DataSubset::both});
        QCOMPARE(double(choice.rows.size()), base->jailbreak->jailbreaks.mean.count);
        QCOMPARE(choice.file, base->jailbreak->file);
        // A slice has one kind.
        auto* slices = opened.card(QStringLiteral("r2_by_slice_both"));
        Q_EMIT slices->view()->activated(slices->view()->model()->index(1, 2));
        QCOMPARE(rows.count(), 1);
        choice = rows.takeFirst().at(0).value<records::RowChoice>();
        QCOMPARE(choice.rows.size(), std::size_t(30));
        // So has a row of the calibration table.
        auto* calibration = opened.card(QStringLiteral("calibration_both"));
        QVERIFY(calibration && calibration->isVisible());
        QCOMPARE(calibration->table(), summary::calibrationTable(summary, data::DataSubset::both));
        Q_EMIT calibration->view()->activated(calibration->view()->model()->index(2, 4));
        QCOMPARE(rows.count(), 1);
        QCOMPARE(rows.takeFirst().at(0).value<records::RowChoice>().rows.size(), std::size_t(30));
    }

    void switchesRecompute()
    {
        const QTemporaryDir folder;
        test::writeExperiment((folder.path() + QStringLiteral("/runs/exp")).toStdString());
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
        QCOMPARE(int(opened.page->view()->summary.options.tieRule), int(summary::TieRule::strict));
        numbersAgree(opened);
        opened.settings.save();
        Opened again(folder.path());
        again.show();
        QCOMPARE(again.page->view()->summary.options.alpha, 0.9);
        QCOMPARE(int(again.page->view()->summary.options.quantileRule), int(utility::QuantileRule::atom));
        // What is kept does not pass for what everybody has.
        QPushButton* defaults = nullptr;
        for (auto* button : again.page->findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Defaults"))
                defaults = button;
        }
        QVERIFY(defaults && defaults->isVisibleTo(again.page.get()));
        defaults->click();
        QTRY_VERIFY(!again.page->isBusy());
        QCOMPARE(again.page->view()->summary.options.alpha, summary::SummaryOptions().alpha);
        QCOMPARE(int(again.page->view()->summary.options.quantileRule), int(utility::QuantileRule::reference));
        QCOMPARE(int(again.page->view()->summary.options.tieRule), int(summary::TieRule::counts));
        QVERIFY(!defaults->isVisibleTo(again.page.get()));
    }

    void exportsEqualBytesTwice()
    {
        const QTemporaryDir folder;
        test::writeExperiment((folder.path() + QStringLiteral("/runs/exp")).toStdString());
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
            QTRY_COMPARE(exported.count(), 1);
            QVERIFY(exported.at(0).at(0).toStringList().size() > 12);
            for (const QString& file : exported.at(0).at(0).toStringList()) {
                const QByteArray bytes = QByteArray::fromStdString(readFile(QDir(target).filePath(file).toStdString()));
                if (first.contains(file)) {
                    QVERIFY2(bytes == first.value(file), qPrintable(file));
                } else {
                    first.insert(file, bytes);
                }
                if (file.endsWith(QStringLiteral(".svg"))) {
                    isTradeOff(bytes);
                }
            }
            dialog->reject();
            delete dialog;
        }
        opened.page->copyLatex();
        const QString latex = QGuiApplication::clipboard()->text();
        QVERIFY(latex.contains(QStringLiteral("\\label{tab:table-1a}"))
            && latex.contains(QStringLiteral("\\label{tab:table-1b}")));
        auto* card = opened.card(QStringLiteral("table_1b"));
        Q_EMIT card->exportRequested();
        auto* dialog = opened.page->findChild<ExportDialog*>();
        dialog->copyLatex();
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("\\label{tab:table-1b}")));
    }

    void opensFoldersFromElsewhere()
    {
        const QTemporaryDir folder;
        test::writeExperiment((folder.path() + QStringLiteral("/elsewhere/data")).toStdString());
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

    void saysWhatIsDamaged()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("elsewhere/jailbroken_evaluations.jsonl"));
        writeFileAtomically(
            file.toStdString(), "{\"reward_outputs_both\": [[0.5], [1]]}\n{\"reward_outputs_both\": [[0.5],\n");
        Opened opened(folder.path());
        QVERIFY(opened.page->openPath(folder.filePath(QStringLiteral("elsewhere"))));
        opened.show();
        const auto* notice = opened.page->findChild<Notice*>();
        QVERIFY(notice->isVisible());
        QVERIFY2(notice->text().contains(QStringLiteral("jailbroken_evaluations.jsonl:2")), qPrintable(notice->text()));
        QCOMPARE(opened.emptyState(), QStringLiteral("These files cannot be summarised"));
        QVERIFY(!opened.button(QStringLiteral("Export…"))->isEnabled());
        writeFileAtomically(file.toStdString(), "{\"reward_outputs_both\": [[0.5], [1]]}\n");
        opened.button(QStringLiteral("Try again"))->click();
        QTRY_VERIFY(!opened.page->isBusy());
        QVERIFY(opened.page->view());
        QVERIFY(!notice->isVisible());
    }

    void looks_data() { test::addLooks(); }

    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        const QTemporaryDir folder;
        applyTheme(dark ? Theme::dark() : Theme::light());
        Opened opened(folder.path());
        opened.page->setAutoFillBackground(true);
        opened.page->resize(test::pageSize(size));
        opened.page->show();
        QCOMPARE(opened.emptyState(), QStringLiteral("Reading evaluation files…"));
        test::savePicture(*opened.page, QStringLiteral("results-reading"));
        QTRY_VERIFY(!opened.page->isBusy());
        QCOMPARE(opened.emptyState(), QStringLiteral("No results yet"));
        test::savePicture(*opened.page, QStringLiteral("results-empty"));

        const QString samples = samplesOfLooks();
        const auto open = [&](const QString& path) {
            QVERIFY(opened.page->openPath(path));
            QTRY_VERIFY_WITH_TIMEOUT(!opened.page->isBusy(), 20000);
        };
        open(samples + QStringLiteral("/damaged"));
        QVERIFY(opened.page->findChild<Notice*>()->isVisible());
        test::savePicture(*opened.page, QStringLiteral("results-damaged"));

        open(samples + QStringLiteral("/no-curve"));
        QVERIFY(!opened.page->view()->tradeOff);
        saveWhole(opened, QStringLiteral("results-no-curve"));

        opened.settings.setValue(known::runsFolder(), samples + QStringLiteral("/runs"));
        open(samples + QStringLiteral("/runs/missing"));
        QVERIFY(opened.page->view()->missing.size() > 3);
        saveWhole(opened, QStringLiteral("results-missing"));

        open(samples + QStringLiteral("/runs/full"));
        QVERIFY(opened.page->view()->missing.empty());
        QVERIFY(opened.page->view()->tradeOff.has_value() && opened.page->view()->ratioFigure.has_value());
        saveWhole(opened, QStringLiteral("results-full"));
        setChoice(opened, QStringLiteral("Tie rule"), 1);
        setChoice(opened, QStringLiteral("Quantile rule of categorical distributions"), 1);
        QTRY_VERIFY_WITH_TIMEOUT(!opened.page->isBusy(), 20000);
        test::savePicture(*opened.page, QStringLiteral("results-strict-atom"));

        const auto saveDialog = [&](const QString& name) {
            auto* dialog = opened.page->findChild<ExportDialog*>();
            QVERIFY(dialog);
            QTest::qWait(20);
            const auto* preview = dialog->findChild<FigurePreview*>();
            QTRY_VERIFY(!preview->isVisible() || preview->isUpToDate());
            test::savePicture(*dialog, name);
            dialog->reject();
            delete dialog;
        };
        if (size.width() == 1280) { // a dialog has its own size
            opened.page->exportFigure();
            saveDialog(QStringLiteral("results-export-figure"));
            Q_EMIT opened.card(QStringLiteral("table_1a"))->exportRequested();
            saveDialog(QStringLiteral("results-export-table"));
        }

        const QString other = qEnvironmentVariable("DPL_RESULTS_FOLDER"); // to look at other files
        if (!other.isEmpty()) {
            open(other);
            saveWhole(opened, QStringLiteral("results-other"));
        }
        applyTheme(Theme::light());
    }
};

DPL_UI_TEST(TestResultsPage)
#include "tst_results_page.moc"
