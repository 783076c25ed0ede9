#include "places/place_test.hpp"

#include "environment_variable.hpp"
#include "error_message.hpp"
#include "executable_file.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace dpl::places {
namespace {

using test::executableFile;
using test::says;

class PlaceTestTest : public testing::Test {
protected:
    PlaceTest tried(const Place& place)
    {
        Shells shells;
        return places::test(place, shells);
    }

    const test::TemporaryFolder temporary;
    const std::string program = executableFile(temporary / "dpl", "echo \"dpl 0.2.0$MORE\"\n");
    test::EnvironmentVariable path{"PATH", temporary.path().string() + ":" + std::getenv("PATH")};
};

TEST_F(PlaceTestTest, saysWhatAPlaceHas)
{
    executableFile(temporary / "sinfo", "printf 'node0\\nnode1\\nnode1\\n'\n");
    Place place{"cluster", PlaceKind::slurm, "", temporary / "runs", program};
    place.setup = {"echo noise; echo noise >&2; MORE=.1; export MORE"};
    EXPECT_EQ(tried(place).text(), "version 0.2.0.1, 2 nodes idle, folder writable");
    executableFile(temporary / "sinfo", "true\n");
    EXPECT_EQ(tried(place).idleNodes, 0);
    place.kind = PlaceKind::apart;
    EXPECT_EQ(tried(place).text(), "version 0.2.0.1, folder writable");
}

TEST_F(PlaceTestTest, saysWhatDoesNotWork)
{
    Place place{"cluster", PlaceKind::slurm, "", {}, (temporary / "absent").string()};
    executableFile(
        temporary / "sinfo", "echo 'slurm_load_partitions: Unable to contact slurm controller' >&2; exit 1\n");
    EXPECT_TRUE(says(tried(place).problem, {"absent --version", "does not work", "setup"}));
    place.program = program;
    EXPECT_TRUE(says(tried(place).problem, {"Slurm does not answer", "Unable to contact"}));
    place.kind = PlaceKind::apart;
    place.folder = "/proc/none";
    EXPECT_TRUE(says(tried(place).problem, "/proc/none cannot be written"));
    EXPECT_TRUE(says(tried(place).text(), "version 0.2.0; /proc/none"));
}

} // namespace
} // namespace dpl::places
