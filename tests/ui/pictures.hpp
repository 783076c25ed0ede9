#pragma once

#include <QDir>
#include <QImage>
#include <QTest>
#include <QWidget>

/// Pictures that tests leave for those who look at them, in <build>/pictures.
namespace dpl::test {

/// Rows "light-1280", "dark-1280", "light-1920", "dark-1920" of a test that takes pictures: columns `dark` and `size`,
/// the window's.
inline void addLooks(const QList<QSize>& sizes = {{1280, 800}, {1920, 1080}})
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    for (const QSize& size : sizes) {
        for (const bool dark : {false, true}) {
            QTest::addRow("%s-%d", dark ? "dark" : "light", size.width()) << dark << size;
        }
    }
}

/// What a window of that size leaves a page beside the sidebar, over the strip of jobs.
inline QSize pageSize(const QSize& window)
{
    return window - QSize(168, 36);
}

/// Saves what `widget` shows as "<name>-<row>.png", or "<name>.png" in a test without rows.
inline void savePicture(QWidget& widget, const QString& name)
{
    const QImage picture = widget.grab().toImage();
    QVERIFY(picture.width() > 100);
    QVERIFY(QDir().mkpath(QStringLiteral(DPL_PICTURES)));
    const QString row = QTest::currentDataTag() ? u'-' + QString::fromLatin1(QTest::currentDataTag()) : QString();
    const QString file = QStringLiteral(DPL_PICTURES "/%1%2.png").arg(name, row);
    QVERIFY2(picture.save(file), qPrintable(file));
}

} // namespace dpl::test
