#include "demo/demo.hpp"

#include "base/files.hpp"
#include "data/byte_stream.hpp"
#include "data/preference_dataset.hpp"
#include "data/response_set.hpp"
#include "demo/demo_dataset.hpp"
#include "temporary_folder.hpp"
#include "text/tokenizer.hpp"

#include <gtest/gtest.h>

#include <set>

namespace dpl::demo {
namespace {

/// Unpacked, where it is packed: how zlib packs differs between its versions.
std::string content(const std::filesystem::path& file)
{
    data::ByteStream stream(file);
    std::string text;
    char buffer[65536];
    while (const std::size_t size = stream.read(buffer, sizeof buffer)) {
        text.append(buffer, size);
    }
    return text;
}

std::set<std::string> filesIn(const std::filesystem::path& folder)
{
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            names.insert(std::filesystem::relative(entry.path(), folder).string());
        }
    }
    return names;
}

TEST(DemoFiles, thatShipAreWhatTheGeneratorWrites)
{
    const test::TemporaryFolder temporary;
    writeDemo(0, temporary.path());
    const std::filesystem::path shipped = DPL_DEMO;
    auto expected = filesIn(temporary.path());
    EXPECT_EQ(expected.size(), 11u);
    for (const std::string& name : expected) {
        EXPECT_EQ(content(temporary.path() / name), content(shipped / name)) << name;
    }
    expected.insert("README.md");
    expected.insert("sweep.json");
    EXPECT_EQ(filesIn(shipped), expected);
    EXPECT_EQ(readJsonFile(shipped / "sweep.json"), demoSweep(0, "data/demo").toJson());
    EXPECT_EQ(sweep::SweepParams::fromJson(readJsonFile(shipped / "sweep.json"), "sweep.json").plan().size(), 9u);
    std::uintmax_t size = 0;
    for (const std::string& name : filesIn(shipped)) {
        size += std::filesystem::file_size(shipped / name);
    }
    EXPECT_LT(size, 3u << 20);
}

TEST(DemoFiles, areReadAsAnyOthers)
{
    const std::filesystem::path shipped = DPL_DEMO;
    data::PreferenceDatasetParams which;
    which.path = shipped / "preferences";
    EXPECT_EQ(data::loadPreferences(which).rows.size(), static_cast<std::size_t>(2 * trainRowsEach));
    which.subset = data::DataSubset::harmless;
    which.split = data::Split::test;
    const auto harmless = data::loadPreferences(which);
    EXPECT_EQ(harmless.rows.size(), static_cast<std::size_t>(testRowsEach));
    const auto responses = data::loadResponses(shipped / "responses.jsonl");
    EXPECT_EQ(responses.rows.size(), static_cast<std::size_t>(responseRows));
    const auto tokenizer = text::loadTokenizer(shipped / "tiny-llama");
    EXPECT_EQ(tokenizer->vocabularySize(), 1024u);
    const std::string text = harmless.rows[0].chosen().text();
    const auto ids = tokenizer->encode(text);
    EXPECT_LT(ids.size(), text.size() / 3) << "words, not bytes";
    EXPECT_EQ(ids.front(), 1);
}

TEST(DemoFiles, differFromSeedToSeed)
{
    const test::TemporaryFolder temporary;
    writeDemo(1, temporary.path());
    const std::filesystem::path shipped = DPL_DEMO;
    for (const char* name : {"preferences/both/test.jsonl.gz", "responses.jsonl", "tiny-llama/model.safetensors"}) {
        EXPECT_NE(content(temporary / name), content(shipped / name)) << name;
    }
}

} // namespace
} // namespace dpl::demo
