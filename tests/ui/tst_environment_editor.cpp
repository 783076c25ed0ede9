#include "base/error.hpp"
#include "base/files.hpp"
#include "base/theme.hpp"
#include "charts/figure_view.hpp"
#include "named_widget.hpp"
#include "pages/synthetic/environment_document.hpp"
#include "pages/synthetic/environment_editor.hpp"
#include "pages/synthetic/environment_plot.hpp"
#include "synthetic/figures.hpp"
#include "ui/pictures.hpp"
#include "ui_test.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/segmented_control.hpp"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace dpl;
using namespace dpl::synthetic;
using namespace dpl::ui;
using test::named;

namespace {

using Points = std::vector<PiecewiseLinear::Point>;

QByteArray bytesOf(const Json& value)
{
    return QByteArray::fromStdString(value.dump());
}

/// An open editor and its parts.
struct Opened {
    explicit Opened(const Json& environment = "1d") : editor(environment)
    {
        editor.show();
        editor.activateWindow();
        open = QTest::qWaitForWindowActive(&editor);
        settle();
    }

    /// Waits until core has said what it thinks.
    bool settle()
    {
        return QTest::qWaitFor([this] { return accept()->toolTip().size() > 0 && judgedAll(); });
    }

    bool judgedAll()
    {
        const QString problem = judged(editor.document().draft()).problem;
        return accept()->isEnabled() == problem.isEmpty() && (problem.isEmpty() || accept()->toolTip() == problem);
    }

    QPushButton* accept() { return named<QPushButton>(editor, "Use environment"); }
    QAbstractButton* button(const char* name) { return named<QAbstractButton>(editor, name); }
    QTableView* contexts() { return named<QTableView>(editor, "Hidden contexts"); }
    QTableView* points() { return named<QTableView>(editor, "Table of points"); }
    EnvironmentPlot* plot() { return editor.findChild<EnvironmentPlot*>(); }
    QString message() { return named<QLabel>(editor, "Message")->text(); }
    const HiddenContext& context(std::size_t i) { return editor.document().contexts()[i]; }
    const Points& utility(std::size_t i) { return context(i).utility.points(); }

    void type(QTableView* table, int row, int column, const char* text)
    {
        table->setFocus();
        table->setCurrentIndex(table->model()->index(row, column));
        QTest::keyClick(table, Qt::Key_F2);
        QWidget* field = QApplication::focusWidget();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, QLatin1String(text));
        QTest::keyClick(field, Qt::Key_Return);
        QCoreApplication::processEvents(); // delegates commit when the key press is over
    }

    void dragTo(int point, QPointF by, bool release = true)
    {
        const QPoint from = plot()->positionOf(point).toPoint();
        QTest::mousePress(plot(), Qt::LeftButton, {}, from);
        QTest::mouseMove(plot(), from + (by / 2).toPoint());
        QTest::mouseMove(plot(), from + by.toPoint());
        if (release)
            QTest::mouseRelease(plot(), Qt::LeftButton, {}, from + by.toPoint());
    }

    EnvironmentEditor editor;
    bool open = false;
};

Json varying()
{
    return {{"name", "three-kinds"},
        {"contexts",
            {{{"name", "hopeful"}, {"probability", {{0, 0.25}, {0.4, 0.25}, {1, 0.55}}},
                 {"utility", {{0, 0}, {0.8, 0.8}, {0.8, 1.6}, {1, 2}}}},
                {{"name", "fearful"}, {"probability", {{0, 0.5}, {0.4, 0.5}, {1, 0.2}}},
                    {"utility", {{0, 0}, {0.8, 0.8}, {0.8, 0}, {1, 0}}}},
                {{"name", "indifferent"}, {"probability", 0.25}, {"utility", {{0, 0.9}, {0.5, 0.5}, {1, 0.9}}}}}}};
}

} // namespace

