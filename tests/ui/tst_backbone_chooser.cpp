#include "backbone/backbone_card.hpp"
#include "backbones/backbone_card_view.hpp"
#include "backbones/backbone_chooser.hpp"
#include "backbones/backbone_dialog.hpp"
#include "backbones/places_card.hpp"
#include "base/format.hpp"
#include "base/theme.hpp"
#include "models/backbone_model.hpp"
#include "models/places_model.hpp"
#include "no_places.hpp"
#include "pretended_devices.hpp"
#include "settings/settings.hpp"
#include "shell/command_palette.hpp"
#include "shell/settings_dialog.hpp"
#include "shell/workbench.hpp"
#include "ui/pictures.hpp"
#include "ui_test.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/fact_table.hpp"
#include "widgets/notice.hpp"
#include "widgets/wrapped_text.hpp"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

using namespace dpl;
using namespace dpl::ui;

/// Drives the backbone chooser as a user does, on the models of the fixtures and on broken copies of them.
class TestBackboneChooser : public QObject {
    Q_OBJECT

private:
    static QString fixtures() { return QStringLiteral(DPL_FIXTURES "/models"); }
    static QString fixture(const QString& name) { return fixtures() + QLatin1Char('/') + name; }

    QString inFolder(const QString& name) const { return m_folder->filePath(name); }

    std::unique_ptr<Settings> settingsWith(const QStringList& places)
    {
        auto settings = std::make_unique<Settings>(inFolder(QStringLiteral("settings.ini")));
        settings->setValue(known::backbonePlaces(), places);
        return settings;
    }

