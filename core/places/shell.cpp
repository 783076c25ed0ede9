#include "places/shell.hpp"

#include "base/command_line.hpp"
#include "base/files.hpp"

namespace dpl::places {

namespace {

/// A line that ends a text in a script, and is not in it.
std::string endMarkFor(const std::string& text)
{
    std::string mark = "dpl-end";
    while (text.find(mark) != std::string::npos) {
        mark += "-";
    }
    return mark;
}

/// Writes one file, and checks that it came whole: a line break that its text does not end with is cut off again.
std::string writingScript(const TextThere& file)
{
    const bool endsLine = file.text.ends_with('\n');
    const std::string mark = endMarkFor(file.text);
    const std::string size = std::to_string(file.text.size());
    return "f=" + shellWord(file.file) + "\nmkdir -p \"$(dirname \"$f\")\" && head -c " + size
        + " >\"$f.unfinished-$$\" <<'" + mark + "'\n" + file.text + (endsLine ? "" : "\n") + mark
        + "\n[ \"$(wc -c <\"$f.unfinished-$$\")\" -eq " + size + " ] && mv -f \"$f.unfinished-$$\" \"$f\" || exit 1\n";
}

} // namespace

std::string shellWord(std::string_view word)
{
    return shellText({std::string(word)});
}

void writeThere(Shell& shell, const std::vector<TextThere>& files, const std::stop_token& stop)
{
    if (shell.sharesFiles()) {
        for (const TextThere& file : files) {
            writeFileAtomically(file.file, file.text);
        }
        return;
    }
    std::string script;
    for (const TextThere& file : files) {
        script += writingScript(file);
    }
    const Shell::Output output = shell.run(script, {}, questionDeadline, stop);
    if (output.status != 0) {
        throw Error("cannot write " + files.front().file + " there: "
            + (output.err.empty() ? "the file did not arrive whole" : output.err.substr(0, output.err.find('\n'))));
    }
}

void writeThere(Shell& shell, const std::string& file, const std::string& text, const std::stop_token& stop)
{
    writeThere(shell, std::vector<TextThere>{{file, text}}, stop);
}

} // namespace dpl::places
