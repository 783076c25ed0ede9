// Pictures of the Train page to look at, of each of its states.

#include "layout_check.hpp"
#include "pages/train/parameter_field.hpp"
#include "pages/train/presets_menu.hpp"
#include "sweep/paper_sweep.hpp"
#include "train_bench.hpp"
#include "ui/pictures.hpp"

#include <QPainter>
#include <QPushButton>
#include <QSemaphore>
#include <QThreadPool>
#include <QToolButton>

using namespace dpl;
using namespace dpl::ui;

class TestTrainLooks : public QObject, test::TrainBench {
    Q_OBJECT

    /// What is shown of the page, once it is laid out, with everything in its place.
    static void savePicture(Workbench& workbench, const char* state)
    {
        QTest::qWait(50);
        const QStringList faults = test::layoutFaults(pageOf(workbench));
        QVERIFY2(faults.isEmpty(), qPrintable(QLatin1String(state) + u'\n' + faults.join(u'\n')));
        test::savePicture(workbench.window(), QStringLiteral("train-") + QLatin1String(state));
    }

    /// Own presets in the menu, as over the window.
    static void saveMenuPicture(Workbench& workbench)
    {
        TrainPage& page = pageOf(workbench);
        const std::string params = page.form()->params().toJson().dump();
        workbench.settings().setValue(known::pagePresets(page.id()),
            QStringLiteral(R"({"three seeds, categorical": %1, "as in the paper, GPT-2": %1})")
                .arg(QString::fromStdString(params)));
        auto* opener = button(page, "Presets");
        auto* menu = page.findChild<PresetsMenu*>();
        menu->popup(opener->mapToGlobal(QPoint(0, opener->height())));
        QTRY_VERIFY(menu->isVisible());
        QLabel picture;
        QPixmap window = workbench.window().grab();
        QPainter(&window).drawPixmap(opener->mapTo(&workbench.window(), QPoint(0, opener->height())), menu->grab());
        picture.setPixmap(window);
        picture.resize(window.size());
        menu->hide();
        test::savePicture(picture, QStringLiteral("train-presets"));
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void looks_data() { test::addLooks(); }

    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        const auto workbench = open();
        workbench->settings().setValue(known::theme(), dark ? ThemeChoice::dark : ThemeChoice::light);
        TrainPage& page = pageOf(*workbench);
        workbench->window().resize(size);
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(button(page, "Stop measuring"), 20000);
        savePicture(*workbench, "measuring");
        QTRY_VERIFY_WITH_TIMEOUT(isMeasured(page), 60000);
        savePicture(*workbench, "demo");

        workbench->jobs().setHeldBack(true);
        page.start();
        QTRY_VERIFY(says(page, QStringLiteral("9 runs are queued.")));
        savePicture(*workbench, "queued");
        workbench->jobs().stopAll();
        QTRY_VERIFY(!workbench->jobs().hasActiveJobs());
        QVERIFY(!says(page, QStringLiteral("queued")));

        for (auto* more : page.form()->findChildren<QToolButton*>())
            more->setChecked(true);
        savePicture(*workbench, "more");
        for (auto* more : page.form()->findChildren<QToolButton*>())
            more->setChecked(false);

        lineEdit(page, "seed")->setText(QStringLiteral("0 1 2"));
        lineEdit(page, "hidden_context_ratio")->setText(QStringLiteral("0 0.25 0.5"));
        QVERIFY(page.preview() == nullptr); // what stands there is never that of other parameters
        box(page, "Head: base")->setChecked(false);
        box(page, "Subsets, one run each: helpful")->setChecked(false);
        box(page, "Subsets, one run each: harmless")->setChecked(false);
        page.form()->setExperiment({});
        QCOMPARE(page.form()->plan().size(), std::size_t(18));
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() && isMeasured(page), 60000);
        savePicture(*workbench, "lists");
        saveMenuPicture(*workbench);

        lineEdit(page, "learning_rate")->setText(QStringLiteral("-1"));
        savePicture(*workbench, "wrong");
        lineEdit(page, "learning_rate")->setText(QStringLiteral("0.001"));

        QSemaphore read; // nothing is read in the background before it is free
        QThreadPool::globalInstance()->setMaxThreadCount(1);
        QThreadPool::globalInstance()->start([&read] { read.acquire(); });
        page.form()->field("train_dataset_size")->setValue(1000);
        QTRY_VERIFY(says(page, QStringLiteral("Reading the dataset…")));
        savePicture(*workbench, "reading");
        lineEdit(page, "data_path")->setText(at("no such folder"));
        read.release();
        QThreadPool::globalInstance()->setMaxThreadCount(QThread::idealThreadCount());
        QTRY_VERIFY(says(page, QStringLiteral("no such folder")));
        savePicture(*workbench, "unreadable");

        page.form()->setExperiment(QStringLiteral("demo"));
        page.usePaper();
        QVERIFY(button(page, "Choose the backbone…"));
        savePicture(*workbench, "paper");
    }

    /// With DPL_TRAIN_MODEL and DPL_TRAIN_DATA naming a backbone and a dataset: what the page says of them.
    void looksOnOwnBackbone()
    {
        const QString model = qEnvironmentVariable("DPL_TRAIN_MODEL");
        if (model.isEmpty())
            QSKIP("DPL_TRAIN_MODEL names no backbone");
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        sweep::SweepParams params;
        params.base = {{"model_name", model.toStdString()},
            {"data_path", qEnvironmentVariable("DPL_TRAIN_DATA").toStdString()}, {"max_length", 512}};
        params.lists = {{"seed", {0}}, {"reward_model_type", {"mean_and_variance"}}, {"data_subset", {"both"}}};
        page.form()->setParams(params);
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 60000);
        for (auto* button : page.findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Measure"))
                button->click();
        }
        QTRY_VERIFY_WITH_TIMEOUT(page.probe().has_value(), 120000);
        QTest::qWait(50);
        test::savePicture(workbench->window(), QStringLiteral("train-own"));
    }
};

DPL_UI_TEST(TestTrainLooks)
#include "tst_train_looks.moc"
