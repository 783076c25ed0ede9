#pragma once

#include <QString>

namespace dpl::ui {

/// What an export dialog was last told, to be kept by the caller from one dialog to the next.
struct ExportOptions {
    bool pdf = true;
    bool svg = false;
    bool png = false;
    bool pgf = false;
    bool data = false; ///< the figure's data as CSV
    bool parameters = false; ///< what made the figure, as JSON
    bool latexTables = false;
    bool csvTables = false;
    bool markdownTables = false;

    double dotsPerInch = 300.0; ///< of PNG
    double widthInches = 5.5;
    double heightInches = 0.0; ///< 0: as the figure has it
    QString fontFamily = QStringLiteral("serif");
    double fontPoints = 9.0;
    double lineWidthPoints = 1.0;
    bool legends = true;

    QString folder;
    QString stem; ///< of file names; empty: the figure's name

    friend bool operator==(const ExportOptions&, const ExportOptions&) = default;
};

/// The options as a setting keeps them. Height and stem belong to one figure and are left out; what a text lacks or has
/// wrong is as by default.
QString toJsonText(const ExportOptions& options);
ExportOptions exportOptionsFromJsonText(const QString& text);

/// Widths of figures in papers.
constexpr double columnWidthInches = 3.25;
constexpr double textWidthInches = 5.5;

} // namespace dpl::ui
