#include "error_message.hpp"
#include "process.hpp"
#include "temporary_folder.hpp"

#include <regex>
#include <sstream>

// The manual page and the completions are made of the commands as they are declared: whatever help names is in each.

namespace dpl {
namespace {

using test::Process;
using test::says;

class CommandTree : public testing::Test {
protected:
    std::string output(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), DPL_EXECUTABLE);
        const test::Ended ended = Process(arguments, temporary.path()).end();
        EXPECT_EQ(ended.exitCode, 0) << ended.err;
        return ended.out;
    }

    /// The commands that help lists.
    std::vector<std::string> commands() const
    {
        std::istringstream lines(output({"--help"}));
        std::vector<std::string> names;
        std::string line;
        for (bool within = false; std::getline(lines, line); within = within || line == "Subcommands:") {
            std::smatch match;
            if (within && std::regex_search(line, match, std::regex("^  ([a-z]+) ")))
                names.push_back(match[1]);
        }
        return names;
    }

    /// The long options that a command's help lists, by their first spelling.
    std::vector<std::string> options(const std::string& command) const
    {
        std::istringstream lines(output({"help", command}));
        std::vector<std::string> names;
        std::string line;
        while (std::getline(lines, line) && line != "Options:") { }
        while (std::getline(lines, line) && !line.empty()) {
            std::smatch match;
            if (std::regex_search(line, match, std::regex("^  (?:-h,)?(--[a-z0-9_-]+)"))) {
                names.push_back(match[1]);
            }
        }
        return names;
    }

    /// What bash completes words to.
    std::string completed(const std::string& words) const
    {
        const std::string script = "source <(" DPL_EXECUTABLE " completion bash); COMP_WORDS=(" + words
            + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _dpl; echo \"${COMPREPLY[*]}\"";
        return Process({"/bin/bash", "--norc", "-c", script}, temporary.path()).end().out;
    }

    const test::TemporaryFolder temporary;
};

std::string withoutRoff(const std::string& page)
{
    return std::regex_replace(page, std::regex(R"(\\-)"), "-");
}

TEST_F(CommandTree, isInTheManualPageAndTheCompletions)
{
    const std::string page = withoutRoff(output({"help", "--man"}));
    const std::string bash = output({"completion", "bash"});
    const std::string zsh = output({"completion", "zsh"});
    const std::string fish = output({"completion", "fish"});
    const std::vector<std::string> all = commands();
    ASSERT_GT(all.size(), 10u);
    for (const std::string& command : all) {
        EXPECT_TRUE(says(page, ".SS dpl " + command + "\n"));
        EXPECT_TRUE(says(zsh, "'" + command + ":"));
        EXPECT_TRUE(says(fish, "-f -a " + command + " -d "));
        const std::vector<std::string> own = options(command);
        ASSERT_FALSE(own.empty()) << command;
        for (const std::string& option : own) {
            EXPECT_TRUE(says(page, "\\fB" + option + "\\fR"));
            EXPECT_TRUE(says(bash, option));
            EXPECT_TRUE(says(zsh, "'" + option + "["));
            EXPECT_TRUE(says(fish, "__fish_seen_subcommand_from " + command + "' -l " + option.substr(2) + " "));
        }
    }
    EXPECT_TRUE(says(page, {".TH DPL 1 ", ".SH NAME\ndpl - ", DPL_VERSION, "EXIT STATUS"}));
}

TEST_F(CommandTree, isCompletedByBash)
{
    EXPECT_EQ(completed("dpl ev"), "evaluate\n");
    EXPECT_EQ(completed("dpl train --model"), "--model_name\n");
    EXPECT_EQ(completed("dpl help sy"), "synthetic\n");
    EXPECT_EQ(completed("dpl train --model_name --d"), "\n") << "a folder is expected";
    EXPECT_EQ(completed("dpl train dat"), "\n") << "files, which bash itself completes";
    EXPECT_TRUE(says(completed("dpl devices --"), "--json"));
}

TEST_F(CommandTree, isNotCompletedByAnUnknownShell)
{
    const test::Ended ended = Process({DPL_EXECUTABLE, "completion", "cmd"}, temporary.path()).end();
    EXPECT_EQ(ended.exitCode, 2);
    EXPECT_TRUE(says(ended.err, {"cmd", "bash, zsh or fish"}));
}

} // namespace
} // namespace dpl
