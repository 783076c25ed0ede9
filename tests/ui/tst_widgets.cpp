#include "base/decimal_text.hpp"
#include "base/icon.hpp"
#include "base/theme.hpp"
#include "comma_locale.hpp"
#include "report/own_role.hpp"
#include "ui_test.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/card.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/number_box.hpp"
#include "widgets/overflow_bar.hpp"
#include "widgets/page_header.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/series_swatch.hpp"
#include "widgets/status_pill.hpp"
#include "widgets/themed_icon.hpp"

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QProgressBar>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTableWidget>
#include <QTest>

using namespace dpl::ui;

namespace {

/// Every widget of the set once, to look at.
QWidget* gallery()
{
    auto* window = new QWidget;
    window->resize(960, 640);
    auto* header = new PageHeader(QStringLiteral("Synthetic experiment"));
    header->addBesideTitle(new StatusPill(QStringLiteral("running · 64 %")));
    header->setNote(QStringLiteral("1 min 02 s left"));
    header->addButton(new QPushButton(QStringLiteral("Stop")));
    auto* disabled = new QPushButton(icon(QStringLiteral("export")), QStringLiteral("Export figure…"));
    disabled->setEnabled(false);
    header->addButton(disabled);
    header->addButton(
        new PrimaryButton(icon(QStringLiteral("start"), QPalette::HighlightedText), QStringLiteral("Start")));

    auto* environment = new Card(QStringLiteral("Environment"));
    environment->body()->addWidget(
        new SegmentedControl({QStringLiteral("1-D"), QStringLiteral("2-D"), QStringLiteral("Custom")}));
    auto* note = new SecondaryLabel(
        QStringLiteral("u(a, z) = a below 0.8; from 0.8 on 2a or 0, each for half of the annotators."));
    note->setWordWrap(true);
    environment->body()->addWidget(note);

    auto* training = new Card(QStringLiteral("Training"));
    training->addBesideTitle(new StatusPill(QStringLiteral("paper preset")));
    auto* form = new QFormLayout;
    auto* number = new WholeNumberBox;
    number->setRange(0, 100000);
    number->setValue(2048);
    number->setAlignment(Qt::AlignRight);
    auto* rate = new DecimalBox;
    rate->setDecimals(4);
    rate->setValue(0.001);
    rate->setEnabled(false);
    auto* box = new QComboBox;
    box->addItems({QStringLiteral("cosine"), QStringLiteral("constant")});
    form->addRow(new SecondaryLabel(QStringLiteral("Comparisons per step")), number);
    form->addRow(new SecondaryLabel(QStringLiteral("Learning rate")), rate);
    form->addRow(new SecondaryLabel(QStringLiteral("Schedule")), box);
    auto* edit = new QLineEdit(QStringLiteral("0 1 2"));
    edit->selectAll();
    form->addRow(new SecondaryLabel(QStringLiteral("Seeds")), edit);
    auto* search = new QLineEdit;
    search->setPlaceholderText(QStringLiteral("Search"));
    search->addAction(icon(QStringLiteral("search"), QPalette::PlaceholderText), QLineEdit::LeadingPosition);
    form->addRow(new SecondaryLabel(QStringLiteral("Filter")), search);
    auto* on = new QCheckBox(QStringLiteral("Log axis"));
    on->setChecked(true);
    form->addRow(QString(), on);
    form->addRow(QString(), new QCheckBox(QStringLiteral("Legend")));
    auto* radio = new QRadioButton(QStringLiteral("By step"));
    radio->setChecked(true);
    form->addRow(QString(), radio);
    auto* slider = new QSlider(Qt::Horizontal);
    slider->setValue(30);
    form->addRow(new SecondaryLabel(QStringLiteral("Smoothing")), slider);
    auto* bar = new QProgressBar;
    bar->setTextVisible(false);
    bar->setValue(64);
    form->addRow(new SecondaryLabel(QStringLiteral("Progress")), bar);
    training->body()->addLayout(form);

    auto* pills = new Card(QStringLiteral("States"));
    pills->setNote(QStringLiteral("· all of them"));
    auto* row = new QHBoxLayout;
    row->addWidget(new StatusPill(QStringLiteral("running · 64 %"), Tone::accent));
    row->addWidget(new StatusPill(QStringLiteral("queued"), Tone::neutral));
    row->addWidget(new StatusPill(QStringLiteral("done"), Tone::good));
    row->addWidget(new StatusPill(QStringLiteral("stopped"), Tone::warning));
    row->addWidget(new StatusPill(QStringLiteral("failed"), Tone::bad));
    row->addStretch();
    pills->body()->addLayout(row);
    auto* icons = new QHBoxLayout;
    for (const char* name : {"synthetic", "train", "runs", "evaluate", "inspect", "results", "jobs", "settings",
             "start", "stop", "export", "open", "folder", "search", "resume", "close", "copy", "theme"}) {
        auto* label = new QLabel;
        label->setPixmap(icon(QLatin1String(name)).pixmap(20, 20));
        icons->addWidget(label);
    }
    auto* own = new QLabel;
    own->setPixmap(applicationIcon().pixmap(64, 64));
    icons->addWidget(own);
    icons->addStretch();
    pills->body()->addLayout(icons);
    auto* table = new QTableWidget(8, 3);
    table->setHorizontalHeaderLabels({QStringLiteral("Model"), QStringLiteral("Loss"), QStringLiteral("τ BC")});
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    for (int line = 0; line < 8; ++line)
        table->setItem(line, 0, new QTableWidgetItem(QStringLiteral("Mean and variance")));
    table->selectRow(1);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setFixedHeight(160);
    pills->body()->addWidget(table);

    auto* empty = new Card;
    auto* state = new EmptyState(QStringLiteral("results"), QStringLiteral("No results yet"),
        QStringLiteral("Tables 1a and 1b appear here once an evaluation is done."));
    state->setButton(QStringLiteral("Go to Synthetic"));
    empty->body()->addWidget(state);

    auto* left = new QVBoxLayout;
    left->addWidget(environment);
    left->addWidget(training);
    left->addStretch();
    auto* right = new QVBoxLayout;
    right->addWidget(pills);
    right->addWidget(empty, 1);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(16);
    columns->addLayout(left);
    columns->addLayout(right, 1);
    auto* all = new QVBoxLayout(window);
    all->setContentsMargins(20, 16, 20, 16);
    all->setSpacing(12);
    all->addWidget(header);
    all->addLayout(columns);
    return window;
}

} // namespace

