#include "base/icon.hpp"
#include "base/theme.hpp"
#include "ui_test.hpp"

#include <QDir>
#include <QImage>
#include <QTest>

using namespace dpl::ui;

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void contrastIsThatOfWcag()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
        QVERIFY(std::abs(contrast(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01);
    }

    void textReads_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QColor>("text");
        QTest::addColumn<QColor>("ground");
        for (const bool dark : {false, true}) {
            const Theme theme = dark ? Theme::dark() : Theme::light();
            const QByteArray name = dark ? "dark" : "light";
            const std::pair<const char*, QColor> grounds[] = {{"ground", theme.ground}, {"card", theme.card},
                {"sidebar", theme.sidebar}, {"hover", theme.hover}, {"selection", theme.selection}};
            const std::pair<const char*, QColor> texts[] = {
                {"text", theme.text}, {"secondary text", theme.secondaryText}, {"accent", theme.accent}};
            for (const auto& [groundName, ground] : grounds) {
                for (const auto& [textName, text] : texts) {
                    QTest::addRow("%s: %s on %s", name.constData(), textName, groundName) << dark << text << ground;
                }
            }
            for (const Tone tone : {Tone::neutral, Tone::accent, Tone::good, Tone::warning, Tone::bad}) {
                QTest::addRow("%s: pill %d", name.constData(), int(tone))
                    << dark << theme.toneColour(tone) << theme.pillGround(tone);
                QTest::addRow("%s: tone %d on card", name.constData(), int(tone))
                    << dark << theme.toneColour(tone) << theme.card;
                QTest::addRow("%s: tone %d on selection", name.constData(), int(tone))
                    << dark << theme.toneColour(tone) << theme.selection;
            }
            QTest::addRow("%s: primary button", name.constData()) << dark << theme.accentText << theme.accentFill;
        }
    }

    void textReads()
    {
        QFETCH(QColor, text);
        QFETCH(QColor, ground);
        const double found = contrast(text, ground);
        QVERIFY2(found >= 4.5, qPrintable(QStringLiteral("%1 on %2: %3").arg(text.name(), ground.name()).arg(found)));
    }

    void isCarriedByThePalette()
    {
        QVERIFY(Theme::of(Theme::dark().palette()).isDark());
        QVERIFY(!Theme::of(Theme::light().palette()).isDark());
        QCOMPARE(Theme::dark().figureGround, dpl::report::Ground::dark);
    }

    void hasAllIcons()
    {
        for (const char* name : {"synthetic", "train", "runs", "evaluate", "inspect", "results", "jobs", "settings",
                 "start", "stop", "export", "open", "folder", "search", "resume"}) {
            const QImage picture = iconPixmap(QLatin1String(name), QColor(0x12, 0x34, 0x56), 20, 2.0).toImage();
            QCOMPARE(picture.size(), QSize(40, 40));
            int inked = 0;
            for (int y = 0; y < 40; ++y) {
                for (int x = 0; x < 40; ++x) {
                    const QColor pixel = picture.pixelColor(x, y);
                    if (pixel.alpha() == 255) {
                        QCOMPARE(pixel.name(), QStringLiteral("#123456"));
                        ++inked;
                    }
                }
            }
            QVERIFY2(inked > 40, name);
        }
        QVERIFY(!applicationIcon().pixmap(64, 64).isNull());
    }
};

DPL_UI_TEST(TestTheme)
#include "tst_theme.moc"
