#include "base/files.hpp"
#include "runs/event_file.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace dpl::runs {
namespace {

using namespace std::string_literals;

/// The events of a file, without their times.
std::vector<std::string> eventsIn(const std::filesystem::path& file)
{
    const std::string content = readFile(file);
    std::vector<std::string> events;
    for (std::size_t at = 0; at < content.size();) {
        std::uint64_t length = 0;
        std::memcpy(&length, content.data() + at, sizeof length);
        const std::string event = content.substr(at + 12, length); // the length, and its checksum
        EXPECT_EQ(event.front(), '\x09') << "the time, a double";
        events.push_back(event.substr(9));
        at += 12 + length + 4;
    }
    return events;
}

std::vector<std::filesystem::path> filesIn(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

const std::string version = "\x10\x00\x1a\x0d"
                            "brain.Event:2"s;
const std::string loss = "\x2a\x13\x0a\x11\x0a\x0a"
                         "train/loss\x15\x00\x00\x00\x3f"s;

TEST(EventFile, holdsWhatTensorBoardReads)
{
    const test::TemporaryFolder folder;
    {
        EventFile file(folder.path());
        file.append({"train", 3, {{"loss", 0.5}}});
    }
    ASSERT_EQ(filesIn(folder.path()).size(), 1u);
    EXPECT_EQ(eventsIn(filesIn(folder.path())[0]), (std::vector<std::string>{version, "\x10\x03"s + loss}));
}

TEST(EventFile, saysThatARunGoesOn)
{
    const test::TemporaryFolder folder;
    {
        EventFile file(folder.path());
    }
    const auto before = filesIn(folder.path());
    {
        EventFile file(folder.path());
        file.append({"train", 200, {{"loss", 0.5}}});
        file.append({"train", 201, {{"loss", 0.5}}});
    }
    const auto after = filesIn(folder.path());
    ASSERT_EQ(after.size(), 2u);
    const auto& second = after[0] == before[0] ? after[1] : after[0];
    EXPECT_EQ(eventsIn(second),
        (std::vector<std::string>{
            version, "\x10\xc8\x01\x3a\x02\x08\x01"s, "\x10\xc8\x01"s + loss, "\x10\xc9\x01"s + loss}));
}

TEST(EventFile, hasChecksums)
{
    const test::TemporaryFolder folder;
    {
        EventFile file(folder.path());
    }
    const std::string content = readFile(filesIn(folder.path())[0]);
    // CRC-32C of the eight bytes of 26, rotated by 15 and masked: computed once by TensorFlow's own definition.
    ASSERT_EQ(content.size(), 8u + 4u + 26u + 4u);
    std::uint32_t checksum = 0;
    std::memcpy(&checksum, content.data() + 8, sizeof checksum);
    EXPECT_EQ(checksum, 0x2dd89b12u);
}

} // namespace
} // namespace dpl::runs
