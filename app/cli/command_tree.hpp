#pragma once

#include <CLI/App.hpp>

#include <string>
#include <vector>

namespace dpl::cli {

/// An option as its command declares it, or an argument without one.
struct DescribedOption {
    std::vector<std::string> names; ///< "--data_path", "--data-path"; of an argument, its name
    std::string value; ///< what follows it, such as "INT"; empty: nothing does
    std::string description;
    std::string defaultValue;
    bool isArgument = false;
    bool isRequired = false;
};

/// A command as it is declared: what manual pages and completions are made of, so that they cannot go stale.
struct DescribedCommand {
    std::string name;
    std::string description;
    std::string footer; ///< what its help ends with: examples, files
    std::vector<DescribedOption> options;
    std::vector<DescribedCommand> commands;
};

DescribedCommand describe(const CLI::App& app);

} // namespace dpl::cli
