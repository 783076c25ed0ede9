// core/ranks/gloo_names declares what c10d's header needs of Gloo. If LibTorch's classes were of another size than they
// are for this compiler, calls would write beside them.

#include "temporary_folder.hpp"

#include <ATen/ops/ones.h>
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <new>

TEST(GlooNames, giveClassesTheSizeThatTheyHaveInLibTorch)
{
    const dpl::test::TemporaryFolder folder;
    auto store = c10::make_intrusive<c10d::FileStore>((folder / "store").string(), 1);
    auto options = c10d::ProcessGroupGloo::Options::create(std::chrono::seconds(10));
    options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1"));

    // LibTorch's constructor runs in memory that is marked: behind the object nothing may change.
    constexpr unsigned char mark = 0xAB;
    alignas(64) static unsigned char memory[16384];
    std::fill(std::begin(memory), std::end(memory), mark);
    auto* group = new (memory) c10d::ProcessGroupGloo(store, 0, 1, options);
    std::vector<at::Tensor> tensors{at::ones({1000})};
    group->allreduce(tensors)->wait();
    const auto* last = std::find_if(std::make_reverse_iterator(std::end(memory)),
        std::make_reverse_iterator(std::begin(memory)), [](unsigned char byte) {
            return byte != mark;
        }).base();
    EXPECT_LE(static_cast<std::size_t>(last - memory), sizeof(c10d::ProcessGroupGloo));
    // Its last members are written when it is made, so that a class that is smaller there is found as well.
    EXPECT_GT(static_cast<std::size_t>(last - memory) + 64, sizeof(c10d::ProcessGroupGloo));
}
