#pragma once

#include "report/figure.hpp"

#include <QByteArray>
#include <QImage>
#include <QString>

namespace dpl::ui {

enum class ImageFormat { pdf, svg, png };

/// "pdf", "svg", "png": the ending of files of the format.
QString fileSuffix(ImageFormat format);

/// The figure on paper as the contents of a file, drawn by FigurePainter: widthInches x heightInches
/// without a margin, in the figure's own font and line width. Text stays text in PDF and SVG. Equal figures give equal
/// bytes on the same machine. `dpi` is for PNG. Needs a QGuiApplication (the offscreen platform will do), and runs in
/// any thread. Throws dpl::Error if the figure is too big to be drawn.
QByteArray renderedFigure(const report::Figure& figure, ImageFormat format, double dpi = 300.0);

/// Writes renderedFigure to `file`, whole or not at all. Throws dpl::Error if that fails.
void exportFigure(const report::Figure& figure, const QString& file, ImageFormat format, double dpi = 300.0);

/// The figure on paper as a picture.
QImage figureImage(const report::Figure& figure, double dpi);

/// Writes `bytes` to `file`, whole or not at all. Throws dpl::Error if that fails.
void writeWholeFile(const QString& file, const QByteArray& bytes);

} // namespace dpl::ui
