#include "places/slurm_evidence.hpp"

#include "base/error.hpp"
#include "places/placed_job.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace dpl::places {

namespace {

constexpr std::array evidenceFiles{slurmExitName, exitName, "run.json"};

/// Tells each file by one line, "file LENGTH" or "none", its text, and a line break. A file is read once: it may be
/// replaced at any time.
std::string evidenceScript(const std::vector<std::string>& folders)
{
    std::string script = "LC_ALL=C\nexport LC_ALL\n"
                         "show() { if [ -r \"$1\" ]; then text=$(cat \"$1\"; echo x); text=${text%x}; "
                         "printf 'file %s\\n%s\\n' \"${#text}\" \"$text\"; else echo none; fi; }\n";
    for (const std::string& folder : folders) {
        for (const char* name : evidenceFiles) {
            script += "show " + shellWord(folder + "/" + name) + "\n";
        }
    }
    return script;
}

/// Takes the answers one after another out of what the script wrote.
class Answers {
public:
    explicit Answers(const std::string& text) : m_rest(text) { }

    std::optional<std::string> next()
    {
        const std::string line(m_rest.substr(0, m_rest.find('\n')));
        skip(line.size() + 1);
        if (line == "none") {
            return std::nullopt;
        }
        std::size_t size = 0;
        const char* end = line.data() + line.size();
        if (!line.starts_with("file ") || std::from_chars(line.data() + 5, end, size).ptr != end
            || size >= m_rest.size()) {
            throw Error("the answer to what a job's files say did not arrive whole");
        }
        const std::string text(m_rest.substr(0, size));
        skip(size + 1);
        return text;
    }

private:
    void skip(std::size_t count) { m_rest.remove_prefix(std::min(count, m_rest.size())); }

    std::string_view m_rest;
};

/// What a file says, or nothing where it is damaged: it is not the only witness.
template <typename Read> auto readOrNone(const std::optional<std::string>& text, const char* name, const Read& read)
{
    using Value = decltype(read(Json(), std::string()));
    try {
        return text ? std::optional<Value>(read(parseJson(*text, name), std::string(name))) : std::nullopt;
    } catch (const Error&) {
        return std::optional<Value>();
    }
}

} // namespace

SlurmExit SlurmExit::fromJson(const Json& value, const std::string& source)
{
    const JsonObject object(value, source);
    return {object.string("job"), static_cast<int>(object.integer("restarts", 0)),
        static_cast<int>(object.integer("exit")), object.string("time", "")};
}

std::vector<SlurmEvidence> readEvidence(
    Shell& shell, const std::vector<std::string>& folders, const std::stop_token& stop)
{
    if (folders.empty()) {
        return {};
    }
    const Shell::Output output = shell.run(evidenceScript(folders), {}, questionDeadline, stop);
    Answers answers(output.out);
    std::vector<SlurmEvidence> all;
    for (std::size_t i = 0; i < folders.size(); ++i) {
        SlurmEvidence& evidence = all.emplace_back();
        evidence.script = readOrNone(answers.next(), slurmExitName, SlurmExit::fromJson);
        evidence.job = readOrNone(answers.next(), exitName, JobExit::fromJson);
        evidence.runState = readOrNone(answers.next(), "run.json", [](const Json& json, const std::string& source) {
            return JsonObject(json, source).string("state");
        }).value_or("");
    }
    return all;
}

} // namespace dpl::places
