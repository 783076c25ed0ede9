#include "places/shell.hpp"

#include "base/command_line.hpp"
#include "base/files.hpp"

namespace dpl::places {

std::string shellWord(std::string_view word)
{
    return shellText({std::string(word)});
}

void writeThere(Shell& shell, const std::string& file, const std::string& text, const std::stop_token& stop)
{
    if (shell.sharesFiles()) {
        writeFileAtomically(file, text);
        return;
    }
    const std::string script = "f=" + shellWord(file)
        + "\n"
          "t=\"$f.unfinished-$$\"\n"
          "mkdir -p \"$(dirname \"$f\")\" && cat >\"$t\" && [ \"$(wc -c <\"$t\")\" -eq "
        + std::to_string(text.size()) + " ] && mv -f \"$t\" \"$f\"\n";
    const Shell::Output output = shell.run(script, text, questionDeadline, stop);
    if (output.status != 0) {
        throw Error("cannot write " + file + " there: "
            + (output.err.empty() ? "the file did not arrive whole" : output.err.substr(0, output.err.find('\n'))));
    }
}

} // namespace dpl::places
