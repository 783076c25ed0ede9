#include "widgets/export_options.hpp"

#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

namespace dpl::ui {

namespace {

constexpr std::pair<const char*, bool ExportOptions::*> flags[]{{"pdf", &ExportOptions::pdf},
    {"svg", &ExportOptions::svg}, {"png", &ExportOptions::png}, {"pgf", &ExportOptions::pgf},
    {"data", &ExportOptions::data}, {"parameters", &ExportOptions::parameters},
    {"latex_tables", &ExportOptions::latexTables}, {"csv_tables", &ExportOptions::csvTables},
    {"markdown_tables", &ExportOptions::markdownTables}, {"legends", &ExportOptions::legends}};

constexpr std::pair<const char*, double ExportOptions::*> numbers[]{{"dots_per_inch", &ExportOptions::dotsPerInch},
    {"width_inches", &ExportOptions::widthInches}, {"font_points", &ExportOptions::fontPoints},
    {"line_width_points", &ExportOptions::lineWidthPoints}};

} // namespace

QString toJsonText(const ExportOptions& options)
{
    QJsonObject object;
    for (const auto& [name, member] : flags) {
        object[QLatin1String(name)] = options.*member;
    }
    for (const auto& [name, member] : numbers) {
        object[QLatin1String(name)] = options.*member;
    }
    object[QLatin1String("font_family")] = options.fontFamily;
    object[QLatin1String("folder")] = options.folder;
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

ExportOptions exportOptionsFromJsonText(const QString& text)
{
    ExportOptions options;
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    for (const auto& [name, member] : flags) {
        options.*member = object[QLatin1String(name)].toBool(options.*member);
    }
    for (const auto& [name, member] : numbers) {
        options.*member = object[QLatin1String(name)].toDouble(options.*member);
    }
    options.fontFamily = object[QLatin1String("font_family")].toString(options.fontFamily);
    options.folder = object[QLatin1String("folder")].toString();
    return options;
}

} // namespace dpl::ui
