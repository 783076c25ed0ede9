#include "backbone/backbone_card.hpp"
#include "backbone/backbone_locations.hpp"
#include "base/stopped.hpp"
#include "hub/hub_settings.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace dpl::backbone {
namespace {

namespace fs = std::filesystem;

const fs::path modelFixtures = fs::path(DPL_FIXTURES) / "models";

class BackbonePlaces : public ::testing::Test {
protected:
    void SetUp() override
    {
        m_folder = fs::path(::testing::TempDir())
            / ("places-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
        fs::remove_all(m_folder);
        fs::create_directories(m_folder);
    }

    void TearDown() override
    {
        fs::remove_all(m_folder);
        ::unsetenv("HF_HUB_CACHE");
    }

    fs::path copy(const std::string& model, const fs::path& to) const
    {
        fs::create_directories((m_folder / to).parent_path());
        fs::copy(modelFixtures / model, m_folder / to, fs::copy_options::recursive);
        return m_folder / to;
    }

    fs::path m_folder;
};

TEST_F(BackbonePlaces, FoldersAndFilesAreFoundBelowAPlace)
{
    EXPECT_EQ(findBackbones({modelFixtures}).size(), 8u);
    const fs::path folder = copy("tiny-gpt2", "a/b/model");
    const fs::path file = m_folder / "a" / "one.gguf";
    fs::copy_file(fs::path(DPL_FIXTURES) / "gguf" / "tiny-llama-f32.gguf", file);
    copy("tiny-gpt2", ".hidden/model");
    copy("tiny-gpt2", "1/2/3/4/5/6/7/too-deep");
    fs::create_directories(m_folder / "no-weights");
    fs::copy_file(modelFixtures / "tiny-gpt2" / "config.json", m_folder / "no-weights" / "config.json");
    EXPECT_EQ(findBackbones({m_folder}), (std::vector<fs::path>{folder, file}));
    EXPECT_EQ(findBackbones({file, m_folder / "missing", folder, m_folder / "a" / "."}),
        (std::vector<fs::path>{folder, file}));
}

TEST_F(BackbonePlaces, OfACacheTheCurrentSnapshotIsFound)
{
    const fs::path repository = "hub/models--ada--tiny";
    const fs::path current = copy("tiny-gpt2", repository / "snapshots" / "old-but-named");
    const fs::path newest = copy("tiny-gpt2", repository / "snapshots" / "newer");
    fs::last_write_time(current, fs::last_write_time(newest) - std::chrono::hours(1));
    EXPECT_EQ(findBackbones({m_folder}), std::vector<fs::path>{newest});
    fs::create_directories(m_folder / repository / "refs");
    std::ofstream(m_folder / repository / "refs" / "main") << "old-but-named\n";
    EXPECT_EQ(findBackbones({m_folder}), std::vector<fs::path>{current});
    EXPECT_EQ(backboneName(current), "ada/tiny");
    EXPECT_EQ(backboneName(modelFixtures / "tiny-llama" / ""), "tiny-llama");

    ::setenv("HF_HUB_CACHE", (m_folder / "hub").c_str(), 1);
    EXPECT_EQ(hub::huggingFaceCache(), m_folder / "hub");
    EXPECT_EQ(cachedBackbone("ada/tiny"), current);
    EXPECT_EQ(cachedBackbone("ada/other"), std::nullopt);
    EXPECT_EQ(cachedBackbone("../ada/tiny"), std::nullopt);
}

TEST_F(BackbonePlaces, LinksInACircleEnd)
{
    copy("tiny-gpt2", "model");
    fs::create_directory_symlink(m_folder, m_folder / "itself");
    const auto found = findBackbones({m_folder});
    ASSERT_FALSE(found.empty());
    for (const fs::path& path : found) {
        EXPECT_EQ(fs::canonical(path), fs::canonical(m_folder / "model"));
    }
}

TEST_F(BackbonePlaces, AStopEndsTheSearch)
{
    std::stop_source stop;
    EXPECT_EQ(findBackbones({modelFixtures}, stop.get_token()).size(), 8u);
    stop.request_stop();
    EXPECT_THROW(findBackbones({modelFixtures}, stop.get_token()), Stopped);
}

} // namespace
} // namespace dpl::backbone
