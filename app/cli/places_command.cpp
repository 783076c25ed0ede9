#include "places_command.hpp"

#include "base/json_text.hpp"
#include "exit_codes.hpp"
#include "interruption.hpp"
#include "option_names.hpp"
#include "places/place_test.hpp"
#include "places/places_file.hpp"
#include "terminal_shells.hpp"

#include <CLI/CLI.hpp>

#include <iomanip>
#include <iostream>
#include <memory>

namespace dpl::cli {

namespace {

struct PlacesOptions {
    places::Place place;
    std::string kind = "slurm";
    std::string folder;
    std::string name;
    bool json = false;
};

std::string aboutText(const places::Place& place)
{
    std::string text = toString(place.kind);
    text += place.host.empty() ? "" : " on " + place.host;
    text += place.folder.empty() ? "" : ", " + place.folder.string();
    return text;
}

void list(bool json)
{
    const auto places = places::readPlaces().all();
    if (json) {
        Json all = Json::array();
        for (const places::Place& place : places) {
            all.push_back(place.toJson());
        }
        std::cout << dumpJson(all, 2) << "\n";
        return;
    }
    std::size_t width = 0;
    for (const places::Place& place : places) {
        width = std::max(width, place.name.size());
    }
    for (const places::Place& place : places) {
        std::cout << std::left << std::setw(static_cast<int>(width)) << place.name << "  " << aboutText(place) << "\n";
    }
}

void add(PlacesOptions& options)
{
    try {
        options.place.kind = places::placeKindFromString(options.kind);
    } catch (const Error& error) {
        throw WrongUse(std::string("--kind: ") + error.what());
    }
    options.place.folder = options.folder;
    places::PlacesFile file = places::readPlaces();
    try {
        file.add(options.place);
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    places::writePlaces(file);
    std::cout << "Added " << options.place.name << " to " << places::placesFile().string() << "; dpl places test "
              << options.place.name << " tries it\n";
}

void remove(const PlacesOptions& options)
{
    places::PlacesFile file = places::readPlaces();
    try {
        file.remove(options.name);
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    places::writePlaces(file);
    std::cout << "Removed " << options.name << " from " << places::placesFile().string() << "\n";
}

void test(const PlacesOptions& options)
{
    places::Place place;
    try {
        place = places::readPlaces().named(options.name);
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    if (place.kind == places::PlaceKind::window) {
        throw WrongUse("the window is where it is opened; there is nothing to test");
    }
    places::Shells shells = terminalShells();
    const places::PlaceTest result = places::test(place, shells, stopOnInterruption());
    if (options.json) {
        std::cout << dumpJson(Json{{"name", place.name}, {"version", result.version},
                                  {"idle_nodes", result.idleNodes ? Json(*result.idleNodes) : Json()},
                                  {"writable", result.isWritable}, {"problem", result.problem}},
            2) << "\n";
    } else {
        std::cout << place.name << ": " << result.text() << "\n";
    }
    if (!result.problem.empty()) {
        throw CLI::RuntimeError(failedExitCode);
    }
}

} // namespace

void addPlacesCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("places", "List, add, remove and test the places that jobs can be given to");
    command->footer("Places are kept in ~/.config/dpl-workbench/places.json (DPL_PLACES names another file), which may "
                    "be edited by hand.\n"
                    "  dpl places add cluster --kind slurm --program /opt/dpl/bin/dpl --setup 'module load cuda' "
                    "--directive=--constraint=a100 --requeue\n"
                    "  dpl places test cluster");
    auto options = std::make_shared<PlacesOptions>();
    command->add_flag("--json", options->json, "Print the places as one JSON list");

    CLI::App* adding = command->add_subcommand("add", "Add a place");
    places::Place& place = options->place;
    adding->add_option("name", place.name, "What to call it")->required();
    adding->add_option("--kind", options->kind, "apart (this computer), slurm, ssh or ssh-slurm")
        ->capture_default_str();
    adding->add_option("--host", place.host, "Of ssh and ssh-slurm: the host, as ssh knows it");
    adding->add_option("--folder", options->folder, "Folder for runs there");
    adding->add_option("--program", place.program, "The command that dpl is there")->capture_default_str();
    adding->add_option("--setup", place.setup, "A line of shell before it, such as 'module load cuda'; may be repeated")
        ->allow_extra_args(false);
    adding
        ->add_option("--directive", place.directives,
            "A further option of sbatch, as --directive=--constraint=a100; may be repeated")
        ->allow_extra_args(false);
    adding->add_flag("--requeue", place.requeue, "Go on in a new turn when the time limit ends a job, up to 5 times");
    adding->callback([options] { add(*options); });

    CLI::App* removing = command->add_subcommand("remove", "Remove a place; what runs there goes on");
    removing->add_option("name", options->name, "The place")->required();
    removing->callback([options] { remove(*options); });

    CLI::App* testing =
        command->add_subcommand("test", "Try a place: the version of dpl there, idle nodes, its folder");
    testing->add_option("name", options->name, "The place")->required();
    testing->add_flag("--json", options->json, "Print the result as one JSON object");
    testing->callback([options] { test(*options); });

    command->require_subcommand(0, 1);
    command->callback([options, command] {
        if (command->get_subcommands().empty()) {
            list(options->json);
        }
    });
}

} // namespace dpl::cli
