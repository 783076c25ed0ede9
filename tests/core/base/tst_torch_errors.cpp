#include "base/compute.hpp"
#include "base/torch_errors.hpp"
#include "error_message.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>

#include <gtest/gtest.h>

#include <functional>
#include <new>
#include <stdexcept>

namespace dpl {
namespace {

std::string translated(const std::function<void()>& work)
{
    return test::errorOf([&] { translatingTorchErrors("cuda:1", "lower max_length", work); });
}

TEST(TorchErrors, ofADeviceWithoutMemoryAreKnownByTheirType)
{
    const auto work = [] {
        TORCH_CHECK_WITH(OutOfMemoryError, false, "CUDA ran dry. Tried to allocate 2.00 GiB.\nMore of it");
    };
    EXPECT_EQ(translated(work), "out of memory (CUDA ran dry. Tried to allocate 2.00 GiB.); lower max_length");
}

TEST(TorchErrors, ofTheHostWithoutMemorySayWhatToDo)
{
    const ComputeScope scope({1, false, "cpu"});
    const std::string tooMuch = translated([] { at::empty({std::int64_t{1} << 56}); });
    EXPECT_TRUE(test::says(tooMuch, {"out of memory (", "allocate memory", "; lower max_length"})) << tooMuch;
    EXPECT_EQ(tooMuch.find('\n'), std::string::npos) << tooMuch;
    EXPECT_EQ(translated([] { throw std::bad_alloc(); }), "out of memory; lower max_length");
}

TEST(TorchErrors, areASentenceWithTheDevice)
{
    const std::string error = translated([] { at::mm(at::zeros({2, 3}), at::zeros({2, 3})); });
    EXPECT_TRUE(test::says(error, {"LibTorch failed on device cuda:1: ", "2x3"})) << error;
    EXPECT_EQ(error.find('\n'), std::string::npos) << error;
}

TEST(TorchErrors, areNotTheOnlyOnes)
{
    EXPECT_EQ(
        translated([] { throw Error("a.jsonl:3: no chosen.\nMore of it"); }), "a.jsonl:3: no chosen.\nMore of it");
    EXPECT_EQ(translated([] { throw std::runtime_error("could not create a primitive\nMore of it"); }),
        "could not create a primitive");
    EXPECT_THROW(translatingTorchErrors("cpu", "", []() -> int { throw Stopped{}; }), Stopped);
    EXPECT_EQ(translatingTorchErrors("cpu", "", [] { return 3; }), 3);
}

} // namespace
} // namespace dpl
