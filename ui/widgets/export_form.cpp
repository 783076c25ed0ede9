#include "widgets/export_form.hpp"

#include "base/font_scale.hpp"
#include "figures/figure_style.hpp"
#include "widgets/number_box.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStandardPaths>

#include <array>
#include <cmath>

namespace dpl::ui {

void describe(QWidget* widget, const QString& name, const QString& toolTip)
{
    widget->setAccessibleName(name);
    widget->setToolTip(toolTip);
}

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

QHBoxLayout* row(std::initializer_list<QWidget*> widgets)
{
    auto* layout = new QHBoxLayout;
    layout->setSpacing(8);
    layout->addStrut(fieldHeight(**widgets.begin())); // of boxes to check, too
    for (QWidget* widget : widgets) {
        layout->addWidget(widget);
    }
    layout->addStretch(1);
    return layout;
}

/// The label's shortcut leads to `buddy`: a form finds that out by itself for single widgets only.
void setBuddy(QFormLayout& form, QLayout* field, QWidget* buddy)
{
    if (auto* label = qobject_cast<QLabel*>(form.labelForField(field))) {
        label->setBuddy(buddy);
    }
}

} // namespace

ExportForm::ExportForm(const ExportSource& source) : m_source(source)
{
    setHorizontalSpacing(16);
    setVerticalSpacing(8);
    setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    addFormats();
    addSize();
    addTarget();
    for (int i = 0; i < rowCount(); ++i) { // labels stand beside the middle of their fields
        if (QLayoutItem* label = itemAt(i, LabelRole); label && label->widget()) {
            label->widget()->setMinimumHeight(fieldHeight(*label->widget()));
        }
    }
}

QCheckBox* ExportForm::addCheck(const QString& text, const QString& toolTip)
{
    auto* check = new QCheckBox(text);
    QString name = text;
    describe(check, name.remove(u'&'), toolTip);
    connect(check, &QCheckBox::toggled, this, &ExportForm::edited);
    return check;
}

QDoubleSpinBox* ExportForm::addSpin(double low, double high, double step, int decimals, const QString& suffix,
    const QString& name, const QString& toolTip)
{
    auto* spin = new DecimalBox;
    spin->setRange(low, high);
    spin->setSingleStep(step);
    spin->setDecimals(decimals);
    spin->setSuffix(suffix);
    spin->setAlignment(Qt::AlignRight);
    describe(spin, name, toolTip);
    connect(spin, &QDoubleSpinBox::valueChanged, this, &ExportForm::edited);
    return spin;
}

void ExportForm::addFormats()
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
    addRow(tr("Format"), vector);
    addRow(QString(), pixels);
    setRowVisible(vector, m_source.hasFigure());
    setRowVisible(pixels, m_source.hasFigure());

    m_data = addCheck(tr("&Data as CSV"), tr("The numbers behind the figure, one row for each point"));
    m_parameters =
        addCheck(tr("Para&meters as JSON"), tr("The parameters behind the figure, so that it can be made again"));
    addRow(tr("Also save"), row({m_data, m_parameters}));
    m_data->setVisible(m_source.hasFigure());

    m_latexTables = addCheck(tr("&LaTeX"), tr("The tables in booktabs style"));
    m_csvTables = addCheck(tr("&CSV"), tr("The tables with all digits, for other programs"));
    m_markdownTables = addCheck(tr("Mar&kdown"), tr("The tables for notes and issues"));
    auto* tables = row({m_latexTables, m_csvTables, m_markdownTables});
    addRow(tr("Tables"), tables);
    setRowVisible(tables, !m_source.tables.isEmpty());
}

