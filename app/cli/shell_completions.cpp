#include "shell_completions.hpp"

#include "exit_codes.hpp"

#include <sstream>

namespace dpl::cli {

namespace {

/// The options of a command, without its arguments.
std::vector<const DescribedOption*> optionsOf(const DescribedCommand& command, bool withValueAlone = false)
{
    std::vector<const DescribedOption*> options;
    for (const DescribedOption& option : command.options) {
        if (!option.isArgument && (!withValueAlone || !option.value.empty())) {
            options.push_back(&option);
        }
    }
    return options;
}

std::string joined(const std::vector<const DescribedOption*>& options, const std::string& between, bool allSpellings)
{
    std::string text;
    for (const DescribedOption* option : options) {
        for (std::size_t i = 0; i < (allSpellings ? option->names.size() : 1); ++i) {
            text += (text.empty() ? "" : between) + option->names[i];
        }
    }
    return text;
}

std::string commandNames(const DescribedCommand& program)
{
    std::string text;
    for (const DescribedCommand& command : program.commands) {
        text += (text.empty() ? "" : " ") + command.name;
    }
    return text;
}

/// The first line of a description, with a backslash before characters that mean something where it is put.
std::string firstLine(const std::string& description, const std::string& special)
{
    std::string text;
    for (const char c : description.substr(0, description.find('\n'))) {
        if (special.find(c) != std::string::npos) {
            text += '\\';
        }
        text += c;
    }
    return text;
}

/// Between single quotes, of which it may itself have some.
std::string quoted(const std::string& text)
{
    std::string result = "'";
    for (const char c : text) {
        result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return result + "'";
}

std::string forBash(const DescribedCommand& program)
{
    std::ostringstream script;
    script << "# Completes " << program.name << " in bash; made by `" << program.name << " completion bash`.\n_"
           << program.name
           << "()\n{\n"
              "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words=\n"
              "    COMPREPLY=()\n"
              "    if ((COMP_CWORD == 1)); then\n"
              "        words=\""
           << commandNames(program) << " " << joined(optionsOf(program), " ", false)
           << "\"\n"
              "    else\n"
              "        case ${COMP_WORDS[1]}:$previous in\n";
    for (const DescribedCommand& command : program.commands) {
        for (const DescribedOption* option : optionsOf(command, true)) {
            for (const std::string& name : option->names) {
                script << "        " << command.name << ":" << name << ") return ;;\n";
            }
        }
    }
    script << "        esac\n        case ${COMP_WORDS[1]} in\n";
    for (const DescribedCommand& command : program.commands) {
        script << "        " << command.name << ") words=\""
               << (command.name == "help" ? commandNames(program) + " " : std::string())
               << joined(optionsOf(command), " ", false) << "\" ;;\n";
    }
    script << "        esac\n"
              "        [[ $current == -* || ${COMP_WORDS[1]} == help ]] || return\n"
              "    fi\n"
              "    local IFS=$' \\t\\n'\n"
              "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
              "}\n"
              "complete -o default -F _"
           << program.name << " " << program.name << "\n";
    return script.str();
}

std::string forZsh(const DescribedCommand& program)
{
    std::ostringstream script;
    script << "#compdef " << program.name << "\n# Completes " << program.name << " in zsh; made by `" << program.name
           << " completion zsh`.\nlocal -a commands\ncommands=(\n";
    for (const DescribedCommand& command : program.commands) {
        script << "    " << quoted(command.name + ":" + firstLine(command.description, ":\\")) << "\n";
    }
    script << ")\nif ((CURRENT == 2)); then\n    _describe command commands\n    return\nfi\n"
              "shift words\n((CURRENT--))\ncase $words[1] in\n";
    for (const DescribedCommand& command : program.commands) {
        script << command.name << ")\n    _arguments \\\n";
        for (const DescribedOption* option : optionsOf(command)) {
            script << "        "
                   << quoted(option->names.front() + "[" + firstLine(option->description, "[]:\\") + "]"
                          + (option->value.empty() ? std::string() : ":value:_files"))
                   << " \\\n";
        }
        script << "        " << (command.name == "help" ? "'1:command:((" : "'*:file:_files'");
        if (command.name == "help") {
            script << commandNames(program) << "))'";
        }
        script << "\n    ;;\n";
    }
    script << "esac\n";
    return script.str();
}

std::string forFish(const DescribedCommand& program)
{
    std::ostringstream script;
    const std::string complete = "complete -c " + program.name;
    script << "# Completes " << program.name << " in fish; made by `" << program.name << " completion fish`.\n";
    for (const DescribedCommand& command : program.commands) {
        script << complete << " -n __fish_use_subcommand -f -a " << command.name << " -d "
               << quoted(firstLine(command.description, "\\")) << "\n";
        const std::string within = complete + " -n '__fish_seen_subcommand_from " + command.name + "'";
        for (const DescribedOption* option : optionsOf(command)) {
            const std::string name = option->names.front();
            script << within << (name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1))
                   << (option->value.empty() ? "" : " -r") << " -d " << quoted(firstLine(option->description, "\\"))
                   << "\n";
        }
        if (command.name == "help") {
            script << within << " -f -a '" << commandNames(program) << "'\n";
        }
    }
    return script.str();
}

} // namespace

std::vector<std::string> completedShells()
{
    return {"bash", "zsh", "fish"};
}

std::string completions(const DescribedCommand& program, const std::string& shell)
{
    if (shell == "bash") {
        return forBash(program);
    }
    if (shell == "zsh") {
        return forZsh(program);
    }
    if (shell == "fish") {
        return forFish(program);
    }
    throw WrongUse("there are no completions for the shell \"" + shell + "\"; use bash, zsh or fish");
}

} // namespace dpl::cli
