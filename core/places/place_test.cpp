#include "places/place_test.hpp"

#include "base/error.hpp"
#include "base/stopped.hpp"
#include "places/own_program.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace dpl::places {

namespace {

/// One line for each answer, so that what setup lines print is passed over: "dpl-version dpl 0.2.0".
std::string questions(const Place& place, const std::string& program)
{
    std::string script;
    for (const std::string& line : place.setup) {
        script += line + "\n";
    }
    script += "printf 'dpl-version %s\\n' \"$(" + shellWord(program) + " --version 2>&1 | head -n 1)\"\n";
    if (!place.folder.empty()) {
        script += "mkdir -p " + shellWord(place.folder.string()) + " 2>/dev/null; test -w "
            + shellWord(place.folder.string()) + "; printf 'dpl-folder %s\\n' $?\n";
    }
    if (isSlurm(place.kind)) {
        script += "nodes=$(sinfo -h -N -t idle -o %N 2>&1) && printf 'dpl-idle %s\\n' "
                  "\"$(printf '%s' \"$nodes\" | sort -u | grep -c .)\" || printf 'dpl-slurm %s\\n' \"$nodes\"\n";
    }
    return script;
}

/// What follows a mark at the beginning of a line; nothing where no line has it.
std::optional<std::string> answer(const std::string& text, const std::string& mark)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(mark + " ")) {
            return line.substr(mark.size() + 1);
        }
    }
    return std::nullopt;
}

std::string where(const Place& place)
{
    return isRemote(place.kind) ? " on " + place.host : "";
}

void take(PlaceTest& result, const Place& place, const std::string& program, const std::string& out)
{
    const std::string version = answer(out, "dpl-version").value_or("");
    if (version.starts_with("dpl ")) {
        result.version = version.substr(4);
    } else {
        result.problem = "\"" + program + " --version\" does not work" + where(place)
            + (version.empty() ? "" : ": " + version)
            + "; say in the place's program where dpl is, and in its setup what has to be loaded first";
    }
    result.isWritable = place.folder.empty() || answer(out, "dpl-folder") == "0";
    if (!result.isWritable && result.problem.empty()) {
        result.problem = place.folder.string() + " cannot be written" + where(place);
    }
    if (!isSlurm(place.kind)) {
        return;
    }
    const std::string idle = answer(out, "dpl-idle").value_or("");
    int nodes = 0;
    if (const auto [end, error] = std::from_chars(idle.data(), idle.data() + idle.size(), nodes);
        error == std::errc() && end == idle.data() + idle.size() && !idle.empty()) {
        result.idleNodes = nodes;
    } else if (result.problem.empty()) {
        const std::string said = answer(out, "dpl-slurm").value_or("");
        result.problem = "Slurm does not answer" + where(place) + (said.empty() ? "" : ": " + said);
    }
}

} // namespace

std::string PlaceTest::text() const
{
    std::string text;
    const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (!version.empty()) {
        add("version " + version);
    }
    if (idleNodes) {
        add(std::to_string(*idleNodes) + (*idleNodes == 1 ? " node idle" : " nodes idle"));
    }
    if (isWritable) {
        add("folder writable");
    }
    return problem.empty() ? text : text + (text.empty() ? "" : "; ") + problem;
}

PlaceTest test(const Place& place, Shells& shells, const std::stop_token& stop)
{
    PlaceTest result;
    const bool isOwn = place.kind == PlaceKind::apart && place.program == Place().program;
    const std::string program = isOwn ? ownProgram() : place.program;
    try {
        const Shell::Output output = shells.of(place)->run(questions(place, program), {}, questionDeadline, stop);
        take(result, place, program, output.out);
    } catch (const NeedsUser& error) {
        result.needsUser = true;
        result.problem = error.what();
    } catch (const Error& error) {
        result.problem = error.what();
    }
    return result;
}

} // namespace dpl::places
