#include "widgets/export_dialog.hpp"

#include "base/background.hpp"
#include "base/dialog_size.hpp"
#include "base/error.hpp"
#include "widgets/export_form.hpp"
#include "widgets/figure_clipboard.hpp"
#include "widgets/figure_preview.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/wrapping_label.hpp"

#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QUrl>

#include <utility>

namespace dpl::ui {

ExportDialog::ExportDialog(report::Figure figure, QList<report::Table> tables, QWidget* parent)
    : QDialog(parent), m_source{std::move(figure), std::move(tables), {}}
{
    setWindowTitle(m_source.hasFigure() ? tr("Export figure") : tr("Export table"));
    m_preview = new FigurePreview;
    m_text = new QPlainTextEdit;
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setAccessibleName(tr("The table as LaTeX"));
    m_text->setToolTip(tr("The text that is copied or written as LaTeX"));
    m_preview->setVisible(m_source.hasFigure());
    m_text->setVisible(!m_source.hasFigure());
    m_message = new WrappingLabel;
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setAccessibleName(tr("Outcome"));

    auto* top = new QHBoxLayout;
    top->setSpacing(24);
    m_form = new ExportForm(m_source);
    connect(m_form, &ExportForm::changed, this, &ExportDialog::changed);
    top->addLayout(m_form);
    top->addWidget(m_preview, 1);
    top->addWidget(m_text, 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(16, 16, 16, 16);
    all->setSpacing(16);
    all->addLayout(top, 1);
    all->addLayout(makeButtons());
    setTabOrder();
    resizeWithinParent(*this, {1040, 480});

    const auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    connect(shortcut, &QShortcut::activated, this, &ExportDialog::exportNow);
    setParameters({});
    ExportOptions options;
    options.widthInches = m_source.figure.widthInches;
    options.fontFamily = QString::fromStdString(m_source.figure.fontFamily);
    options.fontPoints = m_source.figure.fontPoints;
    options.lineWidthPoints = m_source.figure.lineWidthPoints;
    options.legends = m_source.figure.legends;
    setOptions(options);
}

QLayout* ExportDialog::makeButtons()
{
    m_copy = new QPushButton(tr("Cop&y as picture"));
    describe(m_copy, tr("Copy as picture"), tr("Copy the figure to the clipboard, at the resolution of the PNG"));
    connect(m_copy, &QPushButton::clicked, this, &ExportDialog::copyPicture);
    m_copy->setVisible(m_source.hasFigure());
    m_copyLatex = new QPushButton(tr("Copy as LaTe&X"));
    describe(m_copyLatex, tr("Copy as LaTeX"),
        m_source.hasFigure() ? tr("Copy the figure's pgfplots source to the clipboard")
                             : tr("Copy the tables' booktabs source to the clipboard"));
    connect(m_copyLatex, &QPushButton::clicked, this, &ExportDialog::copyLatex);
    m_showFolder = new QPushButton(tr("Show folder"));
    describe(m_showFolder, tr("Show folder"), tr("Show the folder with the files in the file manager"));
    connect(m_showFolder, &QPushButton::clicked, this,
        [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(options().folder)); });
    m_showFolder->setAutoDefault(false);
    m_close = new QPushButton(tr("Close"));
    describe(m_close, tr("Close"), tr("Close without writing any more files (Esc)"));
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    m_export = new PrimaryButton(tr("E&xport"));
    describe(m_export, tr("Export"), tr("Write the files (Ctrl+Return)"));
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::exportNow);
    m_replace = new QPushButton(tr("&Replace"));
    describe(m_replace, tr("Replace"), tr("Write the files in place of those that are there"));
    connect(m_replace, &QPushButton::clicked, this, &ExportDialog::replaceNow);
    m_replace->hide();
    m_replace->setAutoDefault(false);
    m_copy->setAutoDefault(false);
    m_copyLatex->setAutoDefault(false);
    m_close->setAutoDefault(false);
    m_export->setDefault(true);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_message, 1);
    buttons->addWidget(m_showFolder);
    buttons->addWidget(m_copy);
    buttons->addWidget(m_copyLatex);
    buttons->addWidget(m_close);
    buttons->addWidget(m_replace);
    buttons->addWidget(m_export);
    return buttons;
}

void ExportDialog::setTabOrder()
{
    QWidgetList order = m_form->controls();
    order += {m_showFolder, m_copy, m_copyLatex, m_close, m_replace, m_export};
    QWidget* before = nullptr;
    for (QWidget* widget : std::as_const(order)) {
        if (before) {
            QWidget::setTabOrder(before, widget);
        }
        before = widget;
    }
}

void ExportDialog::setParameters(const QByteArray& json)
{
    m_source.parameters = json;
    m_form->setHasParameters(!json.isEmpty());
    changed();
}

