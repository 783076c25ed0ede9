#include "places/placed_job.hpp"

#include "base/json_text.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

using test::errorOf;
using test::says;

PlacedJob sample(const std::filesystem::path& folder)
{
    PlacedJob job;
    job.folder = folder;
    job.place = {"cluster", PlaceKind::slurm};
    job.there = "/scratch/run";
    job.recipe = {{"kind", "training"}, {"params", Json::object()}};
    job.handle = {"4711", "4712", 9};
    job.request.gpus = 2;
    job.script = "#!/bin/bash\n";
    job.submitted = "2026-01-31T12:00:00Z";
    job.asked = StopHow::save;
    job.askedAt = "2026-01-31T12:01:00Z";
    job.state.stage = PlacedStage::requeued;
    job.state.reason = "it waits for its turn";
    return job;
}

TEST(PlacedJob, isWrittenAndFoundAgain)
{
    const test::TemporaryFolder temporary;
    PlacedJob job = sample(temporary.path());
    job.more["colour"] = "blue";
    writePlacedJob(job);
    const PlacedJob again = readPlacedJob(temporary.path());
    EXPECT_EQ(again.toJson(), job.toJson());
    EXPECT_EQ(again.id(), "4711");
    EXPECT_EQ(again.handle, job.handle);
    EXPECT_EQ(again.request, job.request);
    EXPECT_EQ(again.script, job.script);
    EXPECT_EQ(again.asked, StopHow::save);
    EXPECT_EQ(again.askedAt, job.askedAt);
    EXPECT_EQ(again.state, job.state);
    EXPECT_EQ(again.more["colour"], "blue") << "what is not known is kept";
    PlacedState ofRun = job.state;
    ofRun.place = job.place.name;
    EXPECT_EQ(runs::readPlacedState(temporary.path()), ofRun) << "runs read the same file";
}

TEST(PlacedJob, apartIsCalledByItsProcess)
{
    PlacedJob job;
    EXPECT_EQ(job.id(), "");
    job.state.process = ProcessIdentity{"host", "boot", 17, 4};
    EXPECT_EQ(job.id(), "17");
}

TEST(PlacedJob, thatIsDamagedIsSaidToBe)
{
    const test::TemporaryFolder temporary;
    const auto problem = [&](const std::string& key, const Json& value) {
        Json json = sample(temporary.path()).toJson();
        json[key] = value;
        writeJsonFile(temporary / runs::placedName, json);
        return errorOf([&] { readPlacedJob(temporary.path()); });
    };
    EXPECT_TRUE(says(problem("version", 2), {"place.json", "newer version"}));
    EXPECT_TRUE(says(problem("place", 1), "place.json"));
    EXPECT_TRUE(says(problem("asked", "later"), {"asked", "later"}));
    EXPECT_TRUE(says(problem("state", "sleepy"), {"state", "sleepy"}));
    EXPECT_TRUE(says(problem("job", "4711"), "place.json"));
}

} // namespace
} // namespace dpl::places
