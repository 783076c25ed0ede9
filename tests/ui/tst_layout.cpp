// Every state of every page in windows of the sizes that it has to fit into, with and without the jobs. The font is as
// large as DPL_FONT_PERCENT says, the scale is QT_SCALE_FACTOR; with DPL_LAYOUT_PICTURES every state leaves its
// pictures.

#include "base/theme.hpp"
#include "layout_check.hpp"
#include "layout_states.hpp"
#include "ui/pictures.hpp"
#include "ui_test.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/card.hpp"
#include "widgets/elided_label.hpp"
#include "widgets/page_header.hpp"
#include "widgets/scrolled.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/wrapping_label.hpp"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>
#include <QVBoxLayout>

using namespace dpl;
using namespace dpl::ui;

class TestLayout : public QObject {
    Q_OBJECT

    static void scaleFont()
    {
        bool given = false;
        const int percent = qEnvironmentVariableIntValue("DPL_FONT_PERCENT", &given);
        if (!given)
            return;
        QFont font = QApplication::font();
        font.setPointSizeF(font.pointSizeF() * percent / 100.0);
        QApplication::setFont(font);
    }

    static void settle()
    {
        for (int turn = 0; turn < 3; ++turn) {
            QTest::qWait(5);
            QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        }
    }

    /// What is wrong with the window, and with its dialogues, which must not be larger than it.
    static QStringList faultsOf(const MainWindow& window)
    {
        QStringList faults = test::layoutFaults(window);
        for (auto* dialog : window.findChildren<QDialog*>()) {
            if (!dialog->isVisible())
                continue;
            if (dialog->width() > window.width() || dialog->height() > window.height())
                faults << QStringLiteral("%1 is larger than the window: %2x%3")
                              .arg(QString::fromLatin1(dialog->metaObject()->className()))
                              .arg(dialog->width())
                              .arg(dialog->height());
            faults += test::layoutFaults(*dialog);
        }
        return faults;
    }