void ExportDialog::setOptions(const ExportOptions& options)
{
    m_form->setOptions(options);
    m_usableFolder = this->options().folder;
}

ExportOptions ExportDialog::options() const
{
    return m_form->options();
}

ExportOptions ExportDialog::optionsToKeep() const
{
    ExportOptions kept = options();
    if (kept.folder == m_failedFolder) {
        kept.folder = m_usableFolder;
    }
    return kept;
}

void ExportDialog::changed()
{
    if (!m_export) {
        return;
    }
    const ExportOptions now = options();
    if (m_source.hasFigure()) {
        m_preview->setFigure(sizedFigure(m_source.figure, now));
    } else if (m_text->document()->isEmpty()) {
        m_text->setPlainText(latexSource(m_source, now));
    }
    const QString fault = problem();
    m_export->setEnabled(fault.isEmpty());
    m_showFolder->hide();
    if (!fault.isEmpty()) {
        say(fault, true);
        updateButtons();
        return;
    }
    const QStringList existing = existingExportFiles(m_source, now);
    say(!QFileInfo::exists(now.folder)
            ? tr("%1 is not there yet. It is made when you export.").arg(QDir::toNativeSeparators(now.folder))
            : existing.isEmpty() ? QString()
            : existing.size() == 1
            ? tr("%1 exists already: replace it, or keep both.").arg(existing.first())
            : tr("%1 of the files exist already: replace them, or keep both.").arg(existing.size()),
        false, existing);
    updateButtons();
}

void ExportDialog::updateButtons()
{
    const bool exist = problem().isEmpty() && !existingExportFiles(m_source, options()).isEmpty();
    m_replace->setVisible(exist);
    m_export->setText(exist ? tr("Keep bo&th") : tr("E&xport"));
    if (exist) {
        describe(m_export, tr("Keep both"),
            tr("Write the files as %1, beside those that are there (Ctrl+Return)")
                .arg(besideExisting(m_source, options()).stem));
    } else {
        describe(m_export, tr("Export"), tr("Write the files (Ctrl+Return)"));
    }
}

QString ExportDialog::problem() const
{
    const ExportOptions now = options();
    if (now.stem.isEmpty()) {
        return tr("Give the files a name.");
    }
    if (now.stem.contains(u'/') || now.stem.contains(u'\\')) {
        return tr("A file name cannot have slashes; choose the folder above.");
    }
    if (now.folder.isEmpty()) {
        return tr("Choose a folder.");
    }
    if (exportFileNames(m_source, now).isEmpty()) {
        return tr("Choose at least one format.");
    }
    return {};
}

void ExportDialog::exportNow()
{
    write(false);
}

void ExportDialog::replaceNow()
{
    write(true);
}

void ExportDialog::write(bool replaces)
{
    if (!problem().isEmpty()) {
        changed();
        return;
    }
    if (std::exchange(m_writing, true)) {
        return;
    }
    const ExportOptions now = options();
    inBackground(
        this,
        [source = m_source, now, replaces] {
            return writeExport(source, replaces ? now : besideExisting(source, now));
        },
        [this, now](const QStringList& written) {
            m_writing = false;
            m_usableFolder = now.folder;
            say(tr("Wrote %1.").arg(written.size() == 1 ? written.first() : tr("%1 files").arg(written.size())), false,
                written);
            updateButtons();
            m_showFolder->show();
            Q_EMIT exported(written);
            if (m_result) {
                done(*m_result);
            }
        },
        [this, now](const QString& problem) {
            m_writing = false;
            m_failedFolder = now.folder;
            m_result.reset();
            say(problem, true);
        });
}

void ExportDialog::done(int result)
{
    if (m_writing) {
        m_result = result;
    } else {
        QDialog::done(result);
    }
}

void ExportDialog::copyPicture()
{
    copyFigure(
        this, sizedFigure(m_source.figure, options()), options().dotsPerInch,
        [this] { say(tr("The picture is on the clipboard."), false); },
        [this](const QString& problem) { say(problem, true); });
}

void ExportDialog::copyLatex()
{
    try {
        QGuiApplication::clipboard()->setText(latexSource(m_source, options()));
        say(m_source.hasFigure() ? tr("The figure's pgfplots source is on the clipboard.")
                                 : tr("The table's LaTeX source is on the clipboard."),
            false);
    } catch (const Error& error) {
        say(QString::fromUtf8(error.what()), true);
    }
}

void ExportDialog::say(const QString& message, bool isError, const QStringList& files)
{
    m_message->setForegroundRole(isError ? QPalette::BrightText : QPalette::WindowText);
    m_message->setText(message);
    m_message->setToolTip(files.join(u'\n'));
}

} // namespace dpl::ui
