#include "help_command.hpp"

#include "exit_codes.hpp"
#include "man_page.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>

namespace dpl::cli {

void addHelpCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("help", "Explain a command");
    auto name = std::make_shared<std::string>();
    command->add_option("command", *name, "Command to explain");
    auto man = std::make_shared<bool>(false);
    command->add_flag("--man", *man, "Print the manual page of all commands, for man");
    const std::string programPage = app.help();
    command->callback([&app, name, man, programPage] {
        if (*man) {
            std::cout << manPage(describe(app), DPL_VERSION);
            return;
        }
        const auto commands = app.get_subcommands([&](const CLI::App* other) { return other->get_name() == *name; });
        if (!name->empty() && commands.empty()) {
            throw WrongUse("there is no command \"" + *name + "\"; see dpl --help");
        }
        // The page of a command names the commands that it is within; of the program, that no command was given.
        std::cout << (name->empty() ? programPage : commands.front()->help(app.get_name()));
    });
}

} // namespace dpl::cli
