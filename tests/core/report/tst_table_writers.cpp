#include "core/latex_run.hpp"

#include "base/error.hpp"
#include "report/latex_text.hpp"
#include "report/number_text.hpp"
#include "report/table_writers.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace dpl::report {
namespace {

Table example()
{
    return {"table_1", "Accuracy & 95 % intervals",
        {{"Model", "", "", false}, {"Helpful", "%", "", true}, {"Time", "ms", "", true}},
        {{std::string("base|line"), Number{93.1, 1, 0.4}, Number{7.25, 2, std::nullopt}},
            {std::string("[\u03bc, \u03c3\u00b2]"), Number{8.05, 1, 10.25}, Number{-120, 0, std::nullopt}},
            {std::string("caf\u00e9_*x*"), Number{50.0, 1, std::nullopt}, std::monostate{}}}};
}

TEST(CellText, hasATrueMinusSignAndAnEnDashForNothing)
{
    EXPECT_EQ(cellText(std::monostate{}), "\u2013");
    EXPECT_EQ(cellText(std::string("x")), "x");
    EXPECT_EQ(cellText(Number{0.93149, 3, std::nullopt}), "0.931");
    EXPECT_EQ(cellText(Number{0.931, 3, 0.004}), "0.931 \u00b1 0.004");
    EXPECT_EQ(cellText(Number{-1.5, 1, std::nullopt}), "\u22121.5");
    EXPECT_EQ(cellText(Number{-0.0001, 2, std::nullopt}), "0.00");
    EXPECT_EQ(cellText(Number{std::numeric_limits<double>::quiet_NaN(), 2, 0.1}), "\u2013");
    EXPECT_EQ(cellText(Number{1e300, 0, std::nullopt}).size(), 301u);
    EXPECT_EQ(cellText(Bounds{-1.25, 2.5, 1}), "\u22121.2\u20132.5");
    EXPECT_EQ(cellText(CountOf{47, 187}), "47/187");
    EXPECT_EQ(cellText(CountOf{1.5, 2}), "1.5/2");
    EXPECT_EQ(cellText(PValue{2e-27}), "< 10\u207b\u2074");
    EXPECT_EQ(cellText(Reference{}), "ref.");
}

TEST(ColumnHeading, hasItsUnitInBrackets)
{
    EXPECT_EQ(columnHeading({"Time", "ms", "", true}), "Time [ms]");
    EXPECT_EQ(columnHeading({"Model", "", "", false}), "Model");
}

TEST(TableWriters, refuseRowsOfTheWrongLength)
{
    Table table = example();
    table.rows[1].pop_back();
    EXPECT_THROW(toCsv(table), Error);
    EXPECT_THROW(toLatex(table), Error);
    EXPECT_THROW(toMarkdown(table), Error);
    try {
        toText(table);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "table \"table_1\", row 2: 2 cells for 3 columns");
    }
}

TEST(TextWriter, alignsNumbersOnTheirPoint)
{
    EXPECT_EQ(toText(example()),
        "Accuracy & 95 % intervals\n"
        "\n"
        "Model      Helpful [%]  Time [ms]\n"
        "---------  -----------  ---------\n"
        "base|line  93.1 \u00b1  0.4       7.25\n"
        "[\u03bc, \u03c3\u00b2]     8.1 \u00b1 10.2    \u2212120\n"
        "caf\u00e9_*x*   50.0                 \u2013\n");
}

TEST(MarkdownWriter, escapesMarkupAndAlignsColumns)
{
    EXPECT_EQ(toMarkdown(example()),
        "Accuracy & 95 % intervals\n"
        "\n"
        "| Model       | Helpful [%] | Time [ms] |\n"
        "| :---------- | ----------: | --------: |\n"
        "| base\\|line  |  93.1 \u00b1 0.4 |      7.25 |\n"
        "| [\u03bc, \u03c3\u00b2]     |  8.1 \u00b1 10.2 |      \u2212120 |\n"
        "| caf\u00e9\\_\\*x\\* |        50.0 |         \u2013 |\n");
}

