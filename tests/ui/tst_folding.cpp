// How rows, columns and switches give way where there is little room, and what scrolls when nothing else helps.

#include "ui_test.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/card.hpp"
#include "widgets/elided_label.hpp"
#include "widgets/fitting_scroll.hpp"
#include "widgets/folding_columns.hpp"
#include "widgets/folding_row.hpp"
#include "widgets/scrolled.hpp"
#include "widgets/segmented_control.hpp"

#include "base/theme.hpp"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>
#include <QVBoxLayout>

using namespace dpl::ui;

class TestFolding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(Theme::light()); }

    void aSwitchBecomesAMenu()
    {
        SegmentedControl control({QStringLiteral("Step"), QStringLiteral("Epoch"), QStringLiteral("Time")});
        control.resize(control.sizeHint());
        control.show();
        QVERIFY(!control.isFolded());
        QVERIFY(control.minimumSizeHint().width() < control.sizeHint().width());
        control.setCurrentIndex(1);
        control.resize(control.minimumSizeHint());
        QVERIFY(control.isFolded());
        QAbstractButton* shown = nullptr;
        for (auto* button : control.findChildren<QAbstractButton*>()) {
            if (button->isVisible()) {
                QVERIFY(!shown);
                shown = button;
            }
        }
        QVERIFY(shown);
        QCOMPARE(shown->text(), QStringLiteral("Epoch"));
        QSignalSpy changed(&control, &SegmentedControl::currentChanged);
        QTest::keyClick(shown, Qt::Key_Space);
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QCOMPARE(menu->actions().size(), qsizetype(3));
        QVERIFY(menu->actions()[1]->isChecked());
        menu->actions()[2]->trigger();
        menu->close();
        QCOMPARE(control.currentIndex(), 2);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(shown->text(), QStringLiteral("Time"));
        control.resize(control.sizeHint());
        QVERIFY(!control.isFolded() && !shown->isVisible());
    }

    void aRowFirstCutsTextsThenFoldsSwitchesThenGoesOnBelow()
    {
        QWidget window;
        auto* row = new FoldingRow(&window);
        auto* note = new ElidedLabel;
        note->setText(QStringLiteral("a note of several words"));
        auto* choice =
            new SegmentedControl({QStringLiteral("First"), QStringLiteral("Second"), QStringLiteral("Third")});
        auto* button = new QPushButton(QStringLiteral("Button"));
        row->addWidget(note);
        row->addSpring();
        row->addWidget(choice);
        row->addWidget(button);
        const auto widen = [&](int width) {
            window.resize(width, 100);
            row->activate();
        };
        window.show();
        widen(700);
        QCOMPARE(note->width(), note->sizeHint().width());
        QVERIFY(!choice->isFolded());
        QCOMPARE(button->geometry().right(), 699); // behind the spring
        const int oneLine = row->heightForWidth(700);

        widen(row->sizeHint().width() - 40);
        QVERIFY(std::abs(note->width() - (note->sizeHint().width() - 40)) <= 1); // the hint is rounded
        QVERIFY(!choice->isFolded());

        widen(note->minimumSizeHint().width() + choice->sizeHint().width() + button->sizeHint().width() + 10);
        QCOMPARE(note->width(), note->minimumSizeHint().width());
        QVERIFY(choice->isFolded());
        QCOMPARE(row->heightForWidth(window.width()), oneLine);

        widen(choice->minimumSizeHint().width() + button->sizeHint().width() + 4);
        QVERIFY(button->y() > choice->y());
        QVERIFY(row->heightForWidth(window.width()) > oneLine);
    }

    void columnsStandBelowEachOtherWhereTheyMust()
    {
        FoldingColumns columns(12);
        auto* first = new QWidget;
        auto* second = new QWidget;
        first->setMinimumSize(300, 200);
        second->setMinimumSize(400, 250);
        columns.addColumn(first, 0);
        columns.addColumn(second, 1);
        columns.resize(800, 500);
        columns.show();
        QVERIFY(!columns.isFolded());
        QTRY_COMPARE(second->y(), first->y());
        QCOMPARE(columns.minimumSizeHint().width(), 400); // as it can fold
        columns.resize(700, 500);
        QTRY_VERIFY(second->y() >= first->geometry().bottom());
        QVERIFY(columns.isFolded());
        QCOMPARE(columns.minimumSizeHint(), QSize(400, 200 + 12 + 250));
    }

    void columnsFoldWhenWhatIsInOneOfThemGrows()
    {
        const auto column = [](int width) {
            auto* content = new QWidget;
            auto* box = new QVBoxLayout(content);
            auto* item = new QWidget;
            item->setMinimumSize(width, 100);
            box->addWidget(item);
            return scrolled(content);
        };
        FoldingColumns columns(12);
        QScrollArea* first = column(200);
        columns.addColumn(first, 1);
        columns.addColumn(column(200), 1);
        columns.resize(500, 400);
        columns.show();
        QTRY_VERIFY(!columns.isFolded());
        first->widget()->layout()->itemAt(0)->widget()->setMinimumWidth(320);
        QTRY_VERIFY(columns.isFolded());
    }

    void whatNeedsMoreScrolls()
    {
        auto* content = new QWidget;
        auto* column = new QVBoxLayout(content);
        auto* tall = new QWidget;
        tall->setMinimumSize(200, 300);
        column->addWidget(tall);
        FittingScroll scroll(content);
        scroll.resize(400, 500);
        scroll.show();
        QCOMPARE(content->size(), QSize(400, 500));
        scroll.resize(400, 200);
        QVERIFY(scroll.verticalScrollBar()->maximum() > 0);
        QCOMPARE(scroll.horizontalScrollBar()->maximum(), 0);
        QCOMPARE(tall->height(), 300);
        tall->setMinimumHeight(100); // it asks for less
        QTRY_COMPARE(scroll.verticalScrollBar()->maximum(), 0);
        scroll.resize(150, 200);
        QVERIFY(scroll.horizontalScrollBar()->maximum() > 0);
    }

    void rowsThatDropDownAreAsHighAsFields()
    {
        QComboBox combo;
        combo.addItems({QStringLiteral("cosine"), QStringLiteral("linear")});
        combo.insertSeparator(1);
        combo.show();
        combo.showPopup();
        QVERIFY(combo.view()->sizeHintForIndex(combo.model()->index(0, 0)).height() >= 26);
        QVERIFY(combo.view()->sizeHintForIndex(combo.model()->index(1, 0)).height() < 12);
        combo.hidePopup();
    }

    void longToolTipsBreakTheirLines()
    {
        QWidget window;
        window.resize(300, 200);
        window.show();
        const auto shown = [&](const QString& text) {
            QToolTip::showText(window.mapToGlobal(QPoint(10, 10)), text, &window);
            for (auto* widget : QApplication::topLevelWidgets()) {
                if (widget->inherits("QTipLabel") && widget->isVisible())
                    return widget->size();
            }
            return QSize();
        };
        const QSize one = shown(QStringLiteral("Short"));
        QVERIFY(!one.isEmpty());
        const QSize many =
            shown(QStringLiteral("Equal scores count as a jailbreak, and as right in accuracies. ").repeated(6));
        QVERIFY(many.width() < 700);
        QVERIFY(many.height() > 2 * one.height());
        QToolTip::hideText();
    }
};

DPL_UI_TEST(TestFolding)
#include "tst_folding.moc"