void ExportForm::addSize()
{
    m_preset = new QComboBox;
    m_preset->addItem(tr("Column"));
    m_preset->addItem(tr("Text width"));
    m_preset->addItem(tr("Custom"));
    describe(m_preset, tr("Width preset"),
        tr("A column is %1 in wide, the text %2 in").arg(columnWidthInches).arg(textWidthInches));
    connect(m_preset, &QComboBox::currentIndexChanged, this, &ExportForm::presetChosen);
    m_width = addSpin(1.0, 20.0, 0.25, 2, tr(" in"), tr("Width"), tr("Width of the figure on paper"));
    m_height = addSpin(0.5, 20.0, 0.1, 2, tr(" in"), tr("Height"), tr("Height of the figure on paper"));
    auto* width = row({m_preset, m_width});
    addRow(tr("&Width"), width);
    setBuddy(*this, width, m_preset);
    addRow(tr("&Height"), m_height);

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
    connect(m_font, &QComboBox::currentIndexChanged, this, &ExportForm::edited);
    m_fontSize = addSpin(4.0, 36.0, 0.5, 1, tr(" pt"), tr("Font size"),
        tr("Size of axis titles; ticks and legends are a tenth smaller"));
    m_lineWidth = addSpin(0.1, 6.0, 0.25, 2, tr(" pt"), tr("Line width"), tr("Width of the lines of series"));
    m_legends = addCheck(tr("L&egend"), tr("Show which series is which"));
    auto* font = row({m_font, m_fontSize});
    addRow(tr("F&ont"), font);
    setBuddy(*this, font, m_font);
    auto* lines = row({m_lineWidth, m_legends});
    addRow(tr("L&ines"), lines);
    for (QLayout* ofFigure : {width, font, lines}) {
        setRowVisible(ofFigure, m_source.hasFigure());
    }
    setRowVisible(m_height, m_source.hasFigure());
    setBuddy(*this, lines, m_lineWidth);
}

void ExportForm::addTarget()
{
    m_folder = new QLineEdit;
    describe(m_folder, tr("Folder"), tr("Where the files are written"));
    connect(m_folder, &QLineEdit::textChanged, this, &ExportForm::edited);
    m_browse = new QPushButton(tr("&Browse…"));
    describe(m_browse, tr("Browse for a folder"), tr("Choose the folder"));
    m_browse->setAutoDefault(false);
    m_browse->setFixedHeight(fieldHeight(*m_browse));
    connect(m_browse, &QPushButton::clicked, this, &ExportForm::chooseFolder);
    m_stem = new QLineEdit;
    describe(m_stem, tr("File name"), tr("Name of the files, without an extension"));
    connect(m_stem, &QLineEdit::textChanged, this, &ExportForm::edited);
    auto* folder = new QHBoxLayout;
    folder->setSpacing(8);
    folder->addWidget(m_folder, 1);
    folder->addWidget(m_browse);
    addRow(tr("&Folder"), folder);
    addRow(tr("File n&ame"), m_stem);
    setBuddy(*this, folder, m_folder);
}

QWidgetList ExportForm::controls() const
{
    return {m_pdf, m_svg, m_pgf, m_png, m_dpi, m_data, m_parameters, m_latexTables, m_csvTables, m_markdownTables,
        m_preset, m_width, m_height, m_font, m_fontSize, m_lineWidth, m_legends, m_folder, m_browse, m_stem};
}

void ExportForm::setHasParameters(bool has)
{
    m_parameters->setEnabled(has);
}

void ExportForm::edited()
{
    if (m_loading || !m_stem) {
        return;
    }
    {
        const QSignalBlocker blocker(m_preset);
        m_preset->setCurrentIndex(presetOf(m_width->value()));
    }
    Q_EMIT changed();
}

void ExportForm::setOptions(const ExportOptions& options)
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
    edited();
}

ExportOptions ExportForm::options() const
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

void ExportForm::chooseFolder()
{
    const QString folder =
        QFileDialog::getExistingDirectory(parentWidget(), tr("Folder for the figure"), m_folder->text());
    if (!folder.isEmpty()) {
        m_folder->setText(QDir::toNativeSeparators(folder));
    }
}

void ExportForm::presetChosen(int index)
{
    if (index < static_cast<int>(presets.size())) {
        m_width->setValue(presets[static_cast<std::size_t>(index)]);
    } else {
        m_width->setFocus();
    }
}

} // namespace dpl::ui
