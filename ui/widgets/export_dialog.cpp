#include "widgets/export_dialog.hpp"

#include "base/background.hpp"
#include "base/error.hpp"
#include "figures/figure_style.hpp"
#include "widgets/figure_clipboard.hpp"
#include "widgets/figure_preview.hpp"
#include "widgets/number_box.hpp"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QStandardPaths>

#include <array>
#include <cmath>
#include <utility>

namespace dpl::ui {

namespace {

constexpr std::array presets{columnWidthInches, textWidthInches};

int presetOf(double width)
{
    for (std::size_t i = 0; i < presets.size(); ++i) {
        if (std::abs(width - presets[i]) < 0.005) {
            return static_cast<int>(i);
        }
    }
    return static_cast<int>(presets.size());
}

void describe(QWidget* widget, const QString& name, const QString& toolTip)
{
    widget->setAccessibleName(name);
    widget->setToolTip(toolTip);
}

QHBoxLayout* row(std::initializer_list<QWidget*> widgets)
{
    auto* layout = new QHBoxLayout;
    layout->setSpacing(8);
    for (QWidget* widget : widgets) {
        layout->addWidget(widget);
    }
    layout->addStretch(1);
    return layout;
}

/// The label's shortcut leads to `buddy`: a form finds that out by itself for single widgets only.
void setBuddy(QFormLayout* form, QLayout* field, QWidget* buddy)
{
    if (auto* label = qobject_cast<QLabel*>(form->labelForField(field))) {
        label->setBuddy(buddy);
    }
}

} // namespace

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
    m_message = new QLabel;
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setAccessibleName(tr("Outcome"));

