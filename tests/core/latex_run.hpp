#pragma once

#include "report/figure.hpp"
#include "report/table.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace dpl::report {

/// Runs pdflatex on a document in a folder of its own, which the destructor removes.
class LatexRun {
public:
    LatexRun(const std::string& name, const std::string& document);
    ~LatexRun();
    LatexRun(const LatexRun&) = delete;
    LatexRun& operator=(const LatexRun&) = delete;

    static bool available();

    bool succeeded() const { return m_succeeded; }
    const std::string& log() const { return m_log; }

    /// The log from the first error on.
    std::string error() const;

    /// Width and height of the page in points of 1/72 inch; zeros if pdfinfo is not installed.
    std::pair<double, double> pageSize() const;
    int pages() const;

private:
    std::string m_stem;
    std::filesystem::path m_folder;
    std::string m_log;
    bool m_succeeded = false;
};

/// Fails the test unless pdflatex makes one page of the figure's size of its PGF, with every character there and
/// nothing that sticks out. The name tells the file where pictures are kept. Skips the test where pdflatex is not
/// installed.
void expectCompiles(const std::string& name, const Figure& figure);

/// The same of tables, in a document with booktabs that is wide enough for them.
void expectCompiles(const std::string& name, const std::vector<Table>& tables);

} // namespace dpl::report
