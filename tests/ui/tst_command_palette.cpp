#include "shell/command_palette.hpp"
#include "shell/fuzzy_match.hpp"
#include "shell/palette_model.hpp"
#include "ui_test.hpp"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QListView>
#include <QRegularExpression>
#include <QTest>

using namespace dpl::ui;

namespace {

PaletteEntry entry(const QString& title, std::function<void()> run = {})
{
    return {title, QStringLiteral("action"), QStringLiteral("start"), {}, std::move(run)};
}

} // namespace

class TestCommandPalette : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsLettersInTheirOrder_data()
    {
        QTest::addColumn<QString>("needle");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("found");
        QTest::addColumn<QList<int>>("positions");
        const auto row = [](const char* needle, const char* text, bool found, const QList<int>& positions) {
            QTest::addRow("%s in %s", needle, text)
                << QString::fromLatin1(needle) << QString::fromLatin1(text) << found << positions;
        };
        row("", "Synthetic", true, {});
        row("syn", "Synthetic", true, {0, 1, 2});
        row("SYN", "synthetic", true, {0, 1, 2});
        row("td", "Theme: dark", true, {0, 7});
        row("th da", "Theme: dark", true, {0, 1, 7, 8});
        row("dark", "Theme: dark", true, {7, 8, 9, 10});
        row("krad", "Theme: dark", false, {});
        row("themes", "Theme", false, {});
        row("seed", "Set the seed", true, {8, 9, 10, 11});
    }

    void findsLettersInTheirOrder()
    {
        QFETCH(QString, needle);
        QFETCH(QString, text);
        QFETCH(bool, found);
        QFETCH(QList<int>, positions);
        const auto match = fuzzyMatch(needle, text);
        QCOMPARE(match.has_value(), found);
        if (match)
            QCOMPARE(match->positions, positions);
    }

    void prefersStartsOfWordsAndNeighbours()
    {
        const auto score = [](const char* needle, const char* text) {
            return fuzzyMatch(QString::fromLatin1(needle), QString::fromLatin1(text))->score;
        };
        QVERIFY(score("re", "Results") > score("re", "Open the result"));
        QVERIFY(score("ts", "Train Synthetic") > score("ts", "Outskirts"));
        QVERIFY(score("run", "Runs") > score("run", "Return"));
    }

    void noRowIsNoEntry()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".")));
        PaletteModel model;
        model.setEntries({entry(QStringLiteral("Quit"))});
        QCOMPARE(model.entry({}).title, QString());
    }

    void listsTheBestFirst()
    {
        PaletteModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setEntries({entry(QStringLiteral("Open the result")), entry(QStringLiteral("Results")),
            entry(QStringLiteral("Quit"))});
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("Open the result"));
        model.setSearch(QStringLiteral("res"));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("Results"));
        QCOMPARE(model.index(0).data(PaletteModel::PositionsRole).value<QList<int>>(), (QList<int>{0, 1, 2}));
        model.setSearch(QStringLiteral("quit action"));
        QCOMPARE(model.rowCount(), 1);
        model.setSearch(QStringLiteral("nothing of that"));
        QCOMPARE(model.rowCount(), 0);
    }

    void isDrivenByKeys()
    {
        QWidget window;
        window.resize(800, 600);
        QLineEdit before(&window);
        CommandPalette palette(&window);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        before.setFocus();

        QStringList ran;
        const auto open = [&] {
            palette.open({entry(QStringLiteral("First"), [&] { ran.append(QStringLiteral("First")); }),
                entry(QStringLiteral("Second"), [&] { ran.append(QStringLiteral("Second")); }),
                entry(QStringLiteral("Third"), [&] { ran.append(QStringLiteral("Third")); })});
        };
        open();
        QVERIFY(palette.isVisible());
        QCOMPARE(QApplication::focusWidget(), palette.field());
        QTest::keyClick(palette.field(), Qt::Key_Down);
        QTest::keyClick(palette.field(), Qt::Key_Return);
        QCOMPARE(ran, QStringList{QStringLiteral("Second")});
        QVERIFY(!palette.isVisible());
        QCOMPARE(QApplication::focusWidget(), &before);

        open();
        QTest::keyClick(palette.field(), Qt::Key_Up);
        QTest::keyClick(palette.field(), Qt::Key_Return);
        QCOMPARE(ran.last(), QStringLiteral("Third"));

        open();
        QTest::keyClicks(palette.field(), QStringLiteral("fi"));
        QCOMPARE(palette.list()->model()->rowCount(), 1);
        QTest::keyClick(palette.field(), Qt::Key_Return);
        QCOMPARE(ran.last(), QStringLiteral("First"));

        open();
        QTest::keyClicks(palette.field(), QStringLiteral("zzz"));
        QTest::keyClick(palette.field(), Qt::Key_Return);
        QVERIFY(palette.isVisible());
        QTest::keyClick(palette.field(), Qt::Key_Escape);
        QVERIFY(!palette.isVisible());
        QCOMPARE(ran.size(), 3);

        open();
        QVERIFY(palette.field()->text().isEmpty());
        QTest::mouseClick(&palette, Qt::LeftButton, {}, {5, 590});
        QVERIFY(!palette.isVisible());
    }
};

DPL_UI_TEST(TestCommandPalette)
#include "tst_command_palette.moc"
