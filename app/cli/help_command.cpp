#include "help_command.hpp"

#include "exit_codes.hpp"

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
    const std::string programPage = app.help();
    command->callback([&app, name, programPage] {
        const auto commands = app.get_subcommands([&](const CLI::App* other) { return other->get_name() == *name; });
        if (!name->empty() && commands.empty()) {
            throw WrongUse("there is no command \"" + *name + "\"; see dpl --help");
        }
        // The page of a command names the commands that it is within; of the program, that no command was given.
        std::cout << (name->empty() ? programPage : commands.front()->help(app.get_name()));
    });
}

} // namespace dpl::cli