class TestWidgets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Two series of one colour are told apart by their swatches: by how often ink begins from left to right.
    void swatchesShowDashes()
    {
        const auto pieces = [](dpl::report::Dash dash) {
            QImage image(10, 10, QImage::Format_ARGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            paintSwatch(
                painter, QRectF(0, 0, 10, 10), dpl::report::ownRole({0, 114, 178}, dash), dpl::report::Ground::paper);
            painter.end();
            QList<int> widths;
            bool wasInk = false;
            for (int x = 0; x < image.width(); ++x) {
                const bool isInk = image.pixelColor(x, 5) != QColor(Qt::white);
                if (isInk && !wasInk)
                    widths << 0;
                if (isInk)
                    ++widths.last();
                wasInk = isInk;
            }
            return widths;
        };
        QCOMPARE(pieces(dpl::report::Dash::solid), (QList<int>{10}));
        QCOMPARE(pieces(dpl::report::Dash::dashed), (QList<int>{4, 4}));
        QCOMPARE(pieces(dpl::report::Dash::dotted), (QList<int>{2, 2, 2}));
        QCOMPARE(pieces(dpl::report::Dash::dashDotted), (QList<int>{6, 2}));
    }

    /// Under a locale with decimal commas as under any other: a comma is never left out, nor taken for a point.
    void numbersAreReadTheSameInEveryLocale()
    {
        const dpl::test::CommaLocale locale;
        QVERIFY(locale.isInForce());
        QCOMPARE(readDecimal(QStringLiteral(" 0.001 ")), 0.001);
        QCOMPARE(readDecimal(QStringLiteral("−1e-5")), -1e-5);
        for (const char* text : {"0,001", "1,000", "1,000.5", "1.000,5", "", "x", "inf", "nan", "1 000"})
            QVERIFY2(!readDecimal(QString::fromUtf8(text)), text);
        QCOMPARE(
            decimalProblem(QStringLiteral("0,001")), QStringLiteral("Write 0.001 with a point, not with a comma."));
        QCOMPARE(decimalProblem(QStringLiteral("1,000.5")), QStringLiteral("“1,000.5” is not a number."));
        QCOMPARE(readWholeNumber(QStringLiteral("18446744073709551615")), ~std::uint64_t(0));
        for (const char* text : {"1,000", "1.0", "-1", "18446744073709551616"})
            QVERIFY2(!readWholeNumber(QString::fromUtf8(text)), text);
        QCOMPARE(decimalText(0.05), QStringLiteral("0.05"));
        QCOMPARE(QLocale().toString(0.5), QStringLiteral("0.5"));
        QCOMPARE(QStringLiteral("%L1").arg(50000), QStringLiteral("50,000"));
    }

    void boxesOfNumbersTakeNoCommas()
    {
        DecimalBox rate;
        rate.setRange(0.0, 1e6);
        rate.setDecimals(4);
        WholeNumberBox count;
        count.setRange(0, 1000000);
        for (QAbstractSpinBox* box : {static_cast<QAbstractSpinBox*>(&rate), static_cast<QAbstractSpinBox*>(&count)}) {
            box->show();
            for (const char* typed : {"0,001", "1,5", "1,024"}) {
                rate.setValue(0.25);
                count.setValue(7);
                box->selectAll();
                QTest::keyClicks(box, QString::fromUtf8(typed));
                QCOMPARE(box->text(), QString::fromUtf8(typed)); // to be seen until the box is left
                QTest::keyClick(box, Qt::Key_Return);
                QCOMPARE(rate.value(), 0.25);
                QCOMPARE(count.value(), 7);
            }
        }
        rate.selectAll();
        QTest::keyClicks(&rate, QStringLiteral("0.001"));
        QCOMPARE(rate.value(), 0.001);
        count.selectAll();
        QTest::keyClicks(&count, QStringLiteral("1024"));
        QCOMPARE(count.value(), 1024);
        QCOMPARE(count.text(), QStringLiteral("1024"));
    }

    void initTestCase() { applyTheme(Theme::light()); }

    void segmentsAreChosenByKeyboard()
    {
        SegmentedControl control({QStringLiteral("1-D"), QStringLiteral("2-D"), QStringLiteral("Custom")});
        QSignalSpy changed(&control, &SegmentedControl::currentChanged);
        control.show();
        QVERIFY(QTest::qWaitForWindowExposed(&control));
        QCOMPARE(control.currentIndex(), 0);
        const auto segments = control.findChildren<QAbstractButton*>();
        QCOMPARE(segments.size(), 3);
        segments.first()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(segments.first(), Qt::Key_Right);
        QCOMPARE(control.currentIndex(), 1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QCOMPARE(control.currentText(), QStringLiteral("Custom"));
        QCOMPARE(changed.size(), 2);
        control.setCurrentIndex(2);
        QCOMPARE(changed.size(), 2);
        control.setCurrentIndex(0);
        QCOMPARE(changed.size(), 3);
        control.setCurrentIndex(7);
        QCOMPARE(control.currentIndex(), 0);
    }

    void controlsTellTheirNames()
    {
        SegmentedControl control({QStringLiteral("1-D"), QStringLiteral("2-D")});
        for (QAbstractButton* segment : control.findChildren<QAbstractButton*>()) {
            QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(segment);
            QVERIFY(accessible);
            QCOMPARE(accessible->text(QAccessible::Name), segment->text());
        }
        StatusPill pill(QStringLiteral("running · 64 %"));
        QCOMPARE(pill.accessibleName(), QStringLiteral("running · 64 %"));
        const Card card(QStringLiteral("Training"));
        QCOMPARE(card.accessibleName(), QStringLiteral("Training"));
    }

    void anEmptyStatesSentenceTakesTheRoomItNeeds()
    {
        const QString sentence =
            QStringLiteral("Reward models that you train are listed here with what they know of every response.");
        const auto heightIn = [&sentence](const QList<int>& widths) {
            QWidget window;
            auto* state = new EmptyState(QStringLiteral("results"), QStringLiteral("No results"), sentence, &window);
            window.show();
            for (const int width : widths) {
                state->resize(width, 600);
                QCoreApplication::sendPostedEvents();
            }
            for (const QLabel* label : state->findChildren<QLabel*>()) {
                if (label->text() == sentence) {
                    return label->height();
                }
            }
            return -1;
        };
        QVERIFY(heightIn({120}) > heightIn({600}));
        QCOMPARE(heightIn({120, 600}), heightIn({600})); // no memory of a narrower time
    }

    void anEmptyStateOffersItsButton()
    {
        EmptyState state(QStringLiteral("results"), QStringLiteral("No results"), QStringLiteral("Run an evaluation."));
        QVERIFY(!state.button());
        state.setButton(QStringLiteral("Evaluate"));
        QSignalSpy clicked(&state, &EmptyState::buttonClicked);
        state.button()->click();
        QCOMPARE(clicked.size(), 1);
    }

    void iconsFollowThePalette()
    {
        QWidget window;
        auto* drawn = new ThemedIcon(
            QStringLiteral("alert"), 18, [](const Theme& theme) { return theme.toneColour(Tone::bad); }, &window);
        for (const Theme& theme : {Theme::light(), Theme::dark()}) {
            window.setPalette(theme.palette());
            const QImage picture = drawn->grab().toImage();
            bool hasColour = false;
            for (int i = 0; i < picture.width() * picture.height(); ++i) {
                const QColor pixel = picture.pixelColor(i % picture.width(), i / picture.width());
                hasColour = hasColour || pixel == theme.toneColour(Tone::bad);
            }
            QVERIFY(hasColour);
        }
    }

    void aBarOfButtonsCutsNone()
    {
        OverflowBar bar;
        QList<QAction*> actions;
        for (const char* text : {"Stop", "Open result", "Change…", "Folder"}) {
            actions << new QAction(QString::fromUtf8(text), &bar);
            bar.addButton(actions.constLast());
        }
        const auto texts = [&bar](bool isVisible) {
            QStringList found;
            for (const QPushButton* button : bar.findChildren<QPushButton*>()) {
                if (button->isVisible() != isVisible || button->menu())
                    continue;
                found << button->text();
            }
            return found;
        };
        bar.resize(bar.sizeHint());
        bar.show();
        QVERIFY(QTest::qWaitForWindowExposed(&bar));
        QCOMPARE(texts(true).size(), 4);
        for (int width = bar.sizeHint().width(); width >= bar.minimumSizeHint().width(); width -= 7) {
            bar.resize(width, bar.height());
            QCoreApplication::processEvents();
            QStringList inMenu;
            for (const QPushButton* button : bar.findChildren<QPushButton*>()) {
                if (!button->isVisible())
                    continue;
                QVERIFY2(bar.rect().contains(button->geometry()), qPrintable(button->text()));
                QVERIFY(button->width() >= button->sizeHint().width());
                if (button->menu()) {
                    for (const QAction* action : button->menu()->actions())
                        inMenu << action->text();
                }
            }
            QCOMPARE(inMenu, texts(false)); // nothing is lost
        }
        QVERIFY(texts(false).size() >= 3);
        QSignalSpy done(actions.constLast(), &QAction::triggered);
        actions.constFirst()->setVisible(false);
        actions.constLast()->setText(QStringLiteral("Show the folder"));
        QVERIFY(!texts(true).contains(QStringLiteral("Stop")));
        for (QPushButton* button : bar.findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Show the folder"))
                button->click();
        }
        QCOMPARE(done.size(), 1);
    }

    void looks_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void looks()
    {
        QFETCH(bool, dark);
        const Theme theme = dark ? Theme::dark() : Theme::light();
        applyTheme(theme);
        const std::unique_ptr<QWidget> window(gallery());
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
        const QImage picture = window->grab().toImage();
        QCOMPARE(picture.pixelColor(4, 4), theme.ground);
        QVERIFY(QDir().mkpath(QStringLiteral(DPL_PICTURES)));
        QVERIFY(picture.save(QStringLiteral(DPL_PICTURES "/widgets-%1.png")
                                 .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"))));
    }
};

DPL_UI_TEST(TestWidgets)
#include "tst_widgets.moc"
