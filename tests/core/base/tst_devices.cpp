#include "base/compute.hpp"
#include "base/devices.hpp"
#include "error_message.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace dpl {
namespace {

constexpr LibTorchDevices cpuBuild{};
constexpr LibTorchDevices cudaBuild{true, 2, false};

/// What the stand-in (stand_in_cuda_driver.cpp) says when it is told to do something.
CudaDriver standIn(const char* told, AskedOfDriver asked = AskedOfDriver::memory)
{
    ::setenv("DPL_STAND_IN_DRIVER", told, 1);
    return readCudaDriver(asked, DPL_STAND_IN_DRIVER);
}

TEST(Devices, withoutADriverAreTheCpuAlone)
{
    const auto devices = devicesOf(readCudaDriver(AskedOfDriver::memory, "libthere-is-none.so.1"), cpuBuild);
    ASSERT_EQ(devices.size(), 2u);
    EXPECT_EQ(devices[0].name, "cpu");
    EXPECT_EQ(devices[0].problem, "");
    EXPECT_GT(devices[0].totalBytes, 0);
    ASSERT_TRUE(devices[0].freeBytes);
    EXPECT_LE(*devices[0].freeBytes, devices[0].totalBytes);
    EXPECT_TRUE(test::says(deviceText(devices[0]), {"thread", "GiB free", "float32", "bfloat16"}));
    EXPECT_EQ(devices[1].name, "cuda");
    EXPECT_EQ(devices[1].problem, "there is no NVIDIA driver");
    EXPECT_FALSE(devices[1].isThere);
    EXPECT_EQ(deviceText(devices[1]), "cannot be used: there is no NVIDIA driver");
}

TEST(Devices, sayWhyADriverFails)
{
    const auto failing = devicesOf(standIn("init=999"), cudaBuild);
    ASSERT_EQ(failing.size(), 2u);
    EXPECT_EQ(failing[1].problem, "the NVIDIA driver fails: unknown error (CUDA_ERROR_UNKNOWN, 999)");
    const auto none = devicesOf(standIn("init=100"), cudaBuild);
    EXPECT_TRUE(failing[1].isThere) << "there may be devices behind it";
    EXPECT_EQ(none[1].problem, "the NVIDIA driver finds no device");
    EXPECT_FALSE(none[1].isThere);
    EXPECT_EQ(devicesOf(standIn("count=0"), cudaBuild)[1].problem, "the NVIDIA driver finds no device");
    // A library that is no driver, or an older one.
    EXPECT_TRUE(test::says(readCudaDriver(AskedOfDriver::names, "libm.so.6").problem, {"driver fails", "too old"}));
}

TEST(Devices, sayWhatTheyAreAndCompute)
{
    const auto devices = devicesOf(standIn("count=2"), cudaBuild);
    ASSERT_EQ(devices.size(), 3u);
    EXPECT_EQ(devices[1].name, "cuda:0");
    EXPECT_EQ(deviceText(devices[1]), "Stand-in 0, 6.00 GiB of 8.00 GiB free; computes float32, bfloat16");
    EXPECT_EQ(devices[2].name, "cuda:1");
    EXPECT_EQ(deviceText(devices[2]), "Stand-in 1, 6.00 GiB of 8.00 GiB free; computes float32");
    const Json object = devices[1].toJson();
    EXPECT_EQ(object["usable"], true);
    EXPECT_EQ(object["free_bytes"], std::int64_t{6} << 30);
    EXPECT_FALSE(object.contains("problem"));
}

TEST(Devices, thatFailSayWhy)
{
    const auto devices = devicesOf(standIn("count=1 memory=2"), cudaBuild);
    EXPECT_EQ(devices[1].problem, "out of memory (CUDA_ERROR_OUT_OF_MEMORY, 2)");
    EXPECT_EQ(
        deviceText(devices[1]), "Stand-in 0, 8.00 GiB; cannot be used: out of memory (CUDA_ERROR_OUT_OF_MEMORY, 2)");
    EXPECT_EQ(devices[1].toJson()["usable"], false);
    EXPECT_EQ(standIn("count=1 memory=2", AskedOfDriver::names).devices[0].problem, "") << "it was not opened";
}

TEST(Devices, ofWhichThisLibTorchMakesNoUseSayHowTheyCanBeUsed)
{
    EXPECT_TRUE(test::says(devicesOf(standIn("count=1"), cpuBuild)[1].problem, {"CPU", "packaging/setup --cuda"}));
    EXPECT_TRUE(test::says(devicesOf(standIn("count=3"), cudaBuild)[3].problem, {"LibTorch", "driver", "older"}));
}

TEST(Devices, thatAreNamedAreThereOrRefused)
{
    const auto devices = devicesOf(standIn("count=2"), cudaBuild);
    for (const char* name : {"cpu", "cpu:0", "cuda", "cuda:0", "cuda:1"}) {
        EXPECT_EQ(deviceProblem(name, devices), "") << name;
    }
    EXPECT_EQ(deviceProblem("cuda:7", devices),
        "device cuda:7 does not exist: there are 2 devices of its kind, numbered from 0");
    EXPECT_EQ(deviceProblem("cuda:7", devicesOf(standIn("count=1"), cudaBuild)),
        "device cuda:7 does not exist: there is 1 device of its kind, numbered from 0");
    EXPECT_EQ(deviceProblem("cuda:7", devicesOf(standIn("init=999"), cudaBuild)),
        "device cuda:7 cannot be used: the NVIDIA driver fails: unknown error (CUDA_ERROR_UNKNOWN, 999)");
    EXPECT_EQ(deviceProblem("mps", devices), "device mps does not exist; use cpu");
    EXPECT_TRUE(test::says(deviceProblem("gpu", devices), {"unknown device \"gpu\"", "cuda:1"}));
}

TEST(Devices, areOpenedOnlyIfTheyAreAskedFor)
{
    ::setenv("DPL_STAND_IN_DRIVER", "count=3", 1);
    const auto devices = devicesOf(readCudaDriver(AskedOfDriver::memory, DPL_STAND_IN_DRIVER, {1}), {true, 3, false});
    ASSERT_EQ(devices.size(), 4u);
    EXPECT_FALSE(devices[1].freeBytes);
    EXPECT_EQ(devices[2].freeBytes, std::int64_t{6} << 30);
    EXPECT_FALSE(devices[3].freeBytes);
    const auto cpu = findDevices({"cpu", "no such device"});
    ASSERT_EQ(cpu.size(), 1u);
    EXPECT_EQ(cpu[0].name, "cpu");
}

TEST(Devices, haveOneNameInLists)
{
    EXPECT_EQ(listedDeviceName("cuda"), "cuda:0");
    EXPECT_EQ(listedDeviceName("cuda:1"), "cuda:1");
    EXPECT_EQ(listedDeviceName("cpu:0"), "cpu");
    EXPECT_EQ(listedDeviceName("mps"), "mps");
}

TEST(Devices, areThoseOfThisMachine)
{
    const auto devices = findDevices();
    EXPECT_EQ(devices.front().name, "cpu");
    for (const Device& device : devices) {
        if (device.problem.empty()) {
            EXPECT_NO_THROW(checkDevice(device.name));
            EXPECT_FALSE(device.types.empty());
        } else {
            EXPECT_TRUE(test::says(test::errorOf([&] { checkDevice(device.name); }), {device.name}));
        }
    }
}

} // namespace
} // namespace dpl
