#include "base/files.hpp"
#include "base/json.hpp"
#include "data/json_rows.hpp"
#include "demo/demo.hpp"
#include "jobs/job_queue.hpp"
#include "models/checkpoint_model.hpp"
#include "models/dataset_model.hpp"
#include "models/run_index.hpp"
#include "no_places.hpp"
#include "pages/evaluate/evaluate_page.hpp"
#include "pages/evaluate/models_card.hpp"
#include "pages/inspect/inspect_page.hpp"
#include "pages/inspect/model_chips.hpp"
#include "pages/inspect/score_text_view.hpp"
#include "pretended_devices.hpp"
#include "scoring/find_checkpoints.hpp"
#include "settings/settings.hpp"
#include "training/training_run.hpp"
#include "ui_test.hpp"
#include "widgets/label_choices.hpp"
#include "widgets/notice.hpp"
#include "widgets/notice_row.hpp"
#include "widgets/segmented_control.hpp"

#include <QComboBox>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace dpl;
using namespace dpl::ui;

/// Reward models as others publish them, beside one that the test trains: in Evaluate, Inspect and Score text.
class TestPublishedModels : public QObject {
    Q_OBJECT

private:
    static std::filesystem::path foreign(const char* name)
    {
        return std::filesystem::path(DPL_FIXTURES) / "foreign" / name;
    }

    QString published(const char* name) const
    {
        return m_folder.path() + QStringLiteral("/published/") + QString::fromLatin1(name);
    }

    struct Session {
        explicit Session(const QString& folder) : settings(folder + QStringLiteral("/settings.ini"))
        {
            settings.setValue(known::runsFolder(), folder + QStringLiteral("/runs"));
            settings.setValue(known::threads(), 2);
        }

        Settings settings;
        JobQueue queue;
        RunIndex index{settings, queue, {scoring::foundCheckpoints()}};
        DeviceModel devices{test::finds(test::cpuAlone)};
        WhereModel places{test::noPlaces()};
    };

    static QStringList titles(const CheckpointModel& models)
    {
        QStringList titles;
        for (int row = 0; row < models.rowCount(); ++row) {
            titles << models.index(row, CheckpointModel::model).data().toString();
        }
        titles.sort();
        return titles;
    }

