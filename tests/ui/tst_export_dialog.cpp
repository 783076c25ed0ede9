#include "chart_samples.hpp"
#include "figures/figure_export.hpp"
#include "named_widget.hpp"
#include "ui_test.hpp"
#include "widgets/export_dialog.hpp"
#include "widgets/figure_clipboard.hpp"
#include "widgets/figure_preview.hpp"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace dpl;
using namespace dpl::ui;
using test::named;

namespace {

QString message(const QDialog& dialog)
{
    return named<QLabel>(dialog, QStringLiteral("Outcome"))->text();
}

ExportOptions into(const QTemporaryDir& folder)
{
    ExportOptions options;
    options.folder = folder.path();
    return options;
}

} // namespace

class TestExportDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void optionsComeBackAsTheyWereGiven()
    {
        ExportOptions options;
        options.pdf = false;
        options.png = true;
        options.pgf = true;
        options.data = true;
        options.dotsPerInch = 450.0;
        options.widthInches = 4.1;
        options.heightInches = 2.2;
        options.fontFamily = QStringLiteral("sans-serif");
        options.fontPoints = 7.5;
        options.lineWidthPoints = 0.75;
        options.legends = false;
        options.folder = QStringLiteral("/some/folder");
        options.stem = QStringLiteral("name");
        ExportDialog dialog(test::threePanels());
        dialog.setOptions(options);
        QCOMPARE(dialog.options(), options);
    }

    void theKeyboardIsEnough()
    {
        QTemporaryDir folder;
        ExportDialog dialog(test::threePanels());
        dialog.setOptions(into(folder));
        dialog.show();
        dialog.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QTest::keyClick(&dialog, Qt::Key_S, Qt::AltModifier);
        QTRY_VERIFY(dialog.options().svg);
        QTest::keyClick(&dialog, Qt::Key_D, Qt::AltModifier);
        QTRY_VERIFY(dialog.options().data);
        QTest::keyClick(dialog.focusWidget(), Qt::Key_Tab);
        QCOMPARE(dialog.focusWidget()->accessibleName(), QStringLiteral("Width preset"));
        QSignalSpy exported(&dialog, &ExportDialog::exported);
        QTest::keyClick(&dialog, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(exported.count(), 1);
        const QStringList written = exported[0][0].toStringList();
        QCOMPARE(written,
            QStringList(
                {QStringLiteral("figure-1.pdf"), QStringLiteral("figure-1.svg"), QStringLiteral("figure-1.csv")}));
        for (const QString& name : written) {
            QVERIFY(QFile::exists(folder.filePath(name)));
            QVERIFY(named<QLabel>(dialog, QStringLiteral("Outcome"))->toolTip().contains(name));
        }
        QCOMPARE(message(dialog), QStringLiteral("Wrote 3 files."));
        QVERIFY(named<QPushButton>(dialog, QStringLiteral("Show folder"))->isVisible());
        QVERIFY(dialog.isVisible());
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }

    void everyControlHasANameAndAToolTip()
    {
        const ExportDialog dialog(test::threePanels());
        QWidgetList controls;
        for (QWidget* widget : dialog.findChildren<QWidget*>()) {
            const bool inside = qobject_cast<QAbstractSpinBox*>(widget->parentWidget())
                || qobject_cast<QComboBox*>(widget->parentWidget());
            if (!inside && (widget->focusPolicy() & Qt::TabFocus) && widget->metaObject() != &QWidget::staticMetaObject
                && widget->parentWidget() == &dialog) {
                controls.append(widget);
                QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
                QVERIFY2(!widget->toolTip().isEmpty(), qPrintable(widget->accessibleName()));
            }
        }
        QVERIFY(controls.size() >= 20);
    }

    void presetsSetTheWidth()
    {
        ExportDialog dialog(test::threePanels());
        auto* preset = named<QComboBox>(dialog, QStringLiteral("Width preset"));
        auto* width = named<QDoubleSpinBox>(dialog, QStringLiteral("Width"));
        QCOMPARE(preset->currentIndex(), 1);
        preset->setCurrentIndex(0);
        QCOMPARE(width->value(), 3.25);
        width->setValue(4.0);
        QCOMPARE(preset->currentIndex(), 2);
    }

    void thePreviewHasTheProportionsOfThePaper()
    {
        ExportDialog dialog(test::threePanels());
        ExportOptions options;
        options.widthInches = 4.0;
        options.heightInches = 2.0;
        dialog.setOptions(options);
        dialog.show();
        const auto* preview = dialog.findChild<FigurePreview*>();
        const QRect sheet = preview->sheet();
        QVERIFY(std::abs(sheet.width() - 2.0 * sheet.height()) <= 2.0);
        QVERIFY(preview->rect().contains(sheet));
    }

    void faultsAreSaidInTheDialog()
    {
        QTemporaryDir folder;
        ExportDialog dialog(test::threePanels());
        dialog.setOptions(into(folder));
        auto* button = named<QPushButton>(dialog, QStringLiteral("Export"));
        QVERIFY(button->isEnabled());
        auto* pdf = named<QCheckBox>(dialog, QStringLiteral("PDF"));
        pdf->setChecked(false);
        QVERIFY(!button->isEnabled());
        QVERIFY(message(dialog).contains(QStringLiteral("format")));
        pdf->setChecked(true);
        named<QLineEdit>(dialog, QStringLiteral("File name"))->setText(QStringLiteral("a/b"));
        QVERIFY(!button->isEnabled());
        named<QLineEdit>(dialog, QStringLiteral("File name"))->setText(QStringLiteral("a"));
        QVERIFY(QFile(folder.filePath(QStringLiteral("file"))).open(QIODevice::WriteOnly));
        named<QLineEdit>(dialog, QStringLiteral("Folder"))->setText(folder.filePath(QStringLiteral("file/below")));
        QVERIFY(button->isEnabled());
        QSignalSpy exported(&dialog, &ExportDialog::exported);
        dialog.exportNow();
        QTRY_VERIFY(message(dialog).contains(QStringLiteral("could not be written")));
        QCOMPARE(exported.count(), 0);
        QCOMPARE(dialog.optionsToKeep().folder, folder.path()); // not where nothing could be written
    }

    void aFolderThatIsNotThereIsMade()
    {
        QTemporaryDir folder;
        const QString missing = folder.filePath(QStringLiteral("figures/first"));
        ExportDialog dialog(test::threePanels());
        dialog.setOptions(into(folder));
        named<QLineEdit>(dialog, QStringLiteral("Folder"))->setText(missing);
        QVERIFY2(message(dialog).contains(QStringLiteral("is not there yet")), qPrintable(message(dialog)));
        QVERIFY(!QFile::exists(missing));
        QSignalSpy exported(&dialog, &ExportDialog::exported);
        dialog.exportNow();
        QTRY_COMPARE(exported.count(), 1);
        QVERIFY(QFile::exists(missing + QStringLiteral("/figure-1.pdf")));
        QCOMPARE(dialog.optionsToKeep().folder, missing);
    }

    void filesThatAreThereAreReplacedOnlyWhenAsked()
    {
        QTemporaryDir folder;
        ExportDialog dialog(test::threePanels());
        dialog.setOptions(into(folder));
        dialog.show();
        QVERIFY(message(dialog).isEmpty());
        QVERIFY(!named<QPushButton>(dialog, QStringLiteral("Replace"))->isVisible());
        QSignalSpy exported(&dialog, &ExportDialog::exported);
        dialog.exportNow();
        QTRY_COMPARE(exported.count(), 1);
        const auto content = [&folder](const char* name) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QByteArray first = content("figure-1.pdf");
        QVERIFY(!first.isEmpty());

        named<QDoubleSpinBox>(dialog, QStringLiteral("Width"))->setValue(3.0);
        QCOMPARE(message(dialog), QStringLiteral("figure-1.pdf exists already: replace it, or keep both."));
        auto* keep = named<QPushButton>(dialog, QStringLiteral("Keep both"));
        QVERIFY(keep && keep->toolTip().contains(QStringLiteral("figure-1-2")));
        keep->click();
        QTRY_COMPARE(exported.count(), 2);
        QVERIFY(message(dialog).contains(QStringLiteral("Wrote figure-1-2.pdf")));
        QCOMPARE(content("figure-1.pdf"), first);
        const QByteArray second = content("figure-1-2.pdf");
        QVERIFY(!second.isEmpty() && second != first);

        named<QPushButton>(dialog, QStringLiteral("Replace"))->click();
        QTRY_COMPARE(exported.count(), 3);
        QCOMPARE(content("figure-1.pdf"), second);
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("figure-1-3.pdf"))));

        named<QLineEdit>(dialog, QStringLiteral("File name"))->setText(QStringLiteral("other"));
        QVERIFY(!named<QPushButton>(dialog, QStringLiteral("Replace"))->isVisible());
        QVERIFY(named<QPushButton>(dialog, QStringLiteral("Export")));
    }

    void parametersAndTablesGoBesideTheFigure()
    {
        QTemporaryDir folder;
        report::Table table;
        table.name = "agreement";
        table.columns = {{"Model", "", "", false}};
        table.rows = {{std::string("Base")}};
        ExportDialog dialog(test::threePanels(), {table});
        dialog.setParameters("{\"seed\": 1}");
        ExportOptions options = into(folder);
        options.parameters = true;
        options.csvTables = true;
        dialog.setOptions(options);
        QSignalSpy exported(&dialog, &ExportDialog::exported);
        dialog.exportNow();
        QTRY_COMPARE(exported.count(), 1);
        QFile json(folder.filePath(QStringLiteral("figure-1.json")));
        QVERIFY(json.open(QIODevice::ReadOnly));
        QCOMPARE(json.readAll(), QByteArray("{\"seed\": 1}"));
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("figure-1-agreement.csv"))));
    }

    void copiesAPicture()
    {
        ExportDialog dialog(test::threePanels());
        dialog.copyPicture();
        QTRY_VERIFY(message(dialog).contains(QStringLiteral("clipboard")));
        QCOMPARE(QGuiApplication::clipboard()->image().size(), QSize(1650, 360));
    }

    void copiesAtTheDotsPerInchAskedFor()
    {
        bool copied = false;
        copyFigure(this, test::threePanels(), 100.0, [&] { copied = true; }, [](const QString&) {});
        QTRY_VERIFY(copied);
        QCOMPARE(QGuiApplication::clipboard()->image().size(), QSize(550, 120));
    }

    void aPictureThatCannotBeDrawnIsSaidSo()
    {
        report::Figure figure = test::threePanels();
        figure.widthInches = 0.0;
        QString problem;
        bool copied = false;
        copyFigure(this, figure, 100.0, [&] { copied = true; }, [&](const QString& message) { problem = message; });
        QTRY_VERIFY(problem.contains(QStringLiteral("inches")));
        QVERIFY(!copied);
    }

    void closingWaitsForTheFiles()
    {
        QTemporaryDir folder;
        ExportDialog dialog(test::threePanels());
        dialog.setOptions(into(folder));
        dialog.show();
        QSignalSpy exported(&dialog, &ExportDialog::exported);
        dialog.exportNow();
        dialog.exportNow(); // is not heard
        dialog.close();
        QVERIFY(dialog.isVisible());
        QTRY_VERIFY(!dialog.isVisible());
        QCOMPARE(exported.count(), 1);
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("figure-1.pdf"))));
    }

    void aFailureKeepsTheDialogOpen()
    {
        QTemporaryDir folder;
        ExportDialog dialog(test::threePanels());
        ExportOptions options = into(folder);
        QVERIFY(QFile(folder.filePath(QStringLiteral("file"))).open(QIODevice::WriteOnly));
        options.folder = folder.filePath(QStringLiteral("file/below"));
        dialog.setOptions(options);
        dialog.show();
        dialog.exportNow();
        dialog.reject();
        QTRY_VERIFY(message(dialog).contains(QStringLiteral("could not be written")));
        QVERIFY(dialog.isVisible());
        dialog.reject();
        QVERIFY(!dialog.isVisible());
    }

    void thePreviewIsThePictureThatIsExported()
    {
        FigurePreview preview;
        preview.resize(700, 300);
        preview.setFigure(test::threePanels());
        preview.show();
        QTRY_VERIFY(preview.isUpToDate());
        const QRect sheet = preview.sheet();
        const QImage drawn = figureImage(test::threePanels(), sheet.width() / test::threePanels().widthInches);
        const QImage shown = preview.grab(sheet).toImage().convertToFormat(drawn.format());
        QCOMPARE(shown.size(), drawn.size());
        QVERIFY(shown == drawn);

        report::Figure figure = test::threePanels();
        figure.legends = false;
        preview.setFigure(figure);
        QVERIFY(!preview.isUpToDate());
        QTRY_VERIFY(preview.isUpToDate());
        QVERIFY(preview.grab(sheet).toImage().convertToFormat(drawn.format()) != drawn);
    }
};

DPL_UI_TEST(TestExportDialog)
#include "tst_export_dialog.moc"
