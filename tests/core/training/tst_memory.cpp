#include "base/memory.hpp"
#include "core/backbone/fixtures.hpp"
#include "sanitized.hpp"
#include "temporary_folder.hpp"
#include "training/training_run.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

namespace dpl {
namespace {

/// Comparisons whose lengths are those of no other seed.
void writeComparisons(const std::filesystem::path& file, std::uint64_t seed)
{
    std::ofstream out(file);
    for (std::uint64_t row = 0; row < 4; ++row) {
        const auto words = [&](std::uint64_t side) {
            std::string text;
            for (std::uint64_t i = 0; i < 3 + (seed * 37 + row * 11 + side * 5) % 150; ++i) {
                text += i % 3 == side ? " yes" : " no";
            }
            return text;
        };
        out << R"({"chosen": "Human: q\n\nAssistant:)" << words(0) << R"(", "rejected": "Human: q\n\nAssistant:)"
            << words(1) << "\"}\n";
    }
}

/// As in the window, where each job has a thread of its own and texts have every length.
TEST(Memory, ofAJobIsGivenBack)
{
    if (test::isSanitized) {
        GTEST_SKIP() << "a sanitizer keeps what is freed";
    }
    const test::TemporaryFolder temporary;
    ComputeOptions compute;
    compute.threads = 1;
    training::TrainingParams params;
    params.modelName = test::fixturePath("models/tiny-llama").string();
    params.dataPath = (temporary / "rows.jsonl").string();
    params.evalSteps = 0;
    std::int64_t after10 = 0;
    for (std::uint64_t job = 0; job < 40; ++job) {
        writeComparisons(params.dataPath, job);
        params.seed = job;
        std::jthread([&] {
            Observer observer;
            training::runInFolder(
                params, compute, temporary / "run", training::RunStart::overwrite, observer, std::stop_token());
        }).join();
        if (job == 9) {
            after10 = ownResidentBytes();
        }
    }
    ASSERT_GT(after10, 0);
    const std::int64_t more = ownResidentBytes() - after10;
    std::cout << "after 10 jobs " << (after10 >> 20) << " MiB, after 30 more " << (more >> 20) << " MiB more\n";
    EXPECT_LT(more, std::int64_t{20} << 20);
}

} // namespace
} // namespace dpl
