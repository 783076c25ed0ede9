// The whole course of somebody's own data: a Parquet file of messages is dropped on Train, its columns are mapped, its
// pairs are read, a model is trained on it, evaluated and inspected, and its own text is scored.

#include "base/json_text.hpp"
#include "built_with_arrow.hpp"
#include "data/json_rows.hpp"
#include "data/table_file.hpp"
#include "inspection/inspection_columns.hpp"
#include "models/checkpoint_model.hpp"
#include "models/dataset_model.hpp"
#include "pages/evaluate/datasets_card.hpp"
#include "pages/evaluate/evaluate_page.hpp"
#include "pages/inspect/conversation_card.hpp"
#include "pages/inspect/conversation_view.hpp"
#include "pages/inspect/inspect_page.hpp"
#include "pages/inspect/item_list.hpp"
#include "pages/inspect/responses_view.hpp"
#include "pages/inspect/score_text_view.hpp"
#include "pages/inspect/text_bubble.hpp"
#include "pages/train/parameter_field.hpp"
#include "scoring/find_checkpoints.hpp"
#include "train_bench.hpp"
#include "widgets/column_mapping.hpp"
#include "widgets/segmented_control.hpp"

#include <QComboBox>
#include <QDropEvent>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include <cmath>
#include <utility>
#include <vector>

using namespace dpl;
using namespace dpl::ui;

class TestMessagesCourse : public QObject, test::TrainBench {
    Q_OBJECT

    static void drop(QWidget& page, const QString& file)
    {
        QMimeData dragged;
        dragged.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent entering({1, 1}, Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&page, &entering);
        QVERIFY(entering.isAccepted());
        QDropEvent drop({1, 1}, Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&page, &drop);
        QVERIFY(drop.isAccepted());
    }

    static void choose(ColumnMapping& mapping, data::ColumnRole role, const char* column)
    {
        QTRY_VERIFY_WITH_TIMEOUT(mapping.isVisible(), 10000);
        QComboBox* chooser = mapping.chooser(role);
        QTRY_VERIFY_WITH_TIMEOUT(chooser->findText(QString::fromUtf8(column)) >= 0, 10000);
        chooser->setCurrentIndex(chooser->findText(QString::fromUtf8(column)));
        Q_EMIT chooser->activated(chooser->currentIndex());
        QTRY_COMPARE_WITH_TIMEOUT(mapping.chooser(role)->currentText(), QString::fromUtf8(column), 10000);
    }

