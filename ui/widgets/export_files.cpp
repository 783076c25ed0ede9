#include "widgets/export_files.hpp"

#include "figures/figure_export.hpp"
#include "report/figure_writers.hpp"
#include "report/table_writers.hpp"

#include <QDir>
#include <QFileInfo>

#include <functional>

namespace dpl::ui {

namespace {

struct PlannedFile {
    QString name;
    std::function<QByteArray()> contents;
};

QList<PlannedFile> plannedFiles(const ExportSource& source, const ExportOptions& options)
{
    const report::Figure figure = sizedFigure(source.figure, options);
    const QString stem = options.stem.isEmpty() ? QString::fromStdString(source.figure.name) : options.stem;
    QList<PlannedFile> files;
    const auto add = [&](bool wanted, const QString& name, std::function<QByteArray()> contents) {
        if (wanted) {
            files.append({name, std::move(contents)});
        }
    };
    const auto picture = [&](ImageFormat format) {
        return [figure, format, dpi = options.dotsPerInch] { return renderedFigure(figure, format, dpi); };
    };
    const bool drawn = source.hasFigure();
    add(drawn && options.pdf, stem + QStringLiteral(".pdf"), picture(ImageFormat::pdf));
    add(drawn && options.svg, stem + QStringLiteral(".svg"), picture(ImageFormat::svg));
    add(drawn && options.png, stem + QStringLiteral(".png"), picture(ImageFormat::png));
    add(drawn && options.pgf, stem + QStringLiteral(".pgf"),
        [figure] { return QByteArray::fromStdString(report::toPgf(figure)); });
    add(drawn && options.data, stem + QStringLiteral(".csv"),
        [figure] { return QByteArray::fromStdString(report::toCsv(figure)); });
    add(options.parameters && !source.parameters.isEmpty(), stem + QStringLiteral(".json"),
        [parameters = source.parameters] { return parameters; });
    for (const report::Table& table : source.tables) {
        // A table that is exported alone has the name that was asked for.
        const bool alone = !drawn && source.tables.size() == 1;
        const QString base = alone ? stem : stem + u'-' + QString::fromStdString(table.name);
        add(options.latexTables, base + QStringLiteral(".tex"),
            [table] { return QByteArray::fromStdString(report::toLatex(table)); });
        add(options.csvTables, base + QStringLiteral(".csv"),
            [table] { return QByteArray::fromStdString(report::toCsv(table)); });
        add(options.markdownTables, base + QStringLiteral(".md"),
            [table] { return QByteArray::fromStdString(report::toMarkdown(table)); });
    }
    return files;
}

} // namespace

report::Figure sizedFigure(const report::Figure& figure, const ExportOptions& options)
{
    report::Figure sized = figure;
    sized.widthInches = options.widthInches;
    sized.heightInches = options.heightInches > 0.0 ? options.heightInches : figure.heightInches;
    sized.fontFamily = options.fontFamily.toStdString();
    sized.fontPoints = options.fontPoints;
    sized.lineWidthPoints = options.lineWidthPoints;
    sized.legends = options.legends;
    return sized;
}

QString latexSource(const ExportSource& source, const ExportOptions& options)
{
    if (source.hasFigure()) {
        return QString::fromStdString(report::toPgf(sizedFigure(source.figure, options)));
    }
    QString text;
    for (const report::Table& table : source.tables) {
        text += (text.isEmpty() ? QString() : QStringLiteral("\n")) + QString::fromStdString(report::toLatex(table));
    }
    return text;
}

QStringList exportFileNames(const ExportSource& source, const ExportOptions& options)
{
    QStringList names;
    for (const PlannedFile& file : plannedFiles(source, options)) {
        names.append(file.name);
    }
    return names;
}

QStringList existingExportFiles(const ExportSource& source, const ExportOptions& options)
{
    QStringList existing;
    for (const QString& name : exportFileNames(source, options)) {
        if (QFileInfo::exists(QDir(options.folder).filePath(name))) {
            existing.append(name);
        }
    }
    return existing;
}

ExportOptions besideExisting(const ExportSource& source, ExportOptions options)
{
    const QString stem = options.stem.isEmpty() ? QString::fromStdString(source.figure.name) : options.stem;
    for (int number = 2; !existingExportFiles(source, options).isEmpty(); ++number) {
        options.stem = stem + u'-' + QString::number(number);
    }
    return options;
}

QStringList writeExport(const ExportSource& source, const ExportOptions& options)
{
    QStringList names;
    QDir().mkpath(options.folder); // where that fails, so does the first file, and says why
    for (const PlannedFile& file : plannedFiles(source, options)) {
        writeWholeFile(QDir(options.folder).filePath(file.name), file.contents());
        names.append(file.name);
    }
    return names;
}

} // namespace dpl::ui
