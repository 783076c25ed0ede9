#include "man_page.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace dpl::cli {

namespace {

/// A text as roff takes it literally: dashes as the shell's, no line that is a request.
std::string literal(const std::string& text)
{
    std::string result;
    for (const char c : text) {
        if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n')) {
            result += "\\&";
        }
        result += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string(1, c);
    }
    return result;
}

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

/// The first sentence or line of a description, as lists have it: without a capital letter or a full stop.
std::string synopsis(const std::string& description)
{
    std::string line = description.substr(0, description.find('\n'));
    if (line.ends_with('.')) {
        line.pop_back();
    }
    return line;
}

void write(std::ostream& page, const DescribedOption& option)
{
    page << ".TP\n";
    for (std::size_t i = 0; i < option.names.size(); ++i) {
        page << (i > 0 ? ", " : "") << (option.isArgument ? "\\fI" : "\\fB") << literal(option.names[i]) << "\\fR";
    }
    if (!option.isArgument && !option.value.empty()) {
        page << " \\fI" << literal(option.value) << "\\fR";
    }
    page << "\n" << literal(option.description);
    if (option.isRequired) {
        page << " (required)";
    } else if (!option.defaultValue.empty()) {
        page << " (default: " << literal(option.defaultValue) << ")";
    }
    page << "\n";
}

/// Lines as they are: examples and paths must not be filled.
void writeAsIs(std::ostream& page, const std::string& text)
{
    if (!text.empty()) {
        page << ".PP\n.nf\n" << literal(text) << "\n.fi\n";
    }
}

void write(std::ostream& page, const DescribedCommand& command, const std::string& program)
{
    page << ".SS " << literal(program + " " + command.name) << "\n" << literal(command.description) << ".\n";
    for (const DescribedOption& option : command.options) {
        write(page, option);
    }
    writeAsIs(page, command.footer);
}

} // namespace

std::string manPage(const DescribedCommand& program, const std::string& version)
{
    std::ostringstream page;
    page << ".TH " << upper(program.name) << " 1 \"\" \"" << program.name << " " << version << "\" \"User Commands\"\n"
         << ".SH NAME\n"
         << program.name << " \\- " << literal(synopsis(program.description).substr(program.name.size() + 2)) << "\n"
         << ".SH SYNOPSIS\n.B " << program.name << "\n.I command\n.RI [ options ]\n"
         << ".SH DESCRIPTION\n"
         << literal(program.description) << "\n";
    writeAsIs(page, program.footer);
    page << ".SH OPTIONS\n";
    for (const DescribedOption& option : program.options) {
        write(page, option);
    }
    page << ".SH COMMANDS\n";
    for (const DescribedCommand& command : program.commands) {
        write(page, command, program.name);
    }
    page << ".SH EXIT STATUS\n"
            ".TP\n0\ndone\n"
            ".TP\n1\nfailed; the message says why\n"
            ".TP\n2\na wrong option, or a file that cannot be used\n"
            ".TP\n75\nstopped by SIGTERM or SIGHUP under a scheduler or launcher: all that was done is saved, and the "
            "same "
            "command goes on\n"
            ".TP\n130, 143, 129\nstopped by Ctrl\\-C, SIGTERM, SIGHUP\n"
            ".SH SEE ALSO\n.BR dpl\\-workbench (1)\n";
    return page.str();
}

} // namespace dpl::cli
