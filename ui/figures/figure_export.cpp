#include "figures/figure_export.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "figures/figure_painter.hpp"
#include "figures/figure_style.hpp"
#include "figures/pdf_rewriting.hpp"
#include "report/note_text.hpp"

#include <QBuffer>
#include <QFile>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <cmath>

namespace dpl::ui {

namespace {

QSizeF sizeInInches(const report::Figure& figure)
{
    constexpr double least = 0.1;
    constexpr double most = 100.0;
    if (!(figure.widthInches >= least && figure.heightInches >= least && figure.widthInches <= most
            && figure.heightInches <= most)) {
        throw Error("The figure is " + std::to_string(figure.widthInches) + " x " + std::to_string(figure.heightInches)
            + " inches; choose a width and a height between 0.1 and 100 inches.");
    }
    return {figure.widthInches, figure.heightInches};
}

QString notesOf(const report::Figure& figure)
{
    return QString::fromStdString(report::noteLines(figure.notes));
}

/// Draws into the whole of a device that is `target` of its own units wide and high.
void draw(const report::Figure& figure, QPainter& painter, const QSizeF& target)
{
    FigurePainter(figure).paint(painter, QRectF(QPointF(), target));
}

QByteArray pdf(const report::Figure& figure)
{
    const QSizeF inches = sizeInInches(figure);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setCreator(QStringLiteral("DPL Workbench"));
    writer.setTitle(QString::fromStdString(figure.title));
    writer.setResolution(static_cast<int>(unitsPerInch));
    writer.setPageSize(QPageSize(inches, QPageSize::Inch, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0.0, 0.0, 0.0, 0.0));
    QPainter painter(&writer);
    draw(figure, painter, inches * unitsPerInch);
    painter.end();
    return rewrittenPdf(buffer.data(), inches * 72.0, notesOf(figure));
}

/// Qt 6.4 writes title and description into the file as they are, "<" and "&" included; later versions may not.
QString escapedForSvg(const QString& text)
{
    static const bool isEscapedByQt = [] {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setTitle(QStringLiteral("&"));
        generator.setSize(QSize(1, 1));
        QPainter(&generator).end();
        return buffer.data().contains("&amp;");
    }();
    return isEscapedByQt ? text : text.toHtmlEscaped();
}

QByteArray svg(const report::Figure& figure)
{
    const QSizeF size = sizeInInches(figure) * unitsPerInch;
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setTitle(escapedForSvg(QString::fromStdString(figure.title)));
    generator.setDescription(escapedForSvg(figure.notes.empty() ? QStringLiteral("DPL Workbench") : notesOf(figure)));
    generator.setResolution(static_cast<int>(unitsPerInch));
    generator.setSize(size.toSize());
    generator.setViewBox(QRectF(QPointF(), size));
    QPainter painter(&generator);
    draw(figure, painter, size);
    painter.end();

    QByteArray text = buffer.data();
    const bool sans = figure.fontFamily == "sans-serif";
    const QByteArray family = paperStyle(figure).font.family().toUtf8();
    text.replace("font-family=\"" + family + '"', "font-family=\"" + family + (sans ? ", sans-serif\"" : ", serif\""));
    return text;
}

QByteArray png(const report::Figure& figure, double dpi)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QImage image = figureImage(figure, dpi);
    if (!figure.notes.empty()) {
        image.setText(QStringLiteral("Description"), notesOf(figure));
    }
    image.save(&buffer, "PNG");
    return buffer.data();
}

} // namespace

QString fileSuffix(ImageFormat format)
{
    switch (format) {
    case ImageFormat::pdf: return QStringLiteral("pdf");
    case ImageFormat::svg: return QStringLiteral("svg");
    case ImageFormat::png: break;
    }
    return QStringLiteral("png");
}

QByteArray renderedFigure(const report::Figure& figure, ImageFormat format, double dpi)
{
    switch (format) {
    case ImageFormat::pdf: return pdf(figure);
    case ImageFormat::svg: return svg(figure);
    case ImageFormat::png: break;
    }
    return png(figure, dpi);
}

QImage figureImage(const report::Figure& figure, double dpi)
{
    const QSizeF pixels = sizeInInches(figure) * dpi;
    constexpr double mostPixels = 1e8;
    QImage image;
    if (dpi > 0.0 && pixels.width() * pixels.height() <= mostPixels) {
        image = QImage(pixels.toSize(), QImage::Format_RGB32);
    }
    if (image.isNull()) {
        throw Error("A picture of " + std::to_string(std::lround(pixels.width())) + " x "
            + std::to_string(std::lround(pixels.height())) + " pixels cannot be drawn; choose fewer dots per inch.");
    }
    constexpr double inchesPerMetre = 39.37007874015748;
    image.setDotsPerMeterX(static_cast<int>(std::lround(dpi * inchesPerMetre)));
    image.setDotsPerMeterY(static_cast<int>(std::lround(dpi * inchesPerMetre)));
    image.fill(FigureColours::of(report::Ground::paper).background);
    QPainter painter(&image);
    draw(figure, painter, image.size());
    return image;
}

void exportFigure(const report::Figure& figure, const QString& file, ImageFormat format, double dpi)
{
    writeWholeFile(file, renderedFigure(figure, format, dpi));
}

void writeWholeFile(const QString& file, const QByteArray& bytes)
{
    try {
        const std::filesystem::path target = QFile::encodeName(file).toStdString();
        if (target.has_parent_path() && !isPresent(target.parent_path())) {
            throw Error("there is no folder " + target.parent_path().string());
        }
        writeFileAtomically(target, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    } catch (const Error& error) {
        throw Error(file.toStdString() + " could not be written (" + error.what() + "); choose another folder.");
    }
}

} // namespace dpl::ui