TEST(LatexWriter, writesABooktabsTableWithPaddedNumbers)
{
    EXPECT_EQ(toLatex(example()),
        "% Needs \\usepackage{booktabs}.\n"
        "\\begin{table}[t]\n"
        "  \\centering\n"
        "  \\ifdim\\belowcaptionskip=0pt \\belowcaptionskip=6pt \\fi\n"
        "  \\caption{Accuracy \\& 95 \\% intervals}\n"
        "  \\label{tab:table-1}\n"
        "  \\begin{tabular}{@{}lrr@{}}\n"
        "    \\toprule\n"
        "    Model & Helpful [\\%] & Time [ms] \\\\\n"
        "    \\midrule\n"
        "    base$|$line & 93.1\\,$\\pm$\\,\\phantom{0}0.4 & 7.25 \\\\\n"
        "    {}[$\\mu$, $\\sigma$$^{2}$] & 8.1\\,$\\pm$\\,10.2 & $-$120\\phantom{.00} \\\\\n"
        "    caf\u00e9\\_*x* & 50.0\\phantom{\\,$\\pm$\\,000.} & -- \\\\\n"
        "    \\bottomrule\n"
        "  \\end{tabular}\n"
        "\\end{table}\n");
}

TEST(LatexWriter, compiles)
{
    expectCompiles("table", std::vector{example()});
}

TEST(TableWriters, carryNotes)
{
    Table table = example();
    const std::string latex = toLatex(table);
    const std::string csv = toCsv(table);
    const std::string markdown = toMarkdown(table);
    const std::string text = toText(table);
    table.notes = {"36 of 187 rows are left out\nfor their length", "went on from the checkpoint before *"};
    EXPECT_EQ(toCsv(table),
        "# 36 of 187 rows are left out for their length\r\n# went on from the checkpoint before *\r\n" + csv);
    EXPECT_EQ(toMarkdown(table),
        markdown + "\n- 36 of 187 rows are left out for their length\n- went on from the checkpoint before \\*\n");
    const std::string first = "% Needs \\usepackage{booktabs}.\n";
    EXPECT_EQ(toLatex(table),
        first + "% 36 of 187 rows are left out for their length\n% went on from the checkpoint before *\n"
            + latex.substr(first.size()));
    EXPECT_EQ(toText(table), text);
    expectCompiles("table_with_notes", std::vector{table});
}

TEST(TableWriters, sayWhatTheColumnsMeanBehindTheCaption)
{
    Table table = example();
    table.explanation = "p: a test.";
    EXPECT_NE(toLatex(table).find("\\caption{Accuracy \\& 95 \\% intervals p: a test.}"), std::string::npos);
    EXPECT_TRUE(toMarkdown(table).starts_with("Accuracy & 95 % intervals p: a test.\n\n|"));
    EXPECT_TRUE(toText(table).starts_with("Accuracy & 95 % intervals p: a test.\n\n"));
    table.caption.clear();
    EXPECT_TRUE(toMarkdown(table).starts_with("p: a test.\n\n|"));
}

TEST(LatexText, escapesMarkup)
{
    EXPECT_EQ(latexText("a_b & 5% #1 $x {y}"), "a\\_b \\& 5\\% \\#1 \\$x \\{y\\}");
    EXPECT_EQ(latexText("~^\\"), "\\textasciitilde{}\\textasciicircum{}\\textbackslash{}");
    EXPECT_EQ(latexText("--flag x-y"), "-{}-flag x-y");
}

TEST(LatexText, setsSignsAsMathematicsAndReplacesWhatFontsLack)
{
    EXPECT_EQ(latexText("\u00b5\u03bc\u03c3\u03c4"), "$\\mu$$\\mu$$\\sigma$$\\tau$");
    EXPECT_EQ(latexText("\u00b1\u2212\u00b2\u2013\u2265"), "$\\pm$$-$$^{2}$--$\\geq$");
    EXPECT_EQ(latexText("\u00e9\u0159\u0105"), "\u00e9\u0159a");
    EXPECT_TRUE(latexText(pValueText(2e-27)).ends_with(" 10$^{-4}$")) << latexText(pValueText(2e-27));
    EXPECT_EQ(latexText("\u4e2d\xff"), "??");
    EXPECT_EQ(latexText("a\nb\tc"), "a b c");
}

} // namespace
} // namespace dpl::report