    static QPushButton* startButton(const EvaluatePage& page)
    {
        for (auto* button : page.findChildren<QPushButton*>()) {
            if (button->text().startsWith(QStringLiteral("Evaluate"))) {
                return button;
            }
        }
        return nullptr;
    }

    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        const std::filesystem::path folder = m_folder.path().toStdString();
        demo::writeDemo(0, folder / "runs/data");
        training::TrainingParams params;
        params.modelName = (folder / "runs/data/tiny-llama").string();
        params.dataPath = (folder / "runs/data/preferences").string();
        params.rewardModelType = "mean_and_variance";
        params.trainDatasetSize = 16;
        params.evalSteps = 0;
        dpl::Observer observer;
        const auto run = training::runInFolder(
            params, {2, false, "cpu"}, folder / "runs/exp/both/own", training::RunStart::continueOrBegin, observer, {});
        QVERIFY(run.result.finished);
        for (const char* name : {"value-head-trl", "value-head-openrlhf", "classifier-labels"}) {
            std::filesystem::create_directories(folder / "published");
            std::filesystem::copy(foreign(name) / "model", folder / "published" / name);
        }
    }

    void areEvaluatedBesideOwnOnes()
    {
        Session session(m_folder.path());
        EvaluatePage page(session.settings, session.queue, session.index, session.devices, session.places);
        page.resize(1100, 780);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(!page.isBusy(), 20000);
        QCOMPARE(page.checkpoints()->rowCount(), 1); // the demo's backbone is no reward model
        page.modelsCard()->addFolder(m_folder.path() + QStringLiteral("/published"));
        QTRY_COMPARE_WITH_TIMEOUT(page.checkpoints()->rowCount(), 4, 20000);
        QCOMPARE(titles(*page.checkpoints()),
            (QStringList{QStringLiteral("both · mean and variance · seed 0"),
                QStringLiteral("reward model · classifier-labels"),
                QStringLiteral("reward model · value-head-openrlhf"),
                QStringLiteral("reward model · value-head-trl")}));
        page.checkpoints()->setAllChecked(true);
        for (const auto& dataset : page.datasets()->datasets()) {
            if (dataset.kind == evaluation::DatasetKind::comparisons) {
                page.datasets()->checkOnly({QString::fromStdString(dataset.path.string())});
            }
        }
        page.findChild<QSpinBox*>()->setValue(12);

        // The classifier asks which of its labels is the reward.
        LabelChoices& labels = *page.modelsCard()->labels();
        QCOMPARE(labels.count(), 1);
        QVERIFY(labels.isVisible());
        QTRY_VERIFY(!page.isBusy());
        QVERIFY(!startButton(page)->isEnabled());
        QVERIFY(
            startButton(page)->toolTip().contains(QStringLiteral("which label of classifier-labels is the reward")));
        page.start();
        QVERIFY(!session.queue.hasActiveJobs());
        QCOMPARE(labels.chooser(0)->itemText(2), QStringLiteral("safety"));
        labels.chooser(0)->setCurrentIndex(2);
        QVERIFY(startButton(page)->isEnabled());
        page.start();
        QCOMPARE(session.queue.statuses().size(), 4);
        QTRY_VERIFY_WITH_TIMEOUT(!session.queue.hasActiveJobs(), 120000);
        QStringList files;
        for (const JobStatus& status : session.queue.statuses()) {
            QVERIFY2(status.state == JobState::finished, qPrintable(status.message));
            files << status.folder;
        }

        // Inspect shows them beside each other.
        InspectPage inspect(session.settings, session.queue, session.index, session.devices);
        inspect.resize(1100, 740);
        inspect.show();
        inspect.openFiles(files, false);
        QTRY_VERIFY_WITH_TIMEOUT(inspect.columns() != nullptr && !inspect.isLoading(), 20000);
        QCOMPARE(inspect.files().size(), 4);
        QCOMPARE(inspect.columns()->inspection().size(), std::size_t(12));
        QVERIFY(inspect.models()->chosenNames().size() >= 3);
        inspect.close();
    }

    void theChoiceOfALabelIsKept()
    {
        Session session(m_folder.path());
        EvaluatePage page(session.settings, session.queue, session.index, session.devices, session.places);
        page.show();
        QTRY_COMPARE_WITH_TIMEOUT(page.checkpoints()->rowCount(), 4, 20000);
        page.checkpoints()->checkOnly({published("classifier-labels")});
        QCOMPARE(page.modelsCard()->labels()->chooser(0)->currentText(), QStringLiteral("safety"));
        QCOMPARE(page.choice().checkpoints.at(0).rewardLabel, std::string("safety"));
        page.checkpoints()->checkOnly({published("value-head-trl")});
        QVERIFY(!page.modelsCard()->labels()->isVisible());
    }

    void scoreATextBesideOwnOnes()
    {
        Session session(m_folder.path());
        InspectPage page(session.settings, session.queue, session.index, session.devices);
        page.resize(1100, 740);
        page.show();
        page.tabs()->setCurrentIndex(1);
        ScoreTextView& view = *page.scoreText();
        QTRY_COMPARE_WITH_TIMEOUT(view.checkpoints()->count(), 1, 20000);
        view.addFrom(m_folder.path()); // no model
        QTRY_VERIFY(view.findChild<Notice*>()->text().contains(QStringLiteral("cannot be used")));
        view.addFrom(published("value-head-openrlhf"));
        QTRY_COMPARE(view.checkpoints()->count(), 2);
        view.addFrom(published("classifier-labels"));
        QTRY_COMPARE(view.checkpoints()->count(), 3);
        view.checkpoints()->item(0)->setCheckState(Qt::Checked);
        view.prompt()->setPlainText(QStringLiteral("How do tides work?"));
        view.response(0)->setPlainText(QStringLiteral("The moon pulls at the sea."));
        view.response(1)->setPlainText(QStringLiteral("I will not say."));
        view.scoreButton()->click();
        QVERIFY2(view.findChild<Notice*>()->text().contains(QStringLiteral("classifier-labels is the reward")),
            qPrintable(view.findChild<Notice*>()->text()));
        QCOMPARE(view.labels()->count(), 1);
        view.labels()->chooser(0)->setCurrentIndex(1);
        const evaluation::ScoredText text = view.text();
        QCOMPARE(text.rewardLabels, (std::vector<std::string>{"all", "all", "helpfulness"}));
        QCOMPARE(evaluation::ScoredText::fromJson(text.toJson(), "test").rewardLabels, text.rewardLabels);
        const qsizetype before = page.files().size(); // of the session before
        page.start();
        auto* scored = page.findChild<NoticeRow*>(QStringLiteral("scored"));
        QTRY_VERIFY_WITH_TIMEOUT(scored->isVisible(), 30000);
        scored->findChild<QPushButton*>()->click();
        QTRY_COMPARE_WITH_TIMEOUT(page.files().size(), before + 1, 30000);
        QTRY_VERIFY(page.columns() != nullptr && !page.isLoading());
        QCOMPARE(page.models()->chosenNames().size(), qsizetype(3));
    }
};

DPL_UI_TEST(TestPublishedModels)
#include "tst_published_models.moc"
