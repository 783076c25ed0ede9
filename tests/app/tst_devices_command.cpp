#include "base/json.hpp"
#include "error_message.hpp"
#include "process.hpp"
#include "temporary_folder.hpp"

namespace dpl {
namespace {

using test::Ended;
using test::Process;
using test::says;

/// `dpl ARGUMENTS` where NVIDIA's driver is the stand-in of tests/core/base, doing what it is told.
class DevicesCommand : public testing::Test {
protected:
    Ended run(const std::string& told, const std::string& arguments) const
    {
        return Process({"/bin/sh", "-c",
                           "export LD_LIBRARY_PATH=" DPL_STAND_IN_FOLDER " DPL_STAND_IN_DRIVER='" + told
                               + "'; exec " DPL_EXECUTABLE " " + arguments},
            temporary.path())
            .end();
    }

    const test::TemporaryFolder temporary;
};

TEST_F(DevicesCommand, listsTheCpuAndWhyThereIsNoOtherDevice)
{
    const Ended ended = run("init=100", "devices");
    EXPECT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_TRUE(says(ended.out, {"cpu  ", "computes float32", "cuda  ", "finds no device"}));
}

TEST_F(DevicesCommand, saysWhyTheDriverFails)
{
    EXPECT_TRUE(says(run("init=999", "devices").out, {"driver fails", "CUDA_ERROR_UNKNOWN, 999"}));
    const Ended ended = run("init=999", "devices --json");
    const Json devices = Json::parse(ended.out);
    ASSERT_EQ(devices.size(), 2u);
    EXPECT_EQ(devices[0]["name"], "cpu");
    EXPECT_EQ(devices[0]["usable"], true);
    EXPECT_EQ(devices[1]["usable"], false);
    EXPECT_TRUE(says(devices[1]["problem"].get<std::string>(), "CUDA_ERROR_UNKNOWN"));
}

TEST_F(DevicesCommand, aDeviceThatIsNotThereIsRefusedAtOnce)
{
    for (const char* command : {"synthetic --env 1d --out_dir out", "demo --out_dir out",
             "train --model_name none --data_path none --log_dir out"}) {
        const Ended ended = run("count=2", std::string(command) + " --device cuda:7");
        EXPECT_EQ(ended.exitCode, 2) << command;
        EXPECT_EQ(ended.err, "dpl: device cuda:7 does not exist: there are 2 devices of its kind, numbered from 0\n");
        EXPECT_FALSE(std::filesystem::exists("out"));
    }
    EXPECT_TRUE(says(run("init=999", "synthetic --env 1d --out_dir out --device cuda").err, {"cuda", "driver fails"}));
}

} // namespace
} // namespace dpl
