#include "base/decimal_text.hpp"
#include "models/hidden_contexts_model.hpp"
#include "models/piecewise_points_model.hpp"
#include "ui_test.hpp"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace dpl::synthetic;
using namespace dpl::ui;

namespace {

using Points = std::vector<PiecewiseLinear::Point>;

PiecewiseLinear jump()
{
    return PiecewiseLinear({{0.0, 0.0}, {0.8, 0.8}, {0.8, 1.6}, {1.0, 2.0}});
}

QModelIndex a(const PiecewisePointsModel& model, int row)
{
    return model.index(row, PiecewisePointsModel::AColumn);
}

QModelIndex value(const PiecewisePointsModel& model, int row)
{
    return model.index(row, PiecewisePointsModel::ValueColumn);
}

} // namespace

class TestPiecewisePointsModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheRulesOfModels()
    {
        PiecewisePointsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFunction(jump());
        QCOMPARE(model.rowCount(), 4);
        model.setFunction(PiecewiseLinear({{0.0, 0.0}, {0.3, 0.1}, {0.5, 0.4}, {0.8, 0.8}, {1.0, 2.0}}));
        model.setFunction(PiecewiseLinear({{0.5, 3.0}}));
        model.setFunction(jump());
        QVERIFY(model.setData(a(model, 0), QStringLiteral("0.9")));
        QVERIFY(model.removeRows(1, 2));
        QVERIFY(model.addPointAfter(0) >= 0);
    }

    void keepsTheRulesOfModelsForContexts()
    {
        HiddenContextsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::vector<HiddenContext> contexts = PiecewiseEnvironment::example().contexts();
        model.setContexts(contexts);
        contexts.push_back({"third", PiecewiseLinear({{0, 0}, {1, 0.25}}), PiecewiseLinear()});
        model.setContexts(contexts);
        QVERIFY(model.setData(model.index(0, 0), QStringLiteral("eager")));
        contexts.erase(contexts.begin());
        model.setContexts(contexts);
        QCOMPARE(model.contexts(), contexts);
    }

    void alignsNumbersOnThePoint()
    {
        PiecewisePointsModel model;
        model.setFunction(PiecewiseLinear({{0.0, -2.0}, {0.25, 0.5}, {1.0, 1.0 / 3.0}}));
        QCOMPARE(a(model, 0).data().toString(), QStringLiteral("0.00"));
        QCOMPARE(value(model, 0).data().toString(), QStringLiteral("−2.0000"));
        QCOMPARE(value(model, 2).data().toString(), QStringLiteral("0.3333"));
        // An editor starts from the whole number, so that opening one changes nothing.
        QCOMPARE(value(model, 2).data(Qt::EditRole).toString().toDouble(), 1.0 / 3.0);
        QCOMPARE(model.headerData(0, Qt::Horizontal).toString(), QStringLiteral("a"));
        model.setValueTitle(QStringLiteral("utility"));
        QCOMPARE(model.headerData(1, Qt::Horizontal).toString(), QStringLiteral("utility"));
    }

    void readsNumbers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isNumber");
        QTest::addColumn<double>("number");
        QTest::newRow("plain") << QStringLiteral("0.25") << true << 0.25;
        QTest::newRow("spaces") << QStringLiteral(" 0.25 ") << true << 0.25;
        QTest::newRow("comma") << QStringLiteral("0,25") << false << 0.0;
        QTest::newRow("minus") << QStringLiteral("−1.5") << true << -1.5;
        QTest::newRow("exponent") << QStringLiteral("1e-3") << true << 0.001;
        QTest::newRow("empty") << QString() << false << 0.0;
        QTest::newRow("word") << QStringLiteral("half") << false << 0.0;
        QTest::newRow("infinite") << QStringLiteral("inf") << false << 0.0;
        QTest::newRow("nan") << QStringLiteral("nan") << false << 0.0;
        QTest::newRow("too large") << QStringLiteral("1e999") << false << 0.0;
    }

    void readsNumbers()
    {
        QFETCH(QString, text);
        QFETCH(bool, isNumber);
        QFETCH(double, number);
        const auto read = readDecimal(text);
        QCOMPARE(read.has_value(), isNumber);
        if (isNumber)
            QCOMPARE(*read, number);
    }

    void aPointMovesToItsPlace()
    {
        PiecewisePointsModel model;
        model.setFunction(jump());
        QSignalSpy edited(&model, &PiecewisePointsModel::edited);
        const QPersistentModelIndex first(a(model, 0));
        QVERIFY(model.setData(first, QStringLiteral("0.9")));
        QCOMPARE(edited.count(), 1);
        QCOMPARE(model.function().points(), (Points{{0.8, 0.8}, {0.8, 1.6}, {0.9, 0.0}, {1.0, 2.0}}));
        QCOMPARE(first.row(), 2);
        QVERIFY(model.setData(first, QStringLiteral("0.1")));
        QCOMPARE(first.row(), 0);
        QCOMPARE(model.function().points()[0], (PiecewiseLinear::Point{0.1, 0.0}));
    }

    void twoPointsMakeAJumpInTheOrderTheyCome()
    {
        PiecewisePointsModel model;
        model.setFunction(PiecewiseLinear({{0.0, 0.0}, {0.5, 1.0}, {1.0, 2.0}}));
        QVERIFY(model.setData(a(model, 2), QStringLiteral("0.5")));
        QCOMPARE(model.function().points(), (Points{{0.0, 0.0}, {0.5, 1.0}, {0.5, 2.0}}));
    }

    void refusesWhatCoreRefuses_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no number") << 1 << QStringLiteral("abc") << QStringLiteral("“abc” is not a number");
        QTest::newRow("beyond 1") << 0 << QStringLiteral("1.5") << QStringLiteral("within [0, 1], not 1.5");
        QTest::newRow("below 0") << 0 << QStringLiteral("-0.1") << QStringLiteral("within [0, 1]");
        QTest::newRow("third on a jump") << 0 << QStringLiteral("0.8") << QStringLiteral("use two for a jump");
    }

    void refusesWhatCoreRefuses()
    {
        QFETCH(int, column);
        QFETCH(QString, text);
        QFETCH(QString, reason);
        PiecewisePointsModel model;
        model.setFunction(jump());
        QSignalSpy rejected(&model, &PiecewisePointsModel::rejected);
        QSignalSpy edited(&model, &PiecewisePointsModel::edited);
        QVERIFY(!model.setData(model.index(0, column), text));
        QCOMPARE(rejected.count(), 1);
        QVERIFY2(rejected[0][0].toString().contains(reason), qPrintable(rejected[0][0].toString()));
        QCOMPARE(edited.count(), 0);
        QCOMPARE(model.function(), jump());
    }

    void addsPointsOnTheFunctionWhereThereIsRoom()
    {
        PiecewisePointsModel model;
        model.setFunction(jump());
        QCOMPARE(model.addPointAfter(0), 1);
        QCOMPARE(model.function().points()[1], (PiecewiseLinear::Point{0.4, 0.4}));
        // Between the points of a jump there is none: the widest gap takes it.
        model.setFunction(jump());
        QCOMPARE(model.addPointAfter(1), 1);

        Points points;
        for (int i = 0; i <= 100; ++i)
            points.emplace_back(i / 100.0, 0.0);
        model.setFunction(PiecewiseLinear(points));
        QSignalSpy rejected(&model, &PiecewisePointsModel::rejected);
        QCOMPARE(model.addPointAfter(3), -1);
        QCOMPARE(rejected.count(), 1);
    }

    void theLastPointStays()
    {
        PiecewisePointsModel model;
        model.setFunction(PiecewiseLinear({{0.0, 1.0}, {1.0, 2.0}}));
        QVERIFY(model.removeRow(0));
        QSignalSpy rejected(&model, &PiecewisePointsModel::rejected);
        QVERIFY(!model.removeRow(0));
        QCOMPARE(rejected.count(), 1);
        QCOMPARE(model.rowCount(), 1);
    }

    void contextsAreRenamedAndWeighed()
    {
        HiddenContextsModel model;
        std::vector<HiddenContext> contexts = PiecewiseEnvironment::example().contexts();
        contexts[1].probability = PiecewiseLinear({{0, 0.5}, {1, 0.25}});
        model.setContexts(contexts);
        QSignalSpy edited(&model, &HiddenContextsModel::edited);
        QSignalSpy rejected(&model, &HiddenContextsModel::rejected);
        QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("0.5"));
        QCOMPARE(model.index(1, 1).data().toString(), QStringLiteral("depends on a"));
        QVERIFY(!(model.index(1, 1).flags() & Qt::ItemIsEditable));
        QVERIFY(model.setData(model.index(0, 1), QStringLiteral("0.75")));
        QCOMPARE(model.contexts()[0].probability(0.3), 0.75);
        QVERIFY(model.setData(model.index(0, 0), QStringLiteral("eager")));
        QCOMPARE(model.contexts()[0].name, std::string("eager"));
        QCOMPARE(edited.count(), 2);
        QVERIFY(!model.setData(model.index(0, 0), QStringLiteral("  ")));
        QVERIFY(!model.setData(model.index(0, 1), QStringLiteral("often")));
        QCOMPARE(rejected.count(), 2);
    }
};

DPL_UI_TEST(TestPiecewisePointsModel)
#include "tst_piecewise_points_model.moc"
