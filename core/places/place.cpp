#include "places/place.hpp"

#include "base/error.hpp"
#include "base/json_strings.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace dpl::places {

namespace {

constexpr std::array kindNames{std::pair{PlaceKind::window, "window"}, std::pair{PlaceKind::apart, "apart"},
    std::pair{PlaceKind::slurm, "slurm"}, std::pair{PlaceKind::ssh, "ssh"},
    std::pair{PlaceKind::sshSlurm, "ssh-slurm"}};

bool hasControls(const std::string& text)
{
    return std::any_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// A host must not look like an option of ssh's.
bool isHost(const std::string& host)
{
    return !host.empty() && host.front() != '-' && !hasControls(host) && host.find(' ') == std::string::npos;
}

const std::set<std::string> knownMembers{"name", "kind", "host", "folder", "program", "setup", "directives", "requeue"};

} // namespace

std::string toString(PlaceKind kind)
{
    for (const auto& [value, name] : kindNames) {
        if (value == kind) {
            return name;
        }
    }
    throw Error("unknown kind of place");
}

PlaceKind placeKindFromString(const std::string& name)
{
    for (const auto& [value, known] : kindNames) {
        if (name == known) {
            return value;
        }
    }
    throw Error("\"" + name + "\" is not a kind of place; use apart, slurm, ssh or ssh-slurm");
}

bool isRemote(PlaceKind kind)
{
    return kind == PlaceKind::ssh || kind == PlaceKind::sshSlurm;
}

bool isSlurm(PlaceKind kind)
{
    return kind == PlaceKind::slurm || kind == PlaceKind::sshSlurm;
}

std::string Place::problem() const
{
    if (name.empty() || hasControls(name) || name.find('/') != std::string::npos) {
        return "a place needs a name, without slashes";
    }
    if (isRemote(kind) && !isHost(host)) {
        return "the place " + name + " needs a host, as ssh knows it";
    }
    if (!isRemote(kind) && !host.empty()) {
        return "the place " + name + " has a host, but is not reached by ssh; its kind is " + toString(kind);
    }
    if (!folder.empty() && (!folder.is_absolute() || hasControls(folder.string()))) {
        return "the folder of the place " + name + " must be an absolute path, not \"" + folder.string() + "\"";
    }
    if (isRemote(kind) && folder.empty()) {
        return "the place " + name + " needs a folder for its runs on " + host;
    }
    if (program.empty() || hasControls(program)) {
        return "the place " + name + " needs the command that dpl is there";
    }
    for (const std::string& directive : directives) {
        if (!directive.starts_with("-") || hasControls(directive)) {
            return "the place " + name + " has the directive \"" + directive
                + "\"; one is an option of sbatch, such as --constraint=a100";
        }
    }
    if (!isSlurm(kind) && (!directives.empty() || requeue)) {
        return "the place " + name + " has directives for Slurm, but is none; its kind is " + toString(kind);
    }
    return {};
}

Json Place::toJson() const
{
    Json json{{"name", name}, {"kind", toString(kind)}};
    const auto add = [&json](const char* key, const Json& value, bool isSaid) {
        if (isSaid) {
            json[key] = value;
        }
    };
    add("host", host, !host.empty());
    add("folder", folder.string(), !folder.empty());
    add("program", program, program != Place().program);
    add("setup", setup, !setup.empty());
    add("directives", directives, !directives.empty());
    add("requeue", requeue, requeue);
    json.update(more);
    return json;
}

Place Place::fromJson(const Json& value, const std::string& source)
{
    const JsonObject object(value, source);
    Place place;
    place.name = object.string("name");
    try {
        place.kind = placeKindFromString(object.string("kind"));
    } catch (const Error& error) {
        throw Error(object.at("kind") + ": " + error.what());
    }
    place.host = object.string("host", "");
    place.folder = object.string("folder", "");
    place.program = object.string("program", place.program);
    if (object.has("setup")) {
        place.setup = strings(object, "setup");
    }
    if (object.has("directives")) {
        place.directives = strings(object, "directives");
    }
    place.requeue = object.boolean("requeue", false);
    for (const auto& [key, member] : value.items()) {
        if (!knownMembers.contains(key)) {
            place.more[key] = member;
        }
    }
    if (const std::string problem = place.problem(); !problem.empty()) {
        throw Error(source + ": " + problem);
    }
    return place;
}

Place windowPlace()
{
    return {"window", PlaceKind::window};
}

Place apartPlace()
{
    return {"apart", PlaceKind::apart};
}

} // namespace dpl::places