    auto* top = new QHBoxLayout;
    top->setSpacing(24);
    top->addLayout(makeControls());
    top->addWidget(m_preview, 1);
    top->addWidget(m_text, 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(16, 16, 16, 16);
    all->setSpacing(16);
    all->addLayout(top, 1);
    all->addLayout(makeButtons());
    setTabOrder();
    resize(1040, 480);

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

QCheckBox* ExportDialog::addCheck(const QString& text, const QString& toolTip)
{
    auto* check = new QCheckBox(text);
    QString name = text;
    describe(check, name.remove(u'&'), toolTip);
    connect(check, &QCheckBox::toggled, this, &ExportDialog::changed);
    return check;
}

QDoubleSpinBox* ExportDialog::addSpin(double low, double high, double step, int decimals, const QString& suffix,
    const QString& name, const QString& toolTip)
{
    auto* spin = new DecimalBox;
    spin->setRange(low, high);
    spin->setSingleStep(step);
    spin->setDecimals(decimals);
    spin->setSuffix(suffix);
    spin->setAlignment(Qt::AlignRight);
    describe(spin, name, toolTip);
    connect(spin, &QDoubleSpinBox::valueChanged, this, &ExportDialog::changed);
    return spin;
}

QLayout* ExportDialog::makeControls()
{
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    addFormats(form);
    addSize(form);
    addTarget(form);
    return form;
}

void ExportDialog::addFormats(QFormLayout* form)
{
    m_pdf = addCheck(tr("&PDF"), tr("Vector graphics with text that stays text, for LaTeX and print"));
    m_svg = addCheck(tr("&SVG"), tr("Vector graphics with text that stays text, for the web and for drawing programs"));
    m_pgf = addCheck(tr("P&GF"), tr("pgfplots source: LaTeX sets the text in the paper's own font"));
    m_png = addCheck(tr("P&NG"), tr("An image in pixels"));
    m_dpi = addSpin(50.0, 1200.0, 50.0, 0, tr(" dpi"), tr("Dots per inch of the PNG"),
        tr("Pixels per inch of the PNG; 300 for print"));
    connect(m_png, &QCheckBox::toggled, m_dpi, &QWidget::setEnabled);
    auto* vector = row({m_pdf, m_svg, m_pgf});
    auto* pixels = row({m_png, m_dpi});
    form->addRow(tr("Format"), vector);
    form->addRow(QString(), pixels);
    form->setRowVisible(vector, m_source.hasFigure());
    form->setRowVisible(pixels, m_source.hasFigure());

    m_data = addCheck(tr("&Data as CSV"), tr("The numbers behind the figure, one row for each point"));
    m_parameters =
        addCheck(tr("Para&meters as JSON"), tr("The parameters behind the figure, so that it can be made again"));
    form->addRow(tr("Also save"), row({m_data, m_parameters}));
    m_data->setVisible(m_source.hasFigure());

    m_latexTables = addCheck(tr("&LaTeX"), tr("The tables in booktabs style"));
    m_csvTables = addCheck(tr("&CSV"), tr("The tables with all digits, for other programs"));
    m_markdownTables = addCheck(tr("Mar&kdown"), tr("The tables for notes and issues"));
    auto* tables = row({m_latexTables, m_csvTables, m_markdownTables});
    form->addRow(tr("Tables"), tables);
    form->setRowVisible(tables, !m_source.tables.isEmpty());
}

void ExportDialog::addSize(QFormLayout* form)
{
    m_preset = new QComboBox;
    m_preset->addItem(tr("Column"));
    m_preset->addItem(tr("Text width"));
    m_preset->addItem(tr("Custom"));
    describe(m_preset, tr("Width preset"),
        tr("A column is %1 in wide, the text %2 in").arg(columnWidthInches).arg(textWidthInches));
    connect(m_preset, &QComboBox::currentIndexChanged, this, &ExportDialog::presetChosen);
    m_width = addSpin(1.0, 20.0, 0.25, 2, tr(" in"), tr("Width"), tr("Width of the figure on paper"));
    m_height = addSpin(0.5, 20.0, 0.1, 2, tr(" in"), tr("Height"), tr("Height of the figure on paper"));
    auto* width = row({m_preset, m_width});
    form->addRow(tr("&Width"), width);
    setBuddy(form, width, m_preset);
    form->addRow(tr("&Height"), m_height);

    m_font = new QComboBox;
    m_font->addItem(tr("Serif (%1)").arg(installedFamily(QStringLiteral("serif"))), QStringLiteral("serif"));
    m_font->addItem(
        tr("Sans-serif (%1)").arg(installedFamily(QStringLiteral("sans-serif"))), QStringLiteral("sans-serif"));
    for (const QString& family : QFontDatabase::families()) {
        if (!QFontDatabase::isPrivateFamily(family)) {
            m_font->addItem(family, family);
        }
    }
    m_font->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_font->setMinimumContentsLength(22);
    describe(m_font, tr("Font"), tr("Font of all text in the figure"));
    connect(m_font, &QComboBox::currentIndexChanged, this, &ExportDialog::changed);
    m_fontSize = addSpin(4.0, 36.0, 0.5, 1, tr(" pt"), tr("Font size"),
        tr("Size of axis titles; ticks and legends are a tenth smaller"));
    m_lineWidth = addSpin(0.1, 6.0, 0.25, 2, tr(" pt"), tr("Line width"), tr("Width of the lines of series"));
    m_legends = addCheck(tr("L&egend"), tr("Show which series is which"));
    auto* font = row({m_font, m_fontSize});
    form->addRow(tr("F&ont"), font);
    setBuddy(form, font, m_font);
    auto* lines = row({m_lineWidth, m_legends});
    form->addRow(tr("L&ines"), lines);
    for (QLayout* ofFigure : {width, font, lines}) {
        form->setRowVisible(ofFigure, m_source.hasFigure());
    }
    form->setRowVisible(m_height, m_source.hasFigure());
    setBuddy(form, lines, m_lineWidth);
}

void ExportDialog::addTarget(QFormLayout* form)
{
    m_folder = new QLineEdit;
    describe(m_folder, tr("Folder"), tr("Where the files are written"));
    connect(m_folder, &QLineEdit::textChanged, this, &ExportDialog::changed);
    m_browse = new QPushButton(tr("&Browse…"));
    describe(m_browse, tr("Browse for a folder"), tr("Choose the folder"));
    m_browse->setAutoDefault(false);
    connect(m_browse, &QPushButton::clicked, this, &ExportDialog::chooseFolder);
    m_stem = new QLineEdit;
    describe(m_stem, tr("File name"), tr("Name of the files, without an extension"));
    connect(m_stem, &QLineEdit::textChanged, this, &ExportDialog::changed);
    auto* folder = new QHBoxLayout;
    folder->setSpacing(8);
    folder->addWidget(m_folder, 1);
    folder->addWidget(m_browse);
    form->addRow(tr("&Folder"), folder);
    form->addRow(tr("File n&ame"), m_stem);
    setBuddy(form, folder, m_folder);
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
    m_close = new QPushButton(tr("Close"));
    describe(m_close, tr("Close"), tr("Close without writing any more files (Esc)"));
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    m_export = new QPushButton(tr("E&xport"));
    describe(m_export, tr("Export"), tr("Write the files (Ctrl+Return)"));
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::exportNow);
    m_copy->setAutoDefault(false);
    m_copyLatex->setAutoDefault(false);
    m_close->setAutoDefault(false);
    m_export->setDefault(true);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_message, 1);
    buttons->addWidget(m_copy);
    buttons->addWidget(m_copyLatex);
    buttons->addWidget(m_close);
    buttons->addWidget(m_export);
    return buttons;
}

void ExportDialog::setTabOrder()
{
    const std::initializer_list<QWidget*> order{m_pdf, m_svg, m_pgf, m_png, m_dpi, m_data, m_parameters, m_latexTables,
        m_csvTables, m_markdownTables, m_preset, m_width, m_height, m_font, m_fontSize, m_lineWidth, m_legends,
        m_folder, m_browse, m_stem, m_copy, m_copyLatex, m_close, m_export};
    QWidget* before = nullptr;
    for (QWidget* widget : order) {
        if (before) {
            QWidget::setTabOrder(before, widget);
        }
        before = widget;
    }
}

