#include "base/error.hpp"
#include "chart_samples.hpp"
#include "figures/figure_export.hpp"
#include "figures/figure_style.hpp"
#include "report/figure_writers.hpp"
#include "ui_test.hpp"

#include <QDir>
#include <QFile>
#include <QMap>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QXmlStreamReader>

#include <cmath>

using namespace dpl;
using namespace dpl::ui;

Q_DECLARE_METATYPE(dpl::ui::ImageFormat)

namespace {

void addFormats()
{
    QTest::addColumn<ImageFormat>("format");
    QTest::newRow("pdf") << ImageFormat::pdf;
    QTest::newRow("svg") << ImageFormat::svg;
    QTest::newRow("png") << ImageFormat::png;
}

/// Where each text of an SVG starts, or is centred, in inches from the upper left corner; of equal texts the last.
QMap<QString, QPointF> textPlaces(const QByteArray& svg, double unitsPerInch)
{
    static const QRegularExpression move(QStringLiteral("^(translate|matrix)\\(([^)]*)\\)"));
    static const QRegularExpression separator(QStringLiteral("[ ,]+"));
    QMap<QString, QPointF> places;
    QList<QPointF> offsets{QPointF()};
    QXmlStreamReader reader(svg);
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement() && reader.name() == u"g") {
            QPointF offset = offsets.constLast();
            const auto match = move.match(reader.attributes().value(QStringLiteral("transform")).toString());
            if (match.hasMatch()) {
                const QStringList numbers = match.captured(2).split(separator);
                offset += QPointF(numbers[numbers.size() - 2].toDouble(), numbers.constLast().toDouble());
            }
            offsets.append(offset);
        } else if (reader.isEndElement() && reader.name() == u"g") {
            offsets.removeLast();
        } else if (reader.isStartElement() && reader.name() == u"text") {
            const QPointF at(reader.attributes().value(QStringLiteral("x")).toDouble(),
                reader.attributes().value(QStringLiteral("y")).toDouble());
            const QPointF place = (offsets.constLast() + at) / unitsPerInch;
            places.insert(reader.readElementText(QXmlStreamReader::IncludeChildElements).trimmed(), place);
        }
    }
    return places;
}

} // namespace

class TestFigureExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalFiguresGiveEqualBytes_data() { addFormats(); }
    void equalFiguresGiveEqualBytes()
    {
        QFETCH(ImageFormat, format);
        const QByteArray first = renderedFigure(test::threePanels(), format);
        // Files of a different second must not differ either.
        QTest::qWait(1100);
        QCOMPARE(renderedFigure(test::threePanels(), format), first);
    }

    void drawsInAnyThread_data() { addFormats(); }
    void drawsInAnyThread()
    {
        QFETCH(ImageFormat, format);
        QByteArray drawn;
        const std::unique_ptr<QThread> thread(
            QThread::create([&] { drawn = renderedFigure(test::threePanels(), format); }));
        thread->start();
        QVERIFY(thread->wait());
        QCOMPARE(drawn, renderedFigure(test::threePanels(), format));
    }

    void pdfHasTheExactPageAndAWholeTable()
    {
        const QByteArray pdf = renderedFigure(test::threePanels(), ImageFormat::pdf);
        // Qt's page of whole points is 86 high; the true one reaches 0.4 below it.
        QVERIFY(pdf.contains("/MediaBox [0 -0.40 396.00 86.00]"));
        QVERIFY(!pdf.contains("CreationDate"));
        const qsizetype start = pdf.lastIndexOf("startxref\n") + 10;
        const qsizetype table = pdf.mid(start, pdf.indexOf('\n', start) - start).toLongLong();
        QVERIFY(pdf.mid(table).startsWith("xref"));
        const QList<QByteArray> lines = pdf.mid(table).split('\n');
        const int count = lines[1].split(' ')[1].toInt();
        QVERIFY(count > 5);
        for (int object = 1; object < count; ++object) {
            const QByteArray& line = lines[object + 2];
            if (line.contains(" n")) {
                const QByteArray heading = QByteArray::number(object) + " 0 obj";
                QCOMPARE(pdf.mid(line.left(10).toLongLong(), heading.size()), heading);
            }
        }
    }

    void textOfThePdfCanBeExtracted()
    {
        const QString tool = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
        if (tool.isEmpty()) {
            QSKIP("pdftotext (of poppler-utils) is not installed");
        }
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("figure.pdf"));
        exportFigure(test::threePanels(), file, ImageFormat::pdf);
        QProcess process;
        process.start(tool, {QStringLiteral("-raw"), file, QStringLiteral("-")});
        QVERIFY(process.waitForFinished());
        const QString text = QString::fromUtf8(process.readAllStandardOutput());
        for (const QString& expected : {QStringLiteral("Normal preference learning"),
                 QStringLiteral("expected utility"), QStringLiteral("alternative a"), QStringLiteral("0.5")}) {
            QVERIFY2(text.contains(expected), qPrintable(expected + QStringLiteral(" not in: ") + text));
        }
    }

    void svgIsWellFormedAndHasText()
    {
        const QByteArray svg = renderedFigure(test::threePanels(), ImageFormat::svg);
        QXmlStreamReader reader(svg);
        QStringList texts;
        QString width;
        while (!reader.atEnd()) {
            reader.readNext();
            if (reader.isStartElement() && reader.name() == u"svg") {
                width = reader.attributes().value(QStringLiteral("width")).toString();
            } else if (reader.isStartElement() && reader.name() == u"text") {
                texts.append(reader.readElementText().trimmed());
            }
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(width, QStringLiteral("139.7mm"));
        QVERIFY(texts.contains(QStringLiteral("Borda count")));
        QVERIFY(texts.contains(QStringLiteral("DPL, categorical")));
        QVERIFY(svg.contains(", serif\""));
        QVERIFY(!svg.contains("stroke-dasharray=\"2000"));
    }

    void everyWriterPutsTextsInOnePlace()
    {
        if (paperStyle(test::threePanels()).font.family() != u"Latin Modern Roman") {
            QSKIP("Latin Modern is not installed, and another font is wider than LaTeX's own");
        }
        for (const report::Figure& figure : {test::lossCurves(), test::threePanels()}) {
            const auto drawn = textPlaces(renderedFigure(figure, ImageFormat::svg), unitsPerInch);
            const auto written = textPlaces(QByteArray::fromStdString(report::toSvg(figure)), report::texPointsPerInch);
            int legends = 0;
            for (const report::Panel& panel : figure.panels) {
                for (const std::size_t layer : report::legendLayers(figure, panel)) {
                    const QString label = QString::fromStdString(
                        std::visit([](const auto& of) { return of.label; }, panel.layers[layer]));
                    QVERIFY2(drawn.contains(label) && written.contains(label), qPrintable(label));
                    const QPointF apart = drawn[label] - written[label];
                    QVERIFY2(std::hypot(apart.x(), apart.y()) < 1.0 / 72.0,
                        qPrintable(QStringLiteral("%1: %2, %3").arg(label).arg(apart.x()).arg(apart.y())));
                    ++legends;
                }
                const QString title = QString::fromStdString(panel.title);
                QVERIFY(std::abs(drawn[title].y() - written[title].y()) < 1.0 / 72.0);
            }
            QVERIFY(legends > 0);
        }
    }

    void aLineIsOnePath()
    {
        const QByteArray svg = renderedFigure(test::threePanels(), ImageFormat::svg);
        static const QRegularExpression path(QStringLiteral("<path [^>]*d=\"M[^\"]*\""));
        int longest = 0;
        auto matches = path.globalMatch(QString::fromUtf8(svg));
        while (matches.hasNext()) {
            longest = std::max(longest, static_cast<int>(matches.next().captured().count(u'L')));
        }
        QVERIFY(longest >= 200);
    }

    void pngHasTheSizeInPixels()
    {
        const QImage image = QImage::fromData(renderedFigure(test::threePanels(), ImageFormat::png, 200.0));
        QCOMPARE(image.size(), QSize(1100, 240));
        QCOMPARE(qRound(image.dotsPerMeterX() * 0.0254), 200);
    }

    void notesAreInEveryFile()
    {
        report::Figure figure = test::threePanels();
        figure.notes = {"36 of 187 rows are left out: r² <b>", "went on"};
        const QString notes = QStringLiteral("36 of 187 rows are left out: r² <b>\nwent on");

        QXmlStreamReader reader(renderedFigure(figure, ImageFormat::svg));
        QString description;
        while (!reader.atEnd()) {
            reader.readNext();
            if (reader.isStartElement() && reader.name() == u"desc") {
                description = reader.readElementText();
            }
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(description, notes);

        const QImage image = QImage::fromData(renderedFigure(figure, ImageFormat::png));
        QCOMPARE(image.text(QStringLiteral("Description")), notes);

        const QByteArray pdf = renderedFigure(figure, ImageFormat::pdf);
        const qsizetype begin = pdf.indexOf("/Subject <FEFF") + 14;
        QVERIFY(begin > 14);
        const QByteArray units = QByteArray::fromHex(pdf.mid(begin, pdf.indexOf('>', begin) - begin));
        QString subject;
        for (qsizetype i = 0; i + 1 < units.size(); i += 2) {
            subject += QChar(char16_t(quint8(units[i]) << 8 | quint8(units[i + 1])));
        }
        QCOMPARE(subject, notes);
        if (const QString tool = QStandardPaths::findExecutable(QStringLiteral("pdfinfo")); !tool.isEmpty()) {
            QTemporaryDir folder;
            const QString file = folder.filePath(QStringLiteral("figure.pdf"));
            exportFigure(figure, file, ImageFormat::pdf);
            QProcess process;
            process.start(tool, {QStringLiteral("-enc"), QStringLiteral("UTF-8"), file});
            QVERIFY(process.waitForFinished());
            QVERIFY(QString::fromUtf8(process.readAllStandardOutput()).contains(QStringLiteral("36 of 187 rows")));
        }
    }

    void unwritableFoldersAreSaidSo()
    {
        QTemporaryDir folder;
        QFile blocker(folder.filePath(QStringLiteral("file")));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        const QString file = folder.filePath(QStringLiteral("file/figure.pdf"));
        try {
            exportFigure(test::threePanels(), file, ImageFormat::pdf);
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("figure.pdf could not be written")));
        }
    }

    void impossibleSizesAreErrors()
    {
        report::Figure figure = test::threePanels();
        figure.widthInches = 0.0;
        QVERIFY_EXCEPTION_THROWN(renderedFigure(figure, ImageFormat::pdf), Error);
        QVERIFY_EXCEPTION_THROWN(renderedFigure(test::threePanels(), ImageFormat::png, 1e6), Error);
    }

    void filesAreWrittenWhole_data() { addFormats(); }
    void filesAreWrittenWhole()
    {
        QFETCH(ImageFormat, format);
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("figure.") + fileSuffix(format));
        exportFigure(test::lossCurves(), file, format);
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), renderedFigure(test::lossCurves(), format));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }
};

DPL_UI_TEST(TestFigureExport)
#include "tst_figure_export.moc"
