#include "digit_pattern.hpp"
#include "error_message.hpp"
#include "runs/run_record.hpp"

namespace dpl::runs {
namespace {

using test::errorOf;
using test::says;

constexpr RunState states[]{
    RunState::running, RunState::finished, RunState::stopped, RunState::failed, RunState::interrupted};

RunRecord fullRecord()
{
    RunRecord record;
    record.kind = "synthetic";
    record.title = "Synthetic \u03c3";
    record.params = {{"env", "1d"}, {"lr", 0.1}};
    record.programVersion = "1.2.3";
    record.device = "cuda:1";
    record.threads = 4;
    record.cut = {{"comparisons_per_batch", 2}};
    record.created = "2026-01-31T12:00:00Z";
    record.finished = "2026-01-31T12:10:00Z";
    record.state = RunState::failed;
    record.message = "the disk is full";
    record.warnings = {"36 of 187 rows are left out"};
    record.step = 7;
    record.totalSteps = 10;
    record.summary = {{"base", {{"r2", nullptr}}}};
    record.process = RunProcess{{"node7", "0b1c", 4321, 99}, "2026-01-31T12:09:58Z"};
    return record;
}

TEST(RunRecord, roundTripsThroughJson)
{
    for (const RunState state : states) {
        RunRecord written = fullRecord();
        written.state = state;
        const RunRecord read = RunRecord::fromJson(parseJson(written.toJson().dump(2), "run.json"), "run.json");
        EXPECT_EQ(read.toJson(), written.toJson());
        EXPECT_EQ(read.state, state);
        EXPECT_EQ(read.kind, "synthetic");
        EXPECT_EQ(read.title, written.title);
        EXPECT_EQ(read.params, written.params);
        EXPECT_EQ(read.programVersion, "1.2.3");
        EXPECT_EQ(read.device, "cuda:1");
        EXPECT_EQ(read.threads, 4);
        EXPECT_EQ(read.cut, written.cut);
        EXPECT_EQ(read.created, written.created);
        EXPECT_EQ(read.finished, written.finished);
        EXPECT_EQ(read.message, written.message);
        EXPECT_EQ(read.warnings, written.warnings);
        EXPECT_EQ(read.step, 7);
        EXPECT_EQ(read.totalSteps, 10);
        EXPECT_EQ(read.summary, written.summary);
        EXPECT_EQ(read.process, written.process);
    }
}

TEST(RunRecord, ofARunThatHasNotEndedRoundTrips)
{
    RunRecord written = fullRecord();
    written.finished.clear();
    written.summary = nullptr;
    EXPECT_TRUE(written.toJson()["finished"].is_null());
    const RunRecord read = RunRecord::fromJson(written.toJson(), "run.json");
    EXPECT_EQ(read.finished, "");
    EXPECT_TRUE(read.summary.is_null());
}

TEST(RunRecord, ofAnEarlierVersionNamesNoProcess)
{
    Json json = fullRecord().toJson();
    json.erase("process");
    EXPECT_EQ(RunRecord::fromJson(json, "run.json").process, std::nullopt);
}

TEST(RunRecord, timesAreSecondsAgo)
{
    const auto now = secondsSince(utcNow());
    ASSERT_TRUE(now.has_value());
    EXPECT_GE(*now, 0.0);
    EXPECT_LE(*now, 2.0);
    EXPECT_NEAR(*secondsSince("2026-01-31T12:00:00Z") - *secondsSince("2026-01-31T12:01:05Z"), 65.0, 1.0);
    for (const char* other : {"", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31T12:00:00Z "}) {
        EXPECT_EQ(secondsSince(other), std::nullopt) << other;
    }
}

TEST(RunRecord, ofANewerVersionIsRefused)
{
    for (const std::int64_t version : {std::int64_t{RunRecord::currentVersion} + 1, (std::int64_t{1} << 32) + 1}) {
        Json json = fullRecord().toJson();
        json["version"] = version;
        EXPECT_TRUE(says(errorOf([&] { RunRecord::fromJson(json, "x/run.json"); }),
            {"x/run.json", "newer version", std::to_string(version)}));
    }
}

TEST(RunRecord, errorsNameTheFileAndTheField)
{
    const auto error = [](auto spoil) {
        Json json = fullRecord().toJson();
        spoil(json);
        return errorOf([&] { RunRecord::fromJson(json, "run.json"); });
    };
    for (const char* key : {"version", "kind", "title", "params", "state"}) {
        EXPECT_TRUE(
            says(error([&](Json& json) { json.erase(key); }), {"run.json", "\"" + std::string(key) + "\" is missing"}));
    }
    EXPECT_TRUE(says(error([](Json& json) { json["kind"] = 3; }), {"run.json", "kind", "a string"}));
    EXPECT_TRUE(says(error([](Json& json) { json["step"] = "x"; }), {"run.json", "step", "a whole number"}));
    EXPECT_TRUE(says(error([](Json& json) { json["state"] = "asleep"; }), {"run.json", "state", "\"asleep\""}));
    EXPECT_TRUE(says(error([](Json& json) { json = Json::array(); }), {"run.json", "an object"}));
}

TEST(RunState, namesRoundTrip)
{
    for (const RunState state : states) {
        EXPECT_EQ(runStateFromString(toString(state)), state);
    }
    EXPECT_THROW(runStateFromString("Finished"), Error);
}

TEST(UtcNow, isIso8601)
{
    EXPECT_TRUE(test::fits(utcNow(), "####-##-##T##:##:##Z")) << utcNow();
}

} // namespace
} // namespace dpl::runs