void ExportDialog::setParameters(const QByteArray& json)
{
    m_source.parameters = json;
    m_parameters->setEnabled(!json.isEmpty());
    changed();
}

void ExportDialog::setOptions(const ExportOptions& options)
{
    m_loading = true;
    m_pdf->setChecked(options.pdf);
    m_svg->setChecked(options.svg);
    m_png->setChecked(options.png);
    m_pgf->setChecked(options.pgf);
    m_dpi->setValue(options.dotsPerInch);
    m_dpi->setEnabled(options.png);
    m_data->setChecked(options.data);
    m_parameters->setChecked(options.parameters);
    m_latexTables->setChecked(options.latexTables);
    m_csvTables->setChecked(options.csvTables);
    m_markdownTables->setChecked(options.markdownTables);
    m_width->setValue(options.widthInches);
    m_height->setValue(options.heightInches > 0.0 ? options.heightInches : m_source.figure.heightInches);
    const int font = m_font->findData(options.fontFamily);
    m_font->setCurrentIndex(std::max(0, font));
    m_fontSize->setValue(options.fontPoints);
    m_lineWidth->setValue(options.lineWidthPoints);
    m_legends->setChecked(options.legends);
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    m_folder->setText(QDir::toNativeSeparators(options.folder.isEmpty() ? documents : options.folder));
    m_stem->setText(options.stem.isEmpty() ? QString::fromStdString(m_source.figure.name) : options.stem);
    m_loading = false;
    changed();
}

ExportOptions ExportDialog::options() const
{
    ExportOptions options;
    options.pdf = m_pdf->isChecked();
    options.svg = m_svg->isChecked();
    options.png = m_png->isChecked();
    options.pgf = m_pgf->isChecked();
    options.dotsPerInch = m_dpi->value();
    options.data = m_data->isChecked();
    options.parameters = m_parameters->isChecked();
    options.latexTables = m_latexTables->isChecked();
    options.csvTables = m_csvTables->isChecked();
    options.markdownTables = m_markdownTables->isChecked();
    options.widthInches = m_width->value();
    options.heightInches = m_height->value();
    options.fontFamily = m_font->currentData().toString();
    options.fontPoints = m_fontSize->value();
    options.lineWidthPoints = m_lineWidth->value();
    options.legends = m_legends->isChecked();
    options.folder = QDir::fromNativeSeparators(m_folder->text().trimmed());
    options.stem = m_stem->text().trimmed();
    return options;
}

void ExportDialog::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder for the figure"), m_folder->text());
    if (!folder.isEmpty()) {
        m_folder->setText(QDir::toNativeSeparators(folder));
    }
}

void ExportDialog::presetChosen(int index)
{
    if (index < static_cast<int>(presets.size())) {
        m_width->setValue(presets[static_cast<std::size_t>(index)]);
    } else {
        m_width->setFocus();
    }
}

void ExportDialog::changed()
{
    if (m_loading || !m_export) {
        return;
    }
    const ExportOptions now = options();
    {
        const QSignalBlocker blocker(m_preset);
        m_preset->setCurrentIndex(presetOf(now.widthInches));
    }
    if (m_source.hasFigure()) {
        m_preview->setFigure(sizedFigure(m_source.figure, now));
    } else if (m_text->document()->isEmpty()) {
        m_text->setPlainText(latexSource(m_source, now));
    }
    const QString fault = problem();
    m_export->setEnabled(fault.isEmpty());
    if (!fault.isEmpty()) {
        say(fault, true);
        return;
    }
    QStringList existing;
    for (const QString& name : exportFileNames(m_source, now)) {
        if (QFileInfo::exists(QDir(now.folder).filePath(name))) {
            existing.append(name);
        }
    }
    say(existing.isEmpty() ? QString() : tr("Replaces %1.").arg(existing.join(tr(", "))), false);
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
    if (!problem().isEmpty()) {
        changed();
        return;
    }
    if (std::exchange(m_writing, true)) {
        return;
    }
    const ExportOptions now = options();
    inBackground(
        this, [source = m_source, now] { return writeExport(source, now); },
        [this, now](const QStringList& written) {
            m_writing = false;
            say(tr("Wrote %1 to %2.").arg(written.join(tr(", ")), QDir::toNativeSeparators(now.folder)), false);
            Q_EMIT exported(written);
            if (m_result) {
                done(*m_result);
            }
        },
        [this](const QString& problem) {
            m_writing = false;
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
        this, sizedFigure(m_source.figure, options()), m_dpi->value(),
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

void ExportDialog::say(const QString& message, bool isError)
{
    const bool dark = palette().color(QPalette::Window).lightness() < 128;
    QPalette colours = palette();
    if (isError) {
        colours.setColor(QPalette::WindowText, dark ? QColor(0xff, 0x9b, 0x8f) : QColor(0xb3, 0x26, 0x1e));
    }
    m_message->setPalette(colours);
    m_message->setText(message);
}

} // namespace dpl::ui
