#pragma once

#include "report/figure.hpp"
#include "report/table.hpp"
#include "widgets/export_options.hpp"

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace dpl::ui {

/// What there is to export.
struct ExportSource {
    report::Figure figure; ///< without panels: there are tables alone
    QList<report::Table> tables;
    QByteArray parameters; ///< JSON; empty: none

    bool hasFigure() const { return !figure.panels.empty(); }
};

/// The figure in the size, font and line width of the options.
report::Figure sizedFigure(const report::Figure& figure, const ExportOptions& options);

/// What a document takes in: the figure as PGF, or, without one, the tables.
QString latexSource(const ExportSource& source, const ExportOptions& options);

/// Names of the files that the options ask for, in the order they are written.
QStringList exportFileNames(const ExportSource& source, const ExportOptions& options);

/// Those of them that are in the folder already.
QStringList existingExportFiles(const ExportSource& source, const ExportOptions& options);

/// The options with a stem under which no file is there yet: the same, or with -2, -3, ...
ExportOptions besideExisting(const ExportSource& source, ExportOptions options);

/// Writes them and returns their names. Throws dpl::Error at the first that fails.
QStringList writeExport(const ExportSource& source, const ExportOptions& options);

} // namespace dpl::ui