class TestEnvironmentEditor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(Theme::light()); }

    void startsFromTheExample()
    {
        Opened opened;
        QVERIFY(opened.open);
        QCOMPARE(bytesOf(opened.editor.environment()), bytesOf(PiecewiseEnvironment::example().toJson()));
        QVERIFY(opened.accept()->isEnabled());
        QVERIFY(opened.message().isEmpty());
        QVERIFY(!opened.editor.hasChanges());
        QTRY_VERIFY(opened.editor.findChild<FigureView*>()->figure());
        QCOMPARE(opened.editor.findChild<FigureView*>()->figure()->panels.size(), std::size_t(2));
    }

    void whatIsGivenComesBack()
    {
        Opened opened(varying());
        QCOMPARE(
            bytesOf(opened.editor.environment()), bytesOf(PiecewiseEnvironment::fromJson(varying(), "test").toJson()));
        QTRY_VERIFY(opened.editor.findChild<FigureView*>()->figure());
        QCOMPARE(opened.editor.findChild<FigureView*>()->figure()->panels.size(), std::size_t(3));
    }

    void whatIsNoEnvironmentIsSaidToBeSo()
    {
        Json broken = varying();
        broken["contexts"].erase(2);
        Opened opened(broken);
        QCOMPARE(bytesOf(opened.editor.environment()), bytesOf(PiecewiseEnvironment::example().toJson()));
        QVERIFY2(opened.message().contains(QStringLiteral("add up to 0.75")), qPrintable(opened.message()));
        QVERIFY(opened.accept()->isEnabled());
    }

    void pointsAreEditedByKeyboard()
    {
        Opened opened;
        opened.type(opened.points(), 1, 1, "0.5");
        QCOMPARE(opened.utility(0), (Points{{0, 0}, {0.8, 0.5}, {0.8, 1.6}, {1, 2}}));
        // A point goes to its place, and the selection with it.
        opened.type(opened.points(), 0, 0, "0.9");
        QCOMPARE(opened.utility(0), (Points{{0.8, 0.5}, {0.8, 1.6}, {0.9, 0}, {1, 2}}));
        QCOMPARE(opened.points()->currentIndex().row(), 2);
        QCOMPARE(opened.plot()->currentPoint(), 2);

        opened.type(opened.points(), 2, 0, "7");
        QVERIFY2(opened.message().contains(QStringLiteral("[0, 1]")), qPrintable(opened.message()));
        QCOMPARE(opened.utility(0)[2].first, 0.9);

        opened.points()->setCurrentIndex(opened.points()->model()->index(0, 1));
        QTest::keyClick(opened.points(), Qt::Key_Insert);
        QCOMPARE(opened.utility(0).size(), std::size_t(5));
        QTest::keyClick(opened.points(), Qt::Key_Delete);
        QTest::keyClick(opened.points(), Qt::Key_Delete);
        QCOMPARE(opened.utility(0).size(), std::size_t(3));
        QVERIFY(opened.message().isEmpty());
    }

    void theKeyboardReachesEverything()
    {
        Opened opened(varying());
        named<SegmentedControl>(opened.editor, "Function to edit")->setCurrentIndex(1);
        named<QLineEdit>(opened.editor, "Name of the environment")->setFocus();
        QStringList reached;
        for (int i = 0; i < 40; ++i) {
            QWidget* focused = QApplication::focusWidget();
            QVERIFY2(!focused->accessibleName().isEmpty(), focused->metaObject()->className());
            const auto* control = qobject_cast<SegmentedControl*>(focused->parentWidget());
            const QString name = control ? control->accessibleName() : focused->accessibleName();
            if (reached.contains(name))
                break;
            reached << name;
            QTest::keyClick(focused, Qt::Key_Tab);
        }
        const QStringList wanted{QStringLiteral("Name of the environment"), QStringLiteral("Open"),
            QStringLiteral("Save"), QStringLiteral("Add context"), QStringLiteral("Duplicate context"),
            QStringLiteral("Remove context"), QStringLiteral("Move context down"), QStringLiteral("Hidden contexts"),
            QStringLiteral("Make probabilities add up to 1"), QStringLiteral("Kind of probability"),
            QStringLiteral("Function to edit"), QStringLiteral("Table of points"), QStringLiteral("Add point"),
            QStringLiteral("Remove point"), QStringLiteral("Points of the function"), QStringLiteral("Cancel"),
            QStringLiteral("Use environment")};
        QCOMPARE(reached, wanted);
    }

    void everyControlSaysWhatItIs()
    {
        Opened opened;
        for (const QAbstractButton* button : opened.editor.findChildren<QAbstractButton*>()) {
            if (!button->isVisible() || button->objectName().startsWith(QLatin1String("qt_")))
                continue;
            if (button->focusPolicy() == Qt::NoFocus)
                continue;
            QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->text()));
            QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->accessibleName()));
        }
    }

    void aPointIsDragged()
    {
        Opened opened;
        const QPointF before = opened.plot()->positionOf(3);
        opened.dragTo(3, QPointF(-20, 40));
        QVERIFY(!opened.plot()->isDragging());
        const auto [a, value] = opened.utility(0)[3];
        QVERIFY(a < 1.0 && a > 0.8);
        QVERIFY(value < 2.0);
        QCOMPARE(a, std::round(a * 100) / 100);
        QCOMPARE(value, std::round(value * 100) / 100);
        QCOMPARE(opened.points()->currentIndex().row(), 3);
        QVERIFY(opened.plot()->positionOf(3) != before);

        // The whole drag is one step back.
        QTest::keyClick(&opened.editor, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(opened.utility(0)[3], (PiecewiseLinear::Point{1.0, 2.0}));
        QVERIFY(!opened.editor.hasChanges());
        QTest::keyClick(&opened.editor, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(opened.utility(0)[3], (PiecewiseLinear::Point{a, value}));
    }

    void aPointStaysBetweenItsNeighbours()
    {
        Opened opened;
        opened.dragTo(3, QPointF(-400, 0));
        // The jump at 0.8 has its two points already.
        QVERIFY(opened.utility(0)[3].first > 0.8);
        opened.dragTo(0, QPointF(600, 0));
        QCOMPARE(opened.utility(0)[2].first, 0.8);
        QVERIFY(opened.utility(0)[0].first < 0.8);
    }

    void escapeCancelsADrag()
    {
        Opened opened;
        opened.plot()->setFocus();
        opened.dragTo(3, QPointF(-20, 40), false);
        QVERIFY(opened.utility(0)[3].second < 2.0);
        QTest::keyClick(opened.plot(), Qt::Key_Escape);
        QCOMPARE(opened.utility(0)[3], (PiecewiseLinear::Point{1.0, 2.0}));
        QVERIFY(!opened.plot()->isDragging());
        QTest::mouseRelease(opened.plot(), Qt::LeftButton, {}, QPoint(20, 20));
        QVERIFY(!opened.editor.hasChanges());
        QVERIFY(opened.editor.isVisible());

        opened.dragTo(3, QPointF(-20, 40), false);
        QTest::keyClick(&opened.editor, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(opened.utility(0)[3], (PiecewiseLinear::Point{1.0, 2.0}));
        QVERIFY(!opened.plot()->isDragging());
    }

    void escapeAsksOnceBeforeItForgets()
    {
        Opened opened;
        opened.type(opened.points(), 1, 1, "0.5");
        opened.contexts()->setFocus();
        QTest::keyClick(&opened.editor, Qt::Key_Escape);
        QVERIFY(opened.editor.isVisible());
        QVERIFY(opened.message().contains(QStringLiteral("Esc")));
        QTest::keyClick(&opened.editor, Qt::Key_Escape);
        QVERIFY(!opened.editor.isVisible());
        QCOMPARE(opened.editor.result(), int(QDialog::Rejected));
    }

    void pointsOfThePlotByKeyboard()
    {
        Opened opened;
        EnvironmentPlot* plot = opened.plot();
        plot->setFocus();
        QTest::keyClick(plot, Qt::Key_End);
        QCOMPARE(plot->currentPoint(), 3);
        QVERIFY(plot->accessibleDescription().contains(QStringLiteral("Point 4 of 4")));
        QTest::keyClick(plot, Qt::Key_Left);
        QTest::keyClick(plot, Qt::Key_Left);
        QTest::keyClick(plot, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(opened.utility(0)[3], (PiecewiseLinear::Point{0.98, 1.9}));
        // Steps of one point are undone together.
        QCOMPARE(opened.editor.document().undoStack().count(), 1);
        opened.editor.document().undo();
        QCOMPARE(opened.utility(0)[3], (PiecewiseLinear::Point{1.0, 2.0}));

        QTest::keyClick(plot, Qt::Key_PageUp);
        QCOMPARE(plot->currentPoint(), 2);
        QTest::keyClick(plot, Qt::Key_Delete);
        QCOMPARE(opened.utility(0), (Points{{0, 0}, {0.8, 0.8}, {1, 2}}));
        QTest::keyClick(plot, Qt::Key_Home);
        QTest::keyClick(plot, Qt::Key_Insert);
        QCOMPARE(opened.utility(0), (Points{{0, 0}, {0.4, 0.4}, {0.8, 0.8}, {1, 2}}));
        QCOMPARE(plot->currentPoint(), 1);
    }

    void aDoubleClickAddsAPoint()
    {
        Opened opened;
        const QPointF middle = (opened.plot()->positionOf(0) + opened.plot()->positionOf(1)) / 2;
        QTest::mouseDClick(opened.plot(), Qt::LeftButton, {}, (middle - QPointF(0, 30)).toPoint());
        QCOMPARE(opened.utility(0).size(), std::size_t(5));
        QCOMPARE(opened.plot()->currentPoint(), 1);
        QVERIFY(opened.utility(0)[1].second > 0.4);
    }

    void invalidEnvironmentsAreExplained()
    {
        Opened opened;
        opened.type(opened.contexts(), 0, 1, "0.25");
        QTRY_VERIFY(!opened.accept()->isEnabled());
        QVERIFY2(opened.message().contains(QStringLiteral("add up to 0.75")), qPrintable(opened.message()));
        QCOMPARE(opened.accept()->toolTip(), opened.message());
        QVERIFY(!opened.button("Save")->isEnabled());
        QVERIFY_EXCEPTION_THROWN(opened.editor.environment(), Error);
        QTest::keyClick(&opened.editor, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(opened.editor.isVisible());

        opened.button("Make probabilities add up to 1")->click();
        QTRY_VERIFY(opened.accept()->isEnabled());
        QVERIFY(opened.message().isEmpty());
        QCOMPARE(opened.context(0).probability(0.5), 0.25);
        QCOMPARE(opened.context(1).probability(0.5), 0.75);
        QTest::keyClick(&opened.editor, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(opened.editor.result(), int(QDialog::Accepted));
    }

    void aBadNameIsExplained()
    {
        Opened opened;
        auto* name = named<QLineEdit>(opened.editor, "Name of the environment");
        name->setFocus();
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("a/b"));
        QTRY_VERIFY(!opened.accept()->isEnabled());
        QVERIFY2(opened.message().contains(QStringLiteral("\"a/b\" cannot name")), qPrintable(opened.message()));
        // Typing is one step, undone from the field as from anywhere.
        QTest::keyClick(name, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(name->text(), QStringLiteral("risky"));
        QTRY_VERIFY(opened.accept()->isEnabled());
    }

    void acceptingDoesNotWaitForTheJudge()
    {
        Opened opened;
        std::vector<HiddenContext> contexts = opened.editor.document().contexts();
        contexts[0].probability = PiecewiseLinear({{0.0, 0.75}});
        opened.editor.document().change(contexts, QStringLiteral("change"));
        QVERIFY(opened.accept()->isEnabled());
        opened.editor.accept();
        QVERIFY(opened.editor.isVisible());
        QVERIFY(!opened.accept()->isEnabled());
    }

    void contextsAreAddedCopiedMovedAndRemoved()
    {
        Opened opened;
        opened.button("Add context")->click();
        QCOMPARE(opened.editor.document().contextCount(), 3);
        QCOMPARE(opened.contexts()->currentIndex().row(), 2);
        QVERIFY(opened.settle());
        QVERIFY(opened.accept()->isEnabled());
        opened.button("Move context up")->click();
        QCOMPARE(opened.context(1).name, std::string("context 3"));
        QCOMPARE(opened.contexts()->currentIndex().row(), 1);
        opened.button("Duplicate context")->click();
        QCOMPARE(opened.context(2).name, std::string("context 2"));
        opened.type(opened.contexts(), 2, 0, "odd");
        QCOMPARE(opened.context(2).name, std::string("odd"));
        opened.contexts()->setFocus();
        for (int left = 3; left > 0; --left) {
            QTest::keyClick(opened.contexts(), Qt::Key_Delete);
            QCOMPARE(opened.editor.document().contextCount(), left);
        }
        QTest::keyClick(opened.contexts(), Qt::Key_Delete);
        QCOMPARE(opened.editor.document().contextCount(), 1);
        QVERIFY(!opened.button("Remove context")->isEnabled());
        QVERIFY(opened.message().contains(QStringLiteral("at least one")));
        while (opened.editor.document().undoStack().canUndo())
            opened.editor.document().undo();
        QCOMPARE(bytesOf(opened.editor.environment()), bytesOf(PiecewiseEnvironment::example().toJson()));
    }

    void undoShowsTheContextItChanged()
    {
        Opened opened;
        opened.contexts()->setCurrentIndex(opened.contexts()->model()->index(1, 0));
        opened.type(opened.points(), 0, 1, "0.5");
        opened.contexts()->setCurrentIndex(opened.contexts()->model()->index(0, 0));
        opened.editor.document().undo();
        QCOMPARE(opened.contexts()->currentIndex().row(), 1);
    }

    void probabilitiesMayDependOnTheAlternative()
    {
        Opened opened;
        named<SegmentedControl>(opened.editor, "Function to edit")->setCurrentIndex(1);
        QVERIFY(opened.points()->isColumnHidden(0));
        auto* mode = named<SegmentedControl>(opened.editor, "Kind of probability");
        QCOMPARE(mode->currentIndex(), 0);
        mode->setCurrentIndex(1);
        QCOMPARE(opened.context(0).probability.points(), (Points{{0, 0.5}, {1, 0.5}}));
        QVERIFY(!opened.points()->isColumnHidden(0));
        opened.type(opened.points(), 1, 1, "0.9");
        QTRY_VERIFY(!opened.accept()->isEnabled());
        QVERIFY(opened.message().contains(QStringLiteral("at a = 1")));
        opened.button("Make probabilities add up to 1")->click();
        QTRY_VERIFY(opened.accept()->isEnabled());
        QVERIFY(std::abs(opened.context(1).probability(1.0) - 0.1) < 1e-12);
        mode->setCurrentIndex(0);
        QCOMPARE(opened.context(0).probability.points().size(), std::size_t(1));
        opened.editor.document().undo();
        QCOMPARE(mode->currentIndex(), 1);
    }

    void filesAreSavedAndOpened()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("umwelt ü.json"));
        Opened saving(varying());
        saving.type(saving.points(), 1, 1, "0.75");
        QSignalSpy saved(&saving.editor, &EnvironmentEditor::fileSaved);
        saving.editor.saveFile(file);
        QCOMPARE(saved.count(), 1);
        QVERIFY(saving.message().contains(QStringLiteral("Saved")));
        QVERIFY(!saving.editor.hasChanges());
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);

        Opened opening;
        opening.editor.openFile(file);
        QCOMPARE(bytesOf(opening.editor.environment()), bytesOf(saving.editor.environment()));
        QVERIFY(opening.message().contains(QStringLiteral("Opened")));
        opening.editor.document().undo();
        QCOMPARE(bytesOf(opening.editor.environment()), bytesOf(PiecewiseEnvironment::example().toJson()));

        saving.editor.saveFile(QStringLiteral("/proc/none/there.json"));
        QCOMPARE(saved.count(), 1);
        QVERIFY(saving.message().contains(QStringLiteral("/proc/none")));
    }

    void malformedFilesAreExplained_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no JSON") << QByteArray("{\"name\": ") << QStringLiteral("file.json:1:10");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("file.json");
        QTest::newRow("a number") << QByteArray("3") << QStringLiteral("object");
        QTest::newRow("a misspelt key") << QByteArray("{\"name\": \"x\", \"context\": []}")
                                        << QStringLiteral("context");
        QTest::newRow("no contexts") << QByteArray("{\"name\": \"x\", \"contexts\": []}")
                                     << QStringLiteral("at least one");
        QTest::newRow("a sum of 0.5") << QByteArray(
            "{\"name\": \"x\", \"contexts\": [{\"probability\": 0.5, \"utility\": 1}]}")
                                      << QStringLiteral("add up to 0.5");
        QTest::newRow("points out of order")
            << QByteArray("{\"name\": \"x\", \"contexts\": [{\"probability\": 1, \"utility\": [[1, 0], [0, 1]]}]}")
            << QStringLiteral("utility[1]: a = 0.0 comes after 1.0");
        QTest::newRow("too large") << QByteArray(2 << 20, ' ') << QStringLiteral("too large");
    }

    void malformedFilesAreExplained()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, reason);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("file.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        Opened opened;
        opened.editor.openFile(path);
        QVERIFY2(opened.message().contains(reason), qPrintable(opened.message()));
        QVERIFY(!opened.editor.hasChanges());
        QVERIFY(opened.accept()->isEnabled());
    }

    void aMissingFileIsExplained()
    {
        Opened opened;
        opened.editor.openFile(QStringLiteral("/nowhere/at-all.json"));
        QVERIFY(opened.message().contains(QStringLiteral("/nowhere/at-all.json")));
        opened.editor.openFile(QDir::tempPath());
        QVERIFY(!opened.message().isEmpty());
    }

    void linesOfContextsStandOutFromTheirGround_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void linesOfContextsStandOutFromTheirGround()
    {
        QFETCH(bool, dark);
        const Theme theme = dark ? Theme::dark() : Theme::light();
        for (std::size_t i = 0; i < 4; ++i) {
            const QColor colour = toColour(report::seriesStyle(contextRole(i), theme.figureGround).colour);
            QVERIFY2(contrast(colour, theme.card) >= 3.0, qPrintable(colour.name()));
        }
    }

    void longNamesAndManyContextsFit()
    {
        Opened opened(varying());
        opened.editor.resize(900, 620);
        for (int i = 0; i < 4; ++i)
            opened.button("Duplicate context")->click();
        opened.type(opened.contexts(), 1, 0,
            "annotators who were told to prefer whatever answer is longer, however little it says, and who do");
        QVERIFY(opened.settle());
        named<SegmentedControl>(opened.editor, "Function to edit")->setCurrentIndex(1);
        QTest::qWait(50);
        QCOMPARE(opened.editor.size(), QSize(900, 620));
        QVERIFY(opened.editor.minimumSizeHint().width() <= 900);
        opened.button("Make probabilities add up to 1")->click();
        QVERIFY(opened.settle());
        QVERIFY(opened.accept()->isEnabled());
        QTest::qWait(50);
        test::savePicture(opened.editor, QStringLiteral("environment-editor-many"));
    }

    /// Pictures to look at; what is checked is that everything fits.
    void looks_data() { test::addLooks({{900, 620}, {1280, 800}}); }

    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        applyTheme(dark ? Theme::dark() : Theme::light());
        {
            Opened opened(varying());
            opened.editor.resize(size);
            opened.plot()->setFocus();
            QTest::keyClick(opened.plot(), Qt::Key_End);
            QTest::qWait(50);
            test::savePicture(opened.editor, QStringLiteral("environment-editor-utility"));
            QCOMPARE(opened.editor.size(), size);
            QVERIFY(opened.editor.minimumSizeHint().width() <= 900 && opened.editor.minimumSizeHint().height() <= 620);

            named<SegmentedControl>(opened.editor, "Function to edit")->setCurrentIndex(1);
            opened.type(opened.points(), 1, 1, "0.65");
            QVERIFY(opened.settle());
            opened.points()->setFocus();
            QTest::keyClick(opened.points(), Qt::Key_F2);
            QTest::qWait(50);
            test::savePicture(opened.editor, QStringLiteral("environment-editor-probability"));
        }
        {
            Opened opened;
            opened.editor.resize(size);
            QTest::qWait(50);
            test::savePicture(opened.editor, QStringLiteral("environment-editor-example"));
        }
        applyTheme(Theme::light());
    }
};

DPL_UI_TEST(TestEnvironmentEditor)
#include "tst_environment_editor.moc"