    static void savePictures(const MainWindow& window, const QString& name)
    {
        const auto save = [](QWidget& widget, const QString& file) {
            QVERIFY(QDir().mkpath(QStringLiteral(DPL_PICTURES)));
            QVERIFY(widget.grab().save(QStringLiteral(DPL_PICTURES "/%1.png").arg(file)));
        };
        save(const_cast<MainWindow&>(window), name);
        for (auto* dialog : window.findChildren<QDialog*>()) {
            if (dialog->isVisible())
                save(*dialog, name + QStringLiteral("-dialog"));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        scaleFont();
        applyTheme(Theme::light());
    }

    void fits_data()
    {
        QTest::addColumn<int>("state");
        for (std::size_t i = 0; i < test::layoutStates().size(); ++i)
            QTest::newRow(test::layoutStates()[i].name) << int(i);
    }

    void fits()
    {
        QFETCH(int, state);
        const test::LayoutState& wanted = test::layoutStates()[std::size_t(state)];
        test::LayoutBench bench(wanted.runs(), test::finds(wanted.devices));
        MainWindow& window = bench.window();
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        wanted.enter(bench);
        if (QTest::currentTestFailed())
            return;
        const bool opensJobs = qstrncmp(wanted.name, "jobs", 4) == 0;
        QStringList all;
        for (const QSize size : {QSize(1280, 800), QSize(1024, 700)}) {
            for (const bool jobs : {false, true}) {
                if (opensJobs && !jobs)
                    continue;
                window.resize(size);
                window.setJobsPanelVisible(jobs);
                for (auto* dialog : window.findChildren<QDialog*>())
                    dialog->resize(dialog->size().boundedTo(size)); // as far as it lets one
                settle();
                const QString name = QStringLiteral("%1-%2%3")
                                         .arg(QLatin1String(wanted.name))
                                         .arg(size.width())
                                         .arg(jobs ? QStringLiteral("-jobs") : QString());
                QStringList faults = faultsOf(window);
                if (window.size() != size)
                    faults.prepend(QStringLiteral("the window is %1x%2").arg(window.width()).arg(window.height()));
                if (!faults.isEmpty() || qEnvironmentVariableIsSet("DPL_LAYOUT_PICTURES"))
                    savePictures(window, QStringLiteral("layout-") + name);
                if (!faults.isEmpty())
                    all << name + QStringLiteral(":\n  ") + faults.join(QStringLiteral("\n  "));
            }
        }
        for (const QString& faults : std::as_const(all))
            qWarning().noquote() << faults; // the message of a failure is cut
        QVERIFY(all.isEmpty());
    }

    // What the check is there to find, planted.

    void findsOverlaps()
    {
        QWidget root;
        root.resize(300, 200);
        QPushButton first(QStringLiteral("First"), &root);
        QPushButton second(QStringLiteral("Second"), &root);
        first.setGeometry(10, 10, 120, 32);
        second.setGeometry(140, 10, 120, 32);
        root.show();
        QCOMPARE(test::layoutFaults(root), QStringList());
        second.move(100, 20);
        QCOMPARE(test::layoutFaults(root).size(), qsizetype(1));
        QVERIFY(test::layoutFaults(root).first().contains(QStringLiteral("overlaps")));
        second.hide();
        QCOMPARE(test::layoutFaults(root), QStringList());
        second.move(250, 10);
        second.show();
        QVERIFY(test::layoutFaults(root).first().contains(QStringLiteral("reaches beyond")));
    }

    void findsCutTexts_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char* kind : {"label", "wrapped label", "low label", "word", "button", "segments", "combo", "field",
                 "number", "placeholder", "heading", "cell", "hidden column", "hidden width"})
            QTest::newRow(kind) << QString::fromLatin1(kind);
    }

    void findsCutTexts()
    {
        QFETCH(QString, kind);
        const QString sentence = QStringLiteral("A sentence of several words");
        QWidget root;
        root.resize(800, 400);
        QWidget* widget = nullptr;
        QSize enough(760, 300);
        QSize little(60, 300);
        if (kind == QStringLiteral("label")) {
            widget = new QLabel(sentence, &root);
        } else if (kind == QStringLiteral("wrapped label")) {
            auto* label = new QLabel(sentence, &root);
            label->setWordWrap(true);
            widget = label;
            little = {120, 20};
        } else if (kind == QStringLiteral("low label")) {
            widget = new QLabel(sentence, &root);
            little = {760, 8};
        } else if (kind == QStringLiteral("word")) {
            auto* label = new QLabel(QString(60, u'x'), &root);
            label->setWordWrap(true);
            widget = label;
        } else if (kind == QStringLiteral("button")) {
            widget = new QPushButton(sentence, &root);
        } else if (kind == QStringLiteral("segments")) {
            widget = new SegmentedControl({sentence, sentence}, &root);
        } else if (kind == QStringLiteral("combo")) {
            auto* combo = new QComboBox(&root);
            combo->addItem(sentence);
            combo->setMinimumContentsLength(1);
            combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
            widget = combo;
            little = {140, 28};
        } else if (kind == QStringLiteral("field") || kind == QStringLiteral("number")) {
            auto* edit = new QLineEdit(QStringLiteral("0.0000123456789123456"), &root);
            edit->setAlignment(Qt::AlignRight);
            widget = edit;
            little = {80, 28};
        } else if (kind == QStringLiteral("placeholder")) {
            auto* edit = new QLineEdit(&root);
            edit->setPlaceholderText(sentence);
            widget = edit;
            little = {80, 28};
        } else if (kind == QStringLiteral("hidden width")) {
            auto* content = new QWidget;
            auto* column = new QVBoxLayout(content);
            auto* button = new QPushButton(sentence);
            column->addWidget(button);
            QScrollArea* scroll = scrolled(content);
            scroll->setParent(&root);
            scroll->show();
            widget = scroll;
        } else {
            auto* table = new QTableWidget(1, 2, &root);
            table->setHorizontalHeaderLabels({QStringLiteral("A long heading"), QStringLiteral("B")});
            auto* number = new QTableWidgetItem(QStringLiteral("0.5191 ± 0.0012"));
            number->setTextAlignment(Qt::AlignRight);
            table->setItem(0, 1, number);
            widget = table;
            little = enough;
            if (kind == QStringLiteral("hidden column")) {
                table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
                little = {150, 300};
            }
        }
        widget->setGeometry({{20, 20}, enough});
        auto* table = qobject_cast<QTableWidget*>(widget);
        if (table) {
            table->setColumnWidth(0, 200);
            table->setColumnWidth(1, 200);
        }
        root.show();
        settle();
        QCOMPARE(test::layoutFaults(root), QStringList());
        widget->setGeometry({{20, 20}, little});
        if (kind == QStringLiteral("heading"))
            table->setColumnWidth(0, 30);
        if (kind == QStringLiteral("cell"))
            table->setColumnWidth(1, 40);
        settle();
        QVERIFY(!test::layoutFaults(root).isEmpty());
    }

    void letsWordsBreakThatCan()
    {
        QWidget root;
        root.resize(300, 200);
        auto* label = new WrappingLabel(QString(60, u'x'), &root);
        label->setWordWrap(true);
        QVERIFY(label->minimumSizeHint().width() < label->fontMetrics().horizontalAdvance(label->text()) / 2);
        label->setGeometry(10, 10, 100, label->heightForWidth(100));
        QVERIFY(label->height() > 3 * label->fontMetrics().height());
        root.show();
        QCOMPARE(test::layoutFaults(root), QStringList());
        label->resize(100, label->height() - 4);
        QVERIFY(test::layoutFaults(root).first().contains(QStringLiteral("is cut")));
        const auto inkOf = [](const QImage& picture, int column) {
            int ink = 0;
            for (int y = 0; y < picture.height(); ++y)
                ink += picture.pixel(column, y) != picture.pixel(picture.width() - 1, picture.height() - 1) ? 1 : 0;
            return ink;
        };
        label->resize(100, label->heightForWidth(100));
        const QImage picture = label->grab().toImage();
        QVERIFY2(inkOf(picture, 4) > 3, "every line begins at the left");
    }

    void letsEllipsesBe()
    {
        QWidget root;
        root.resize(300, 100);
        auto* label = new ElidedLabel(&root);
        label->setText(QStringLiteral("A sentence of several words that has a tooltip"));
        label->setGeometry(10, 10, 100, 30);
        root.show();
        QCOMPARE(test::layoutFaults(root), QStringList());
    }
};

DPL_UI_TEST(TestLayout)
#include "tst_layout.moc"
