#include "figure_files.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "report/figure_writers.hpp"
#include "report/table_writers.hpp"

#include <algorithm>

#ifdef DPL_DRAWS_FIGURES
#include "figures/figure_export.hpp"

#include <QGuiApplication>
#include <QString>

#include <cstdio>
#include <memory>
#endif

namespace dpl::cli {

namespace {

#ifdef DPL_DRAWS_FIGURES

/// Qt draws text only while there is an application; it needs no display.
void draw(const report::Figure& figure, const std::filesystem::path& file, const std::string& format, double dpi)
{
    static int argc = 1;
    static char name[] = "dpl";
    static char* argv[] = {name, nullptr};
    static const std::unique_ptr<QGuiApplication> application = [] {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        // What Qt remarks about the session it finds itself in does not concern a drawing.
        qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& message) {
            if (type == QtCriticalMsg || type == QtFatalMsg) {
                std::fprintf(stderr, "dpl: %s\n", qUtf8Printable(message));
            }
        });
        return std::make_unique<QGuiApplication>(argc, argv);
    }();
    const auto kind = format == "pdf" ? ui::ImageFormat::pdf
        : format == "svg"             ? ui::ImageFormat::svg
                                      : ui::ImageFormat::png;
    makeFolder(file.parent_path());
    ui::exportFigure(figure, QString::fromStdString(file.string()), kind, dpi);
}

#else

void draw(const report::Figure& figure, const std::filesystem::path& file, const std::string& format, double)
{
    if (format != "svg") {
        throw Error("this dpl was built without Qt and cannot draw " + format + "; it writes svg, pgf and csv");
    }
    writeFileAtomically(file, report::toSvg(figure));
}

#endif

} // namespace

std::vector<std::string> figureFormats()
{
#ifdef DPL_DRAWS_FIGURES
    return {"pdf", "svg", "png", "pgf", "csv"};
#else
    return {"svg", "pgf", "csv"};
#endif
}

std::vector<std::filesystem::path> writeFigure(const report::Figure& figure, const std::filesystem::path& folder,
    const std::vector<std::string>& formats, double dpi)
{
    std::vector<std::filesystem::path> files;
    for (const std::string& format : formats) {
        const std::filesystem::path file = folder / (figure.name + "." + format);
        if (format == "pgf") {
            writeFileAtomically(file, report::toPgf(figure));
        } else if (format == "csv") {
            writeFileAtomically(file, report::toCsv(figure));
        } else {
            draw(figure, file, format, dpi);
        }
        files.push_back(file);
    }
    return files;
}

std::vector<std::filesystem::path> writeTable(
    const report::Table& table, const std::filesystem::path& folder, const std::vector<std::string>& formats)
{
    std::vector<std::filesystem::path> files;
    const auto wants = [&](const char* format) {
        return std::find(formats.begin(), formats.end(), format) != formats.end();
    };
    if (wants("csv")) {
        files.push_back(folder / (table.name + ".csv"));
        writeFileAtomically(files.back(), report::toCsv(table));
    }
    if (wants("pgf")) {
        files.push_back(folder / (table.name + ".tex"));
        writeFileAtomically(files.back(), report::toLatex(table));
    }
    return files;
}

} // namespace dpl::cli
