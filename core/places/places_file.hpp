#pragma once

#include "places/place.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::places {

/// Where the user's places are kept: DPL_PLACES, or XDG_CONFIG_HOME/dpl-workbench/places.json (~/.config by default).
std::filesystem::path placesFile();

/// {"version": 1, "places": [...]}: readable, and edited by people, Settings and `dpl places`.
struct PlacesFile {
    static constexpr int currentVersion = 1;

    std::vector<Place> places; ///< without those that are built in
    Json more = Json::object(); ///< members that this version does not know

    /// The place of that name, built in or not. Throws Error that names the places there are.
    Place named(const std::string& name) const;

    /// All of them, those that are built in first.
    std::vector<Place> all() const;

    /// Adds a place. Throws Error if there is one of that name, or something is wrong with it.
    void add(Place place);

    /// Puts a place where the one called `name` is. Throws Error likewise.
    void replace(const std::string& name, Place place);

    /// Throws Error if there is none of that name, or it is built in.
    void remove(const std::string& name);
};

/// What a file says; no places where there is none. Throws Error with the line or the JSON path of what is wrong.
PlacesFile readPlaces(const std::filesystem::path& file = placesFile());

void writePlaces(const PlacesFile& places, const std::filesystem::path& file = placesFile());

} // namespace dpl::places
