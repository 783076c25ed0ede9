#include "places/place.hpp"

#include "error_message.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

using test::errorOf;
using test::says;

Json entry(const Json& more = Json::object())
{
    Json json{{"name", "cluster"}, {"kind", "ssh-slurm"}, {"host", "login"}, {"folder", "/scratch/me"}};
    json.update(more);
    return json;
}

TEST(Place, isReadWithDefaultsAndWrittenAsItWas)
{
    const Place place = Place::fromJson(entry(), "x");
    EXPECT_EQ(place.name, "cluster");
    EXPECT_EQ(place.kind, PlaceKind::sshSlurm);
    EXPECT_EQ(place.folder, "/scratch/me");
    EXPECT_EQ(place.program, "dpl");
    EXPECT_FALSE(place.requeue);
    EXPECT_EQ(place.toJson(), entry());
    const Json all = entry({{"program", "/opt/dpl"}, {"setup", {"module load cuda"}},
        {"directives", {"--constraint=a100"}}, {"requeue", true}, {"colour", "blue"}});
    EXPECT_EQ(Place::fromJson(all, "x").toJson(), all) << "what is not known is kept";
}

TEST(Place, thatIsWrongIsSaidToBe)
{
    const auto expect = [](const Json& more, std::initializer_list<std::string> parts) {
        EXPECT_TRUE(says(errorOf([&] { Place::fromJson(entry(more), "places.json: places[0]"); }), parts));
    };
    expect({{"kind", "pbs"}}, {"places.json: places[0]: kind", "pbs", "ssh-slurm"});
    expect({{"name", ""}}, {"places[0]", "needs a name"});
    expect({{"name", "a/b"}}, {"needs a name"});
    expect({{"host", ""}}, {"needs a host"});
    expect({{"host", "-oProxyCommand=x"}}, {"needs a host"});
    expect({{"kind", "slurm"}}, {"has a host"});
    expect({{"folder", "scratch"}}, {"absolute path", "scratch"});
    expect({{"folder", ""}}, {"needs a folder", "login"});
    expect({{"setup", "module load"}}, {"places[0]: setup"});
    expect({{"directives", {"#SBATCH -p gpu"}}}, {"option of sbatch"});
    expect({{"directives", {"-p a\nrm -rf x"}}}, {"option of sbatch"});
    expect({{"kind", "ssh"}, {"requeue", true}}, {"is none", "ssh"});
}

TEST(Place, ofEveryKindHasAName)
{
    for (const PlaceKind kind :
        {PlaceKind::window, PlaceKind::apart, PlaceKind::slurm, PlaceKind::ssh, PlaceKind::sshSlurm}) {
        EXPECT_EQ(placeKindFromString(toString(kind)), kind);
    }
    EXPECT_EQ(windowPlace().problem(), "");
    EXPECT_EQ(apartPlace().problem(), "");
}

} // namespace
} // namespace dpl::places
