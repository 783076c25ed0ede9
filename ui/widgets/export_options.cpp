#include "widgets/export_options.hpp"

#include "base/json.hpp"
#include "base/json_text.hpp"

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
    Json object;
    for (const auto& [name, member] : flags) {
        object[name] = options.*member;
    }
    for (const auto& [name, member] : numbers) {
        object[name] = options.*member;
    }
    object["font_family"] = options.fontFamily.toStdString();
    object["folder"] = options.folder.toStdString();
    return QString::fromStdString(dumpJson(object));
}

ExportOptions exportOptionsFromJsonText(const QString& text)
{
    ExportOptions options;
    const Json object = Json::parse(text.toStdString(), nullptr, false);
    const auto valueOf = [&object](const char* name) {
        return object.is_object() && object.contains(name) ? object[name] : Json();
    };
    for (const auto& [name, member] : flags) {
        if (const Json value = valueOf(name); value.is_boolean()) {
            options.*member = value.get<bool>();
        }
    }
    for (const auto& [name, member] : numbers) {
        if (const Json value = valueOf(name); value.is_number()) {
            options.*member = value.get<double>();
        }
    }
    if (const Json family = valueOf("font_family"); family.is_string()) {
        options.fontFamily = QString::fromStdString(family.get<std::string>());
    }
    if (const Json folder = valueOf("folder"); folder.is_string()) {
        options.folder = QString::fromStdString(folder.get<std::string>());
    }
    return options;
}

} // namespace dpl::ui