    static void showAndScan(BackboneChooser& chooser)
    {
        QSignalSpy scanned(&chooser, &BackboneChooser::scanned);
        chooser.resize(1100, 720);
        chooser.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chooser));
        QTRY_VERIFY_WITH_TIMEOUT(!scanned.isEmpty(), 30000);
        QVERIFY(scanned.first().first().toBool());
    }

    static void waitForScan(const BackboneChooser& chooser) { QTRY_VERIFY_WITH_TIMEOUT(!chooser.isScanning(), 30000); }

    /// A copy of a fixture, to be broken.
    QString copyOf(const QString& name, const QString& as) const
    {
        const QString target = inFolder(as);
        [&] { QVERIFY(QDir().mkpath(target)); }();
        for (const QString& file : QDir(fixture(name)).entryList(QDir::Files)) {
            const QString copy = target + QLatin1Char('/') + file;
            [&] { QVERIFY(QFile::copy(fixture(name) + QLatin1Char('/') + file, copy)); }();
            QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
        }
        return target;
    }

    static QByteArray contentOf(const QString& path)
    {
        QFile file(path);
        [&] { QVERIFY(file.open(QIODevice::ReadOnly)); }();
        return file.readAll();
    }

    static void write(const QString& path, const QByteArray& content)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(content), content.size());
    }

    /// Folder `broken` with one model of an unknown type and one whose weights end early.
    void makeBrokenModels() const
    {
        const QString unknown = copyOf(QStringLiteral("tiny-llama"), QStringLiteral("broken/unknown-type"));
        QByteArray config = contentOf(unknown + QStringLiteral("/config.json"));
        QVERIFY(config.contains("\"model_type\": \"llama\""));
        config.replace("\"model_type\": \"llama\"", "\"model_type\": \"mamba\"");
        write(unknown + QStringLiteral("/config.json"), config);
        const QString cut = copyOf(QStringLiteral("tiny-qwen2"), QStringLiteral("broken/cut-short"));
        const QByteArray weights = contentOf(cut + QStringLiteral("/model.safetensors"));
        write(cut + QStringLiteral("/model.safetensors"), weights.left(weights.size() / 2));
    }

    /// Of all rows: "a, b, c".
    static QString names(const BackboneChooser& chooser)
    {
        QStringList names;
        const QAbstractItemModel* model = chooser.list()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            names.append(model->index(row, 0).data().toString());
        }
        return names.join(QStringLiteral(", "));
    }

    static QPushButton* button(const QWidget& parent, const QString& text)
    {
        for (QPushButton* button : parent.findChildren<QPushButton*>()) {
            if (button->text() == text) {
                return button;
            }
        }
        return nullptr;
    }

    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        qputenv("HF_HUB_CACHE", QFile::encodeName(inFolder(QStringLiteral("hub"))));
        applyTheme(Theme::light());
    }

    void listsTheFixturesAndShowsTheirNumbers()
    {
        const auto settings = settingsWith({fixtures()});
        BackboneChooser chooser(*settings);
        const QAbstractItemModelTester tester(&chooser.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester filtered(
            chooser.list()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        showAndScan(chooser);
        QCOMPARE(names(chooser),
            QStringLiteral("tiny-gpt2, tiny-gpt2-hubkeys, tiny-llama, tiny-llama-bin, tiny-llama-sharded, tiny-llama3, "
                           "tiny-mistral, tiny-qwen2"));
        QCOMPARE(chooser.selectedPath(), fixture(QStringLiteral("tiny-gpt2")));

        chooser.select(fixture(QStringLiteral("tiny-mistral")));
        const BackboneCardView& view = *chooser.cardView();
        const backbone::BackboneCard card =
            backbone::describeBackbone(fixture(QStringLiteral("tiny-mistral")).toStdString());
        QVERIFY2(card.isUsable(), card.error.c_str());
        const auto shape = [&view](const char* name) { return view.shape()->value(QLatin1String(name)); };
        QCOMPARE(shape("Family"), QStringLiteral("Mistral"));
        QCOMPARE(shape("Layers"), QStringLiteral("3"));
        QCOMPARE(shape("Hidden size"), QStringLiteral("64"));
        QCOMPARE(shape("Attention heads"), QString::number(card.config.heads));
        QCOMPARE(shape("Key and value heads"), QString::number(card.config.keyValueHeads));
        QCOMPARE(shape("Vocabulary"), QStringLiteral("512 tokens"));
        QCOMPARE(shape("Parameters"), QString::fromStdString(formatCount(card.parameters)));
        QVERIFY(shape("Context").endsWith(QStringLiteral(" tokens")));
        QCOMPARE(view.weights()->value(QStringLiteral("Format")), QStringLiteral("safetensors"));
        QVERIFY(!card.storedTypes.empty());
        for (const auto& [type, bytes] : card.storedTypes) {
            QCOMPARE(view.weights()->value(QString::fromStdString(type)), QString::fromStdString(formatBytes(bytes)));
        }
        const QString scoring = QStringLiteral("To score a text of 1,024 tokens");
        const QString training = QStringLiteral("To train on 2 comparisons of 1,024 tokens per side");
        QCOMPARE(view.memory()->value(scoring, 0), QString::fromStdString(formatBytes(card.scoringBytes)));
        QCOMPARE(view.memory()->value(scoring, 1), QString::fromStdString(formatBytes(card.storedScoringBytes)));
        QCOMPARE(view.memory()->value(training, 0), QString::fromStdString(formatBytes(card.trainingBytes)));
        QCOMPARE(view.memory()->value(training, 1), QString::fromStdString(formatBytes(card.storedTrainingBytes)));
        QCOMPARE(view.tokenizer()->value(QStringLiteral("Kind")), QStringLiteral("none"));
        QCOMPARE(view.notes().size(), qsizetype(card.warnings.size()));
        QVERIFY(view.notes().first().startsWith(QStringLiteral("No tokenizer")));
        QVERIFY(view.error()->isHidden());

        chooser.select(fixture(QStringLiteral("tiny-gpt2")));
        QCOMPARE(view.shape()->value(QStringLiteral("Family")), QStringLiteral("GPT-2"));
        QCOMPARE(view.tokenizer()->value(QStringLiteral("Kind")), QStringLiteral("byte-level BPE"));
        QCOMPARE(view.tokenizer()->value(QStringLiteral("Tokens")), QStringLiteral("600"));
        const auto state = chooser.places()->model().index(0).data(PlacesModel::StateTextRole).toString();
        QCOMPARE(state, QStringLiteral("8 backbones"));
    }

    void saysWhatIsWrongWithABrokenOne()
    {
        makeBrokenModels();
        // Not found by the search, for it has no weights; named as a place, it is explained.
        const QString weightless = copyOf(QStringLiteral("tiny-llama"), QStringLiteral("weightless"));
        QVERIFY(QFile::remove(weightless + QStringLiteral("/model.safetensors")));
        const auto settings = settingsWith({inFolder(QStringLiteral("broken")), weightless});
        BackboneChooser chooser(*settings);
        showAndScan(chooser);
        QCOMPARE(names(chooser), QStringLiteral("cut-short, unknown-type, weightless"));
        QSignalSpy chosen(&chooser, &BackboneChooser::chosen);

        chooser.select(inFolder(QStringLiteral("broken/unknown-type")));
        const Notice& error = *chooser.cardView()->error();
        QVERIFY(!error.isHidden());
        QCOMPARE(error.tone(), Tone::bad);
        QVERIFY2(error.text().contains(QStringLiteral("mamba")), qPrintable(error.text()));
        QVERIFY(error.findChild<WrappedText*>()->textInteractionFlags() & Qt::TextSelectableByKeyboard);
        QVERIFY(chooser.cardView()->memory()->parentWidget()->isHidden());
        QVERIFY(chooser.cardView()->shape()->isEmpty());

        chooser.select(inFolder(QStringLiteral("broken/cut-short")));
        QVERIFY2(error.text().contains(QStringLiteral("model.safetensors")), qPrintable(error.text()));
        QCOMPARE(chooser.cardView()->shape()->value(QStringLiteral("Layers")), QStringLiteral("3"));
        QVERIFY(chooser.cardView()->shape()->value(QStringLiteral("Parameters")).isEmpty());
        QTest::keyClick(chooser.list(), Qt::Key_Return);
        QVERIFY(chosen.isEmpty());

        chooser.select(weightless);
        QVERIFY2(error.text().contains(QStringLiteral("weightless")), qPrintable(error.text()));

        // Repaired, it is read again on request.
        chooser.select(inFolder(QStringLiteral("broken/cut-short")));
        QVERIFY(QFile::remove(inFolder(QStringLiteral("broken/cut-short/model.safetensors"))));
        QVERIFY(QFile::copy(fixture(QStringLiteral("tiny-qwen2/model.safetensors")),
            inFolder(QStringLiteral("broken/cut-short/model.safetensors"))));
        QTest::keyClick(chooser.list(), Qt::Key_F5);
        QVERIFY(chooser.isScanning());
        waitForScan(chooser);
        QCOMPARE(chooser.selectedPath(), inFolder(QStringLiteral("broken/cut-short")));
        QVERIFY(error.isHidden());
        QTest::keyClick(chooser.list(), Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().first().toString(), inFolder(QStringLiteral("broken/cut-short")));
    }

    void findsTheHuggingFaceCache()
    {
        const QString snapshot = QStringLiteral("hub/models--ada--tiny-gpt2/snapshots/0123abcd");
        copyOf(QStringLiteral("tiny-gpt2"), snapshot);
        copyOf(QStringLiteral("tiny-gpt2"), QStringLiteral("hub/models--ada--tiny-gpt2/snapshots/older"));
        QVERIFY(QDir().mkpath(inFolder(QStringLiteral("hub/models--ada--tiny-gpt2/refs"))));
        write(inFolder(QStringLiteral("hub/models--ada--tiny-gpt2/refs/main")), "0123abcd");
        Settings settings(inFolder(QStringLiteral("settings.ini"))); // the default places
        BackboneChooser chooser(settings);
        showAndScan(chooser);
        QCOMPARE(names(chooser), QStringLiteral("ada/tiny-gpt2"));
        QCOMPARE(chooser.selectedPath(), inFolder(snapshot));
        QCOMPARE(chooser.places()->model().index(0).data().toString(), QStringLiteral("Hugging Face cache"));
    }

    void aBackboneIsListedOnceWhateverLeadsToIt()
    {
        copyOf(QStringLiteral("tiny-gpt2"), QStringLiteral("place/a"));
        QVERIFY(QFile::link(inFolder(QStringLiteral("place/a")), inFolder(QStringLiteral("place/latest"))));
        QVERIFY(QFile::link(inFolder(QStringLiteral("place")), inFolder(QStringLiteral("place/itself"))));
        const auto settings = settingsWith({inFolder(QStringLiteral("place")), inFolder(QStringLiteral("place/a"))});
        BackboneChooser chooser(*settings);
        showAndScan(chooser);
        QCOMPARE(names(chooser), QStringLiteral("a"));
    }

    void searches()
    {
        const auto settings = settingsWith({fixtures()});
        BackboneChooser chooser(*settings);
        showAndScan(chooser);
        chooser.list()->setFocus();
        QTest::keyClick(chooser.list(), Qt::Key_F, Qt::ControlModifier);
        QTRY_COMPARE(QApplication::focusWidget(), chooser.search());
        QTest::keyClicks(chooser.search(), QStringLiteral("llama bin"));
        QCOMPARE(names(chooser), QStringLiteral("tiny-llama-bin"));
        QCOMPARE(chooser.selectedPath(), fixture(QStringLiteral("tiny-llama-bin")));
        QTest::keyClicks(chooser.search(), QStringLiteral(" of nothing"));
        QVERIFY(names(chooser).isEmpty());
        QVERIFY(chooser.selectedPath().isEmpty());
        QTest::keyClick(chooser.search(), Qt::Key_Escape);
        QVERIFY(chooser.search()->text().isEmpty());
        QCOMPARE(chooser.list()->model()->rowCount(), 8);
        QVERIFY(!chooser.selectedPath().isEmpty());
        // From the field, the arrows go through the list.
        chooser.select(fixture(QStringLiteral("tiny-gpt2")));
        QTest::keyClick(chooser.search(), Qt::Key_Down);
        QCOMPARE(chooser.selectedPath(), fixture(QStringLiteral("tiny-gpt2-hubkeys")));
        QTest::keyClick(chooser.search(), Qt::Key_Up);
        QCOMPARE(chooser.selectedPath(), fixture(QStringLiteral("tiny-gpt2")));
    }

    void addsAndRemovesPlacesForGood()
    {
        const QString gguf = QStringLiteral(DPL_FIXTURES "/gguf/tiny-llama-quantized.gguf");
        {
            const auto settings = settingsWith({});
            BackboneChooser chooser(*settings);
            showAndScan(chooser);
            auto* empty = chooser.findChild<EmptyState*>();
            QVERIFY(empty && empty->isVisible());
            QTest::mouseClick(empty->button(), Qt::LeftButton);
            auto* dialog = chooser.findChild<QFileDialog*>();
            QVERIFY(dialog);
            Q_EMIT dialog->fileSelected(fixtures());
            dialog->close();
            waitForScan(chooser);
            QCOMPARE(chooser.list()->model()->rowCount(), 8);
            QVERIFY(!empty->isVisible());

            chooser.places()->addPlace(gguf);
            waitForScan(chooser);
            QCOMPARE(chooser.list()->model()->rowCount(), 9);
            QCOMPARE(chooser.selectedPath(), gguf); // a place that is one backbone is shown
            QVERIFY(chooser.cardView()->weights()->value(QStringLiteral("Format")).startsWith(QStringLiteral("GGUF")));
            chooser.places()->addPlace(gguf); // no second time
            QCOMPARE(settings->value(known::backbonePlaces()), QStringList({fixtures(), gguf}));
        }
        {
            Settings settings(inFolder(QStringLiteral("settings.ini")));
            QCOMPARE(settings.value(known::backbonePlaces()), QStringList({fixtures(), gguf}));
            BackboneChooser chooser(settings);
            showAndScan(chooser);
            QCOMPARE(chooser.list()->model()->rowCount(), 9);
            auto* remove = button(chooser, QStringLiteral("Remove place"));
            QVERIFY(!remove->isEnabled());
            chooser.places()->list()->setCurrentIndex(chooser.places()->model().index(0));
            QVERIFY(remove->isEnabled());
            QTest::mouseClick(remove, Qt::LeftButton);
            waitForScan(chooser);
            QCOMPARE(names(chooser), QStringLiteral("tiny-llama-quantized.gguf"));
            QTest::keyClick(chooser.places()->list(), Qt::Key_Delete);
            waitForScan(chooser);
            QVERIFY(names(chooser).isEmpty());
            QVERIFY(QFile::exists(gguf));
        }
        // No places are no places, not the default ones.
        Settings settings(inFolder(QStringLiteral("settings.ini")));
        QVERIFY(settings.value(known::backbonePlaces()).isEmpty());
        BackboneChooser chooser(settings);
        showAndScan(chooser);
        QTest::mouseClick(button(chooser, QStringLiteral("Add Hugging Face cache")), Qt::LeftButton);
        QCOMPARE(settings.value(known::backbonePlaces()), QStringList{QString(huggingFacePlace)});
        waitForScan(chooser);
        QCOMPARE(chooser.places()->model().index(0).data(PlacesModel::StateTextRole).toString(),
            QStringLiteral("not found"));
    }

    void stopsWhenAsked()
    {
        const auto settings = settingsWith({fixtures()});
        BackboneChooser chooser(*settings);
        QSignalSpy scanned(&chooser, &BackboneChooser::scanned);
        // No worker is free before the stop.
        QThreadPool& pool = *QThreadPool::globalInstance();
        QSemaphore free;
        for (int i = 0; i < pool.maxThreadCount(); ++i) {
            pool.start([&free] { free.acquire(); });
        }
        chooser.show();
        QVERIFY(chooser.isScanning());
        QVERIFY(button(chooser, QStringLiteral("Stop")));
        chooser.stopScan();
        free.release(pool.maxThreadCount());
        QTRY_COMPARE(scanned.size(), 1);
        QVERIFY(!scanned.first().first().toBool());
        QVERIFY(names(chooser).isEmpty());
        QTest::mouseClick(button(chooser, QStringLiteral("Rescan")), Qt::LeftButton);
        waitForScan(chooser);
        QCOMPARE(chooser.list()->model()->rowCount(), 8);
        // Another scan in the middle of one replaces it; so does the end of the chooser.
        chooser.rescan();
        chooser.rescan();
        waitForScan(chooser);
        QCOMPARE(scanned.size(), 3);
        auto short_ = std::make_unique<BackboneChooser>(*settings);
        short_->show();
        short_.reset();
        QTest::qWait(50);
    }

    void copiesThePath()
    {
        const auto settings = settingsWith({fixtures()});
        BackboneChooser chooser(*settings);
        showAndScan(chooser);
        chooser.select(fixture(QStringLiteral("tiny-llama3")));
        for (QAbstractButton* copy : chooser.cardView()->findChildren<QAbstractButton*>()) {
            if (copy->accessibleName() == QStringLiteral("Copy the path")) {
                QTest::mouseClick(copy, Qt::LeftButton);
            }
        }
        QCOMPARE(QApplication::clipboard()->text(), fixture(QStringLiteral("tiny-llama3")));
    }

    void everyControlHasANameAndATooltip()
    {
        const auto settings = settingsWith({fixtures()});
        BackboneDialog dialog(*settings);
        dialog.show();
        QTRY_VERIFY(!dialog.chooser()->isScanning());
        int checked = 0;
        for (const QWidget* widget : dialog.findChildren<QWidget*>()) {
            const bool isControl = qobject_cast<const QPushButton*>(widget) || qobject_cast<const QLineEdit*>(widget)
                || qobject_cast<const QListView*>(widget);
            if (isControl && !widget->objectName().startsWith(QStringLiteral("qt_"))) {
                ++checked;
                QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
                QVERIFY2(!widget->toolTip().isEmpty() || qobject_cast<const QListView*>(widget),
                    qPrintable(widget->accessibleName()));
            }
        }
        QVERIFY(checked >= 10);
    }

    void theDialogKeepsTheChoice()
    {
        makeBrokenModels();
        const auto settings = settingsWith({fixtures(), inFolder(QStringLiteral("broken"))});
        {
            BackboneDialog dialog(*settings);
            QSignalSpy chosen(&dialog, &BackboneDialog::chosen);
            dialog.show();
            QTRY_VERIFY(!dialog.chooser()->isScanning());
            dialog.chooser()->select(inFolder(QStringLiteral("broken/cut-short")));
            QVERIFY(!dialog.chooseButton()->isEnabled());
            QVERIFY(dialog.chooseButton()->toolTip().contains(QStringLiteral("cannot be used")));
            dialog.accept();
            QVERIFY(dialog.isVisible());
            dialog.chooser()->select(fixture(QStringLiteral("tiny-qwen2")));
            QVERIFY(dialog.chooseButton()->isEnabled());
            QTest::keyClick(dialog.chooser()->list(), Qt::Key_Return);
            QVERIFY(!dialog.isVisible());
            QCOMPARE(chosen.size(), 1);
            QCOMPARE(chosen.first().first().toString(), fixture(QStringLiteral("tiny-qwen2")));
        }
        QCOMPARE(settings->value(known::backbone()), fixture(QStringLiteral("tiny-qwen2")));
        BackboneDialog dialog(*settings);
        dialog.show();
        QTRY_COMPARE(dialog.chooser()->selectedPath(), fixture(QStringLiteral("tiny-qwen2")));
        waitForScan(*dialog.chooser());
        QCOMPARE(dialog.chooser()->selectedPath(), fixture(QStringLiteral("tiny-qwen2")));
        dialog.chooser()->search()->setText(QStringLiteral("gpt2"));
        QTest::keyClick(dialog.chooser()->search(), Qt::Key_Escape); // the search
        QVERIFY(dialog.isVisible());
        QTest::keyClick(dialog.chooser()->search(), Qt::Key_Escape); // the dialog
        QVERIFY(!dialog.isVisible());
        QCOMPARE(settings->value(known::backbone()), fixture(QStringLiteral("tiny-qwen2")));
    }

    void isReachedFromSettingsAndPalette()
    {
        settingsWith({fixtures()});
        Workbench workbench(inFolder(QStringLiteral("settings.ini")));
        MainWindow& window = workbench.window();
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.showPalette();
        auto* palette = window.findChild<CommandPalette*>();
        QTest::keyClicks(palette->field(), QStringLiteral("backbone"));
        QTest::keyClick(palette->field(), Qt::Key_Return);
        auto* dialog = window.findChild<BackboneDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->reject();
        QTRY_VERIFY(window.findChild<BackboneDialog*>() == nullptr);

        window.showSettings();
        auto* settings = window.findChild<SettingsDialog*>();
        QTest::mouseClick(settings->chooseBackboneButton(), Qt::LeftButton);
        dialog = settings->findChild<BackboneDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->chooser()->select(fixture(QStringLiteral("tiny-llama")));
        QTRY_VERIFY(dialog->chooseButton()->isEnabled()
            && dialog->chooser()->selectedPath().endsWith(QStringLiteral("tiny-llama")));
        QTest::mouseClick(dialog->chooseButton(), Qt::LeftButton);
        QCOMPARE(workbench.settings().value(known::backbone()), fixture(QStringLiteral("tiny-llama")));
        bool shown = false;
        for (const QLabel* label : settings->findChildren<QLabel*>()) {
            shown = shown || label->text().endsWith(QStringLiteral("models/tiny-llama"));
        }
        QVERIFY(shown);
        settings->reject();
    }

    void pictures_data() { test::addLooks(); }

    /// Pictures to look at; what is checked is that they are drawn at all.
    void pictures()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        makeBrokenModels();
        copyOf(QStringLiteral("tiny-gpt2"),
            QStringLiteral("hub/models--openai-community--gpt2/snapshots/607a30d783dfa663caf39e06633721c8d4cfcd7e"));
        applyTheme(dark ? Theme::dark() : Theme::light());
        const auto settings = settingsWith(
            {QString(huggingFacePlace), fixtures(), QStringLiteral(DPL_FIXTURES "/gguf/tiny-llama-quantized.gguf"),
                inFolder(QStringLiteral("broken")), QStringLiteral("/data/models of last year")});
        settings->setValue(known::backbone(), fixture(QStringLiteral("tiny-llama")));
        const auto picture = [](QWidget& widget, const char* state) {
            QTest::qWait(50);
            test::savePicture(widget, QStringLiteral("backbones-") + QLatin1String(state));
        };
        BackboneDialog dialog(*settings);
        dialog.resize(size);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QTRY_VERIFY(!dialog.chooser()->isScanning());
        picture(dialog, "usable");
        dialog.chooser()->select(QStringLiteral(DPL_FIXTURES "/gguf/tiny-llama-quantized.gguf"));
        picture(dialog, "gguf");
        dialog.chooser()->select(inFolder(QStringLiteral("broken/unknown-type")));
        picture(dialog, "broken");
        dialog.chooser()->list()->setFocus(Qt::TabFocusReason);
        dialog.chooser()->search()->setText(QStringLiteral("zebra"));
        picture(dialog, "no-match");
        dialog.chooser()->search()->clear();
        if (size.width() == 1280) {
            dialog.resize(dialog.minimumSize());
            dialog.chooser()->select(inFolder(QStringLiteral("broken/cut-short")));
            picture(dialog, "smallest");
            dialog.resize(size);
        }
        settings->setValue(known::backbonePlaces(), {QString(huggingFacePlace), fixtures()});
        dialog.chooser()->rescan();
        bool caught = false;
        connect(&dialog.chooser()->model(), &QAbstractItemModel::dataChanged, this, [&] {
            if (!caught) {
                caught = true;
                QCoreApplication::sendPostedEvents(dialog.chooser());
                test::savePicture(dialog, QStringLiteral("backbones-scanning"));
            }
        });
        QTRY_VERIFY(!dialog.chooser()->isScanning());
        QVERIFY(caught);
        settings->setValue(known::backbonePlaces(), {QStringLiteral("/data/models of last year")});
        QTRY_VERIFY(!dialog.chooser()->isScanning());
        picture(dialog, "empty");
        DeviceModel devices(test::finds(test::cpuAlone));
        WhereModel places(test::noPlaces());
        SettingsDialog settingsDialog(*settings, devices, places);
        settingsDialog.show();
        picture(settingsDialog, "settings");
    }
};

DPL_UI_TEST(TestBackboneChooser)
#include "tst_backbone_chooser.moc"
