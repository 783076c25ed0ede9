#include "command_tree.hpp"

#include <CLI/CLI.hpp>

namespace dpl::cli {

namespace {

DescribedOption describe(const CLI::Option& option)
{
    DescribedOption described;
    for (const std::string& name : option.get_lnames()) {
        described.names.push_back("--" + name);
    }
    for (const std::string& name : option.get_snames()) {
        described.names.push_back("-" + name);
    }
    described.isArgument = described.names.empty(); // what is both stands among the options
    if (described.isArgument) {
        described.names.push_back(option.get_name(true));
    }
    if (option.get_items_expected_max() > 0) {
        const std::string type = option.get_type_name(); // "INT:INT in [0 - 4096]"
        described.value = type.substr(0, type.find(':'));
    }
    described.description = option.get_description();
    described.defaultValue = option.get_default_str();
    described.isRequired = option.get_required();
    return described;
}

} // namespace

DescribedCommand describe(const CLI::App& app)
{
    DescribedCommand described{app.get_name(), app.get_description(), app.get_footer(), {}, {}};
    for (const CLI::Option* option : app.get_options()) {
        described.options.push_back(describe(*option));
    }
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        described.commands.push_back(describe(*command));
    }
    return described;
}

} // namespace dpl::cli
