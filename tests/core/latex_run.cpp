#include "core/latex_run.hpp"

#include "report/figure_writers.hpp"
#include "report/table_writers.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

namespace dpl::report {

namespace {

std::string read(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

bool runs(const std::string& command)
{
    return std::system(command.c_str()) == 0;
}

} // namespace

LatexRun::LatexRun(const std::string& name, const std::string& document) : m_stem(name)
{
    m_folder =
        std::filesystem::temp_directory_path() / ("dpl-report-" + name + "-" + std::to_string(std::random_device()()));
    std::filesystem::create_directories(m_folder);
    std::ofstream(m_folder / (name + ".tex"), std::ios::binary) << document;
    m_succeeded = runs("cd '" + m_folder.string() + "' && pdflatex -interaction=nonstopmode -halt-on-error '" + name
        + ".tex' > run.txt 2>&1");
    m_log = read(m_folder / (name + ".log"));
    // Someone who wants to look at the pictures names a folder to keep them in.
    if (const char* keep = std::getenv("DPL_KEEP_PICTURES"); keep && m_succeeded) {
        std::filesystem::create_directories(keep);
        for (const char* extension : {".pdf", ".tex"}) {
            std::filesystem::copy_file(m_folder / (name + extension), std::filesystem::path(keep) / (name + extension),
                std::filesystem::copy_options::overwrite_existing);
        }
    }
}

LatexRun::~LatexRun()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

bool LatexRun::available()
{
    return runs("pdflatex --version > /dev/null 2>&1") && runs("kpsewhich pgfplots.sty > /dev/null 2>&1")
        && runs("kpsewhich booktabs.sty > /dev/null 2>&1");
}

std::string LatexRun::error() const
{
    const auto at = m_log.find("\n!");
    return at == std::string::npos ? std::string() : m_log.substr(at, 1500);
}

int LatexRun::pages() const
{
    const auto written = m_log.find("Output written on ");
    const auto open = m_log.find('(', written);
    return written == std::string::npos || open == std::string::npos ? 0 : std::atoi(m_log.c_str() + open + 1);
}

std::pair<double, double> LatexRun::pageSize() const
{
    runs("cd '" + m_folder.string() + "' && pdfinfo '" + m_stem + ".pdf' > info.txt 2> /dev/null");
    const std::string info = read(m_folder / "info.txt");
    double width = 0.0;
    double height = 0.0;
    if (const auto at = info.find("Page size:"); at != std::string::npos) {
        std::sscanf(info.c_str() + at, "Page size: %lf x %lf", &width, &height);
    }
    return {width, height};
}

namespace {

void expectClean(const LatexRun& run)
{
    ASSERT_TRUE(run.succeeded()) << run.error();
    EXPECT_EQ(run.log().find("Overfull"), std::string::npos);
    EXPECT_EQ(run.log().find("Missing character"), std::string::npos);
}

} // namespace

void expectCompiles(const std::string& name, const Figure& figure)
{
    if (!LatexRun::available()) {
        GTEST_SKIP() << "pdflatex with pgfplots and booktabs is not installed.";
    }
    SCOPED_TRACE(name);
    const LatexRun run(name, toPgf(figure));
    expectClean(run);
    EXPECT_EQ(run.pages(), 1);
    const auto [width, height] = run.pageSize();
    if (width > 0.0) {
        EXPECT_NEAR(width, 72.0 * figure.widthInches, 1.0);
        EXPECT_NEAR(height, 72.0 * figure.heightInches, 1.0);
    }
}

void expectCompiles(const std::string& name, const std::vector<Table>& tables)
{
    if (!LatexRun::available()) {
        GTEST_SKIP() << "pdflatex with pgfplots and booktabs is not installed.";
    }
    SCOPED_TRACE(name);
    std::string document = "\\documentclass{article}\n\\usepackage[paperwidth=14in,margin=1in]{geometry}\n\\usepackage{"
                           "booktabs}\n\\begin{document}\n";
    for (const Table& table : tables) {
        document += toLatex(table);
    }
    expectClean(LatexRun(name, document + "\\end{document}\n"));
}

} // namespace dpl::report
