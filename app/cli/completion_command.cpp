#include "completion_command.hpp"

#include "shell_completions.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dpl::cli {

void addCompletionCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("completion", "Print what a shell needs to complete commands and options");
    command->footer("Where dpl was installed by a package, shells find it by themselves. Elsewhere, for this session:\n"
                    "  source <(dpl completion bash)\n"
                    "  source <(dpl completion zsh)\n"
                    "  dpl completion fish | source");
    auto shell = std::make_shared<std::string>();
    command->add_option("shell", *shell, "bash, zsh or fish")->required();
    command->callback([&app, shell] { std::cout << completions(describe(app), *shell); });
}

} // namespace dpl::cli
