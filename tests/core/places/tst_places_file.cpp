#include "places/places_file.hpp"

#include "base/files.hpp"
#include "environment_variable.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

using test::EnvironmentVariable;
using test::errorOf;
using test::says;

class PlacesFileTest : public testing::Test {
protected:
    std::string problemOf(const std::string& text) const
    {
        writeFileAtomically(file, text);
        return errorOf([&] { readPlaces(file); });
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path file = temporary / "config" / "places.json";
};

TEST_F(PlacesFileTest, thatIsNotThereHasTheBuiltInPlaces)
{
    const PlacesFile places = readPlaces(file);
    ASSERT_EQ(places.all().size(), 2u);
    EXPECT_EQ(places.named("window").kind, PlaceKind::window);
    EXPECT_EQ(places.named("apart").kind, PlaceKind::apart);
    EXPECT_TRUE(says(errorOf([&] { places.named("cluster"); }), {"cluster", "window, apart", "dpl places add"}));
}

TEST_F(PlacesFileTest, keepsWhatItDoesNotKnow)
{
    const std::string text = R"({
  "version": 1,
  "places": [
    {
      "name": "here",
      "kind": "slurm",
      "nick": [1, 2]
    }
  ],
  "comment": "mine"
})";
    writeFileAtomically(file, text);
    PlacesFile places = readPlaces(file);
    places.add({"box", PlaceKind::ssh, "box.local", "/data"});
    writePlaces(places, file);
    EXPECT_EQ(readPlaces(file).named("here").more["nick"], Json({1, 2}));
    EXPECT_EQ(readPlaces(file).named("box").host, "box.local");
    EXPECT_EQ(readPlaces(file).more["comment"], "mine");
    places.remove("box");
    writePlaces(places, file);
    EXPECT_EQ(readJsonFile(file), parseJson(text, "text"));
}

TEST_F(PlacesFileTest, isCheckedByLineAndPath)
{
    EXPECT_TRUE(says(problemOf("{\n\"version\": 1,\n\"places\": [,]}"), {"places.json:3:"}));
    EXPECT_TRUE(says(problemOf(R"({"places": []})"), {"places.json", "version"}));
    EXPECT_TRUE(says(problemOf(R"({"version": 2, "places": []})"), {"newer version"}));
    EXPECT_TRUE(says(problemOf(R"({"version": 1, "places": [{"name": "a", "kind": "slurm"}, {"name": 1}]})"),
        {"places.json: places[1]: name"}));
    EXPECT_TRUE(says(problemOf(R"({"version": 1, "places": [{"name": "apart", "kind": "slurm"}]})"),
        {"places[0]", "apart already"}));
    EXPECT_TRUE(
        says(problemOf(R"({"version": 1, "places": [{"name": "a", "kind": "slurm"}, {"name": "a", "kind": "slurm"}]})"),
            {"places[1]", "a already"}));
}

TEST_F(PlacesFileTest, changesPlacesByTheirNames)
{
    PlacesFile places;
    places.add({"a", PlaceKind::slurm});
    places.add({"b", PlaceKind::slurm});
    places.replace("a", {"c", PlaceKind::slurm});
    EXPECT_EQ(places.named("c").name, "c");
    EXPECT_TRUE(says(errorOf([&] { places.replace("c", {"b", PlaceKind::slurm}); }), "b already"));
    EXPECT_TRUE(says(errorOf([&] { places.replace("a", {"a", PlaceKind::slurm}); }), "no place called \"a\""));
    EXPECT_TRUE(says(errorOf([&] { places.remove("window"); }), "built in"));
    EXPECT_TRUE(says(errorOf([&] { places.remove("x"); }), "\"x\""));
    EXPECT_TRUE(says(errorOf([&] { places.add({"", PlaceKind::slurm}); }), "needs a name"));
}

TEST_F(PlacesFileTest, liesWhereTheEnvironmentSays)
{
    const EnvironmentVariable home("HOME", "/home/me");
    EnvironmentVariable config("XDG_CONFIG_HOME");
    EnvironmentVariable own("DPL_PLACES");
    EXPECT_EQ(placesFile(), "/home/me/.config/dpl-workbench/places.json");
    config.put("/etc/me");
    EXPECT_EQ(placesFile(), "/etc/me/dpl-workbench/places.json");
    own.put("/x/places.json");
    EXPECT_EQ(placesFile(), "/x/places.json");
}

} // namespace
} // namespace dpl::places
