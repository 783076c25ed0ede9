#include "source_lines.hpp"

#include "base/files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

namespace dpl::test {
namespace {

const std::filesystem::path source(DPL_SOURCE);

struct Ban {
    std::vector<std::string> within; ///< one of which a line has to contain; regular expressions are slow
    std::regex what;
    std::string instead;
};

/// What reads or writes numbers as the locale has them, so that a comma on a German desktop changes them.
const std::vector<Ban>& bans()
{
    static const std::vector<Ban> all{
        {{"printf"}, std::regex(R"(printf\(.*%[-+ #0-9.*]*L?[aAeEfFgG])"), "std::to_chars, report/number_text"},
        {{"strto", "ato", "sto"}, std::regex(R"(\b(strtod|strtof|strtold|atof|stod|stof|stold)\()"), "std::from_chars"},
        {{"locale"}, std::regex(R"(\bsetlocale\(|\bstd::locale\b)"), "nothing: the C locale"},
        {{"QLocale"}, std::regex(R"(QLocale::system|\bQLocale\(\))"), "interfaceLocale()"},
        {{"toDouble", "toFloat", "QLocale::c"},
            std::regex(R"(QLocale::c\(\)\.to|\.toFloat\(|\btext\(\)\.(trimmed\(\)\.)?toDouble\()"), "readDecimal"},
        {{"SpinBox", "setGroupSeparatorShown"}, std::regex(R"(new Q(Double)?SpinBox|setGroupSeparatorShown)"),
            "WholeNumberBox, DecimalBox"},
    };
    return all;
}

std::vector<std::string> found(const std::string& layer, const Sources& sources)
{
    return faultsByLine(layer, sources, [](const std::string& line) {
        std::vector<std::string> faults;
        for (const Ban& ban : bans()) {
            const bool mayHave = std::any_of(ban.within.begin(), ban.within.end(),
                [&](const std::string& word) { return line.find(word) != std::string::npos; });
            if (mayHave && std::regex_search(line, ban.what)) {
                faults.push_back("use " + ban.instead + ":" + line);
            }
        }
        return faults;
    });
}

TEST(Locale, whatDependsOnItIsFound)
{
    EXPECT_EQ(found("x",
                  {{"a.cpp",
                      "std::snprintf(text, sizeof text, \"%.2f\", x);\nstd::snprintf(text, 9, \"%02x\", x);\n"
                      "double y = std::stod(word);\nQLocale::c().toDouble(text);\nauto* box = new QSpinBox;\n"
                      "QLocale locale;\nQLocale::system();\n"}})
                  .size(),
        5u);
}

TEST(Locale, decidesNoNumber)
{
    for (const char* layer : {"core", "ui", "app"}) {
        for (const std::string& place : found(layer, readSources(source / layer))) {
            ADD_FAILURE() << place;
        }
    }
}

TEST(Locale, ofTheWindowIsItsOwn)
{
    for (const char* file : {"app/workbench/main.cpp", "tests/ui/ui_test_main.cpp"}) {
        EXPECT_NE(readFile(source / file).find("QLocale::setDefault(dpl::ui::interfaceLocale())"), std::string::npos)
            << file;
    }
}

} // namespace
} // namespace dpl::test