    static void waitForJobs(Workbench& workbench)
    {
        QTRY_VERIFY_WITH_TIMEOUT(!workbench.jobs().hasActiveJobs(), 120000);
        for (const JobStatus& job : workbench.jobs().statuses()) {
            QVERIFY2(job.state == JobState::finished, qPrintable(job.title + QStringLiteral(": ") + job.message));
        }
    }

private Q_SLOTS:
    void fromADroppedFileToAScoredText()
    {
        if (!data::readsTables() && !test::builtWithArrow()) {
            QSKIP("built without Apache Arrow");
        }
        // A file of one's own, and a small backbone whose tokenizer has a chat template.
        const std::filesystem::path folder = m_folder->path().toStdString();
        const QString file = at("mine.parquet");
        std::filesystem::copy_file(DPL_FIXTURES "/tables/named_messages.parquet", file.toStdString());
        std::filesystem::copy(DPL_FIXTURES "/models/tiny-llama", folder / "chatty");
        writeFileAtomically(folder / "chatty" / "chat_template.jinja",
            "{{ bos_token }}{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}");

        // Train: dropped, mapped, previewed, trained.
        const auto workbench = open();
        TrainPage& train = pageOf(*workbench);
        sweep::SweepParams params = someParams();
        params.base["model_name"] = (folder / "chatty").string();
        params.base["num_train_epochs"] = 1;
        train.form()->setParams(params);
        drop(train, file);
        QCOMPARE(QString::fromStdString(train.form()->field("data_path")->value().get<std::string>()), file);
        auto* mapping = train.findChild<ColumnMapping*>();
        choose(*mapping, data::ColumnRole::chosen, "better");
        choose(*mapping, data::ColumnRole::rejected, "worse");
        QCOMPARE(mapping->chooser(data::ColumnRole::prompt)->currentText(), QStringLiteral("question"));
        QCOMPARE(train.form()->field("columns")->value(), Json("chosen=better,rejected=worse"));
        QTRY_VERIFY_WITH_TIMEOUT(train.preview() != nullptr && train.preview()->rows == 24, 20000);
        const auto& pair = train.preview()->firstPairs.front();
        QVERIFY2(pair.chosen.find("What is 0 and 1?") != std::string::npos, pair.chosen.c_str());
        QVERIFY2(pair.chosen.find("Be brief.") != std::string::npos, "the system's message is before it");
        train.form()->setExperiment(QStringLiteral("own"));
        QTRY_VERIFY_WITH_TIMEOUT(startButton(train)->isEnabled(), 20000);
        train.start();
        QTRY_VERIFY_WITH_TIMEOUT(workbench->jobs().hasActiveJobs(), 10000);
        waitForJobs(*workbench);
        const std::vector<records::FoundCheckpoint> trained = scoring::findCheckpoints(at("runs").toStdString());
        QCOMPARE(trained.size(), std::size_t(1));

        // Evaluate: what it was trained on is offered as it was mapped; a copy is mapped anew.
        QVERIFY(workbench->window().evaluateModels({QString::fromStdString(trained.front().run.string())}));
        auto& evaluate = *workbench->window().findChild<EvaluatePage*>();
        QTRY_VERIFY_WITH_TIMEOUT(!evaluate.isBusy(), 20000);
        QCOMPARE(evaluate.choice().checkpoints.size(), std::size_t(1));
        const QString copy = at("copy.parquet");
        QVERIFY(QFile::copy(file, copy));
        drop(evaluate, copy);
        QTRY_COMPARE_WITH_TIMEOUT(evaluate.datasets()->checkedPaths(), QStringList{copy}, 10000);
        choose(*evaluate.datasetsCard()->mapping(), data::ColumnRole::chosen, "better");
        choose(*evaluate.datasetsCard()->mapping(), data::ColumnRole::rejected, "worse");
        QCOMPARE(evaluate.choice().datasets.front().columns, std::string("chosen=better,rejected=worse"));
        evaluate.datasets()->checkOnly({file});
        QCOMPARE(evaluate.choice().datasets.front().columns, std::string("chosen=better,rejected=worse"));
        evaluate.datasets()->checkOnly({file, copy});
        QTRY_VERIFY_WITH_TIMEOUT(!evaluate.isBusy(), 20000);
        evaluate.start();
        QTRY_VERIFY_WITH_TIMEOUT(workbench->jobs().hasActiveJobs(), 10000);
        waitForJobs(*workbench);
        const QString evaluated = workbench->jobs().statuses().back().folder;
        data::JsonRowReader reader(evaluated.toStdString());
        Json row;
        QVERIFY(reader.next(row));
        QVERIFY2(row.contains("chosen") && row.contains("topic"), row.dump().c_str());

        // Inspect: every pair is a dialogue.
        QVERIFY(workbench->window().openPath(evaluated));
        auto& inspect = *workbench->window().findChild<InspectPage*>();
        QTRY_VERIFY_WITH_TIMEOUT(!inspect.isLoading() && inspect.columns() != nullptr, 20000);
        QCOMPARE(inspect.columns()->inspection().size(), std::size_t(24));
        QTRY_VERIFY(inspect.responses()->list()->selected().has_value());
        QVERIFY(inspect.responses()->conversation()->view()->first()->plainText().contains(QStringLiteral("It is")));

        // The same text, entered by hand, has the same score.
        inspect.tabs()->setCurrentIndex(1);
        ScoreTextView& view = *inspect.scoreText();
        QTRY_COMPARE_WITH_TIMEOUT(view.checkpoints()->count(), 1, 20000);
        QVERIFY(!view.templateButton()->isVisible());
        view.checkpoints()->item(0)->setCheckState(Qt::Checked);
        QCOMPARE(view.form()->currentText(), QStringLiteral("Messages"));
        QVERIFY2(view.templateButton()->isVisible(), "its model was trained on messages");
        view.prompt()->setPlainText(QStringLiteral("System: Be brief.\n\nHuman: What is 0 and 1?"));
        view.response(0)->setPlainText(QStringLiteral("It is 1."));
        view.response(1)->setPlainText(QStringLiteral("Who knows?"));
        inspect.start();
        QTRY_VERIFY_WITH_TIMEOUT(workbench->jobs().hasActiveJobs(), 10000);
        waitForJobs(*workbench);
        const auto entered = evaluation::scoredTextFile(workbench->jobs().statuses().back().folder.toStdString());
        data::JsonRowReader scores(entered);
        Json scored;
        QVERIFY(scores.next(scored));
        QCOMPARE(scored.items().begin().key(), std::string("prompt"));
        const Json& outputs = std::prev(scored.end()).value();
        // To the last digits: rows that are scored together are another sum.
        for (const auto& [response, column] :
            {std::pair(0, "reward_output_chosen"), std::pair(1, "reward_output_rejected")}) {
            const auto byHand = outputs.at(std::size_t(response)).get<std::vector<double>>();
            const auto ofTheRow = row.at(column).get<std::vector<double>>();
            QCOMPARE(byHand.size(), ofTheRow.size());
            QVERIFY2(std::abs(byHand.front() - ofTheRow.front()) < 1e-5, column);
        }
    }
};

DPL_UI_TEST(TestMessagesCourse)
#include "tst_messages_course.moc"
