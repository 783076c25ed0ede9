#include "places/places_file.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"

#include <algorithm>
#include <cstdlib>

namespace dpl::places {

namespace {

bool isBuiltIn(const std::string& name)
{
    return name == windowPlace().name || name == apartPlace().name;
}

auto found(auto& places, const std::string& name)
{
    return std::find_if(places.begin(), places.end(), [&name](const Place& place) { return place.name == name; });
}

void check(const PlacesFile& file, const Place& place, const std::string& instead = {})
{
    if (const std::string problem = place.problem(); !problem.empty()) {
        throw Error(problem);
    }
    if (place.kind == PlaceKind::window) {
        throw Error("the window is a place without an entry");
    }
    if (place.name != instead && (isBuiltIn(place.name) || found(file.places, place.name) != file.places.end())) {
        throw Error("there is a place called " + place.name + " already; choose another name");
    }
}

} // namespace

std::filesystem::path placesFile()
{
    if (const char* file = std::getenv("DPL_PLACES"); file != nullptr && *file != '\0') {
        return file;
    }
    const char* config = std::getenv("XDG_CONFIG_HOME");
    const char* home = std::getenv("HOME");
    const std::filesystem::path folder = config != nullptr && *config == '/'
        ? std::filesystem::path(config)
        : std::filesystem::path(home != nullptr ? home : "/") / ".config";
    return folder / "dpl-workbench" / "places.json";
}

Place PlacesFile::named(const std::string& name) const
{
    std::string names;
    for (const Place& place : all()) {
        if (place.name == name) {
            return place;
        }
        names += (names.empty() ? "" : ", ") + place.name;
    }
    throw Error("there is no place called \"" + name + "\"; there are " + names + ", and `dpl places add` makes more");
}

std::vector<Place> PlacesFile::all() const
{
    std::vector<Place> list{windowPlace(), apartPlace()};
    list.insert(list.end(), places.begin(), places.end());
    return list;
}

void PlacesFile::add(Place place)
{
    check(*this, place);
    places.push_back(std::move(place));
}

void PlacesFile::replace(const std::string& name, Place place)
{
    const auto at = found(places, name);
    if (at == places.end()) {
        throw Error("there is no place called \"" + name + "\" that could be changed");
    }
    check(*this, place, name);
    *at = std::move(place);
}

void PlacesFile::remove(const std::string& name)
{
    if (isBuiltIn(name)) {
        throw Error("the place " + name + " is built in and stays");
    }
    const auto at = found(places, name);
    if (at == places.end()) {
        throw Error("there is no place called \"" + name + "\" that could be removed");
    }
    places.erase(at);
}

PlacesFile readPlaces(const std::filesystem::path& file)
{
    PlacesFile made;
    if (!isPresent(file)) {
        return made;
    }
    const Json json = readJsonFile(file);
    const JsonObject object(json, file.string());
    const std::int64_t version = object.integer("version");
    if (version > PlacesFile::currentVersion) {
        throw Error(file.string() + " was written by a newer version of this program (format " + std::to_string(version)
            + "; this one knows " + std::to_string(PlacesFile::currentVersion) + ")");
    }
    const Json& entries = object.array("places");
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::string where = object.at("places") + "[" + std::to_string(i) + "]";
        Place place = Place::fromJson(entries[i], where);
        try {
            made.add(std::move(place));
        } catch (const Error& error) {
            throw Error(where + ": " + error.what());
        }
    }
    for (const auto& [key, member] : json.items()) {
        if (key != "version" && key != "places") {
            made.more[key] = member;
        }
    }
    return made;
}

void writePlaces(const PlacesFile& places, const std::filesystem::path& file)
{
    Json json{{"version", PlacesFile::currentVersion}, {"places", Json::array()}};
    for (const Place& place : places.places) {
        json["places"].push_back(place.toJson());
    }
    json.update(places.more);
    writeJsonFile(file, json);
}

} // namespace dpl::places
