#include "base/theme.hpp"
#include "pages/inspect/text_bubble.hpp"
#include "ui_test.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/card.hpp"
#include "widgets/notice.hpp"
#include "widgets/problem_label.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/wrapped_text.hpp"

#include <QImage>
#include <QLabel>
#include <QTest>
#include <QVBoxLayout>

#include <map>

using namespace dpl::ui;

namespace {

/// Of the ground, which most of the pixels have, and whatever stands out from it most.
double contrastWithin(const QImage& picture)
{
    std::map<QRgb, int> counts;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            ++counts[picture.pixel(x, y)];
        }
    }
    const QColor ground = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
        return a.second < b.second;
    })->first;
    double most = 1.0;
    for (const auto& [colour, count] : counts) {
        most = std::max(most, contrast(ground, QColor(colour)));
    }
    return most;
}

/// The lines of a text, without what is around them.
QWidget* textOf(QWidget* widget)
{
    auto* text = widget->findChild<WrappedText*>();
    return text ? text : widget;
}

} // namespace

/// What a widget was given before the theme changed reads after it.
class TestThemeSwitch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { applyTheme(Theme::light()); }

    void textReads_data()
    {
        QTest::addColumn<QList<bool>>("themes"); // dark or not, one after the other
        QTest::newRow("light") << QList<bool>{false};
        QTest::newRow("dark") << QList<bool>{true};
        QTest::newRow("light to dark") << QList<bool>{false, true};
        QTest::newRow("dark to light") << QList<bool>{true, false};
        QTest::newRow("there and back") << QList<bool>{false, true, false};
    }

    void textReads()
    {
        QFETCH(QList<bool>, themes);
        applyTheme(themes.first() ? Theme::dark() : Theme::light());
        Card card(QStringLiteral("Texts"));
        const QString words = QStringLiteral("HHHH MMMM HHHH MMMM HHHH");
        const auto add = [&card](const char* name, QWidget* widget) {
            widget->setObjectName(QLatin1String(name));
            card.body()->addWidget(widget);
        };
        for (const Tone tone : {Tone::neutral, Tone::accent, Tone::good, Tone::warning, Tone::bad}) {
            auto* notice = new Notice(tone);
            notice->setText(words);
            add("notice", notice);
        }
        const std::string text = words.toStdString();
        const auto addBubble = [&](const char* name, TextBubble::Ground ground, const std::string& said,
                                   const std::vector<dpl::inspection::TextRange>& marked) {
            auto* bubble = new TextBubble(QStringLiteral("Somebody"), ground);
            bubble->setText(said, marked);
            add(name, bubble);
        };
        addBubble("human", TextBubble::Ground::human, text, {});
        addBubble("assistant", TextBubble::Ground::assistant, text, {});
        addBubble("highlighted", TextBubble::Ground::assistant, text, {{0, text.size()}});
        addBubble("one word highlighted", TextBubble::Ground::assistant, text, {{5, 9}});
        addBubble("empty", TextBubble::Ground::assistant, "", {});
        add("label", new QLabel(words));
        add("secondary label", new SecondaryLabel(words));
        auto* problem = new ProblemLabel(QStringLiteral("Problem"));
        problem->setProblem(words);
        add("problem", problem);
        card.resize(420, 900);
        card.show();
        QVERIFY(QTest::qWaitForWindowExposed(&card));
        for (const bool dark : themes) {
            applyTheme(dark ? Theme::dark() : Theme::light());
            QTest::qWait(20);
            const QImage picture = card.grab().toImage();
            for (QWidget* widget : card.findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
                if (widget->objectName().isEmpty()) {
                    continue;
                }
                QWidget* lines = textOf(widget);
                const double found = contrastWithin(picture.copy(QRect(lines->mapTo(&card, QPoint()), lines->size())));
                QVERIFY2(found >= 4.5,
                    qPrintable(QStringLiteral("%1, %2: %3")
                                   .arg(widget->objectName(), dark ? QStringLiteral("dark") : QStringLiteral("light"))
                                   .arg(found)));
            }
        }
    }

    void highlightsLieOnTheirWords()
    {
        TextBubble bubble(QStringLiteral("Somebody"), TextBubble::Ground::assistant);
        const std::string text = "Zwölf  Boxkämpfer\r\njagen Viktor";
        const std::size_t begin = text.find("jagen");
        bubble.setText(text, {{begin, begin + 5}});
        const auto parts = bubble.findChild<WrappedText*>()->extraSelections();
        QCOMPARE(parts.size(), qsizetype(1));
        QCOMPARE(parts.first().cursor.selectedText(), QStringLiteral("jagen"));
        QVERIFY2(bubble.findChild<WrappedText*>()->toPlainText().contains(QStringLiteral("Zwölf  Box")),
            "blanks are shown as they are");
    }
};

DPL_UI_TEST(TestThemeSwitch)
#include "tst_theme_switch.moc"
