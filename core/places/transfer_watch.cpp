#include "places/transfer_watch.hpp"

#include "base/error.hpp"
#include "base/files.hpp"

#include <charconv>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include <stdlib.h>
#include <unistd.h>

namespace dpl::places {

namespace {

constexpr auto watchesEvery = std::chrono::milliseconds(200);

std::filesystem::path temporaryFile()
{
    std::string name = (std::filesystem::temp_directory_path() / "dpl-transfer-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) {
        throw FileError("cannot write in " + std::filesystem::temp_directory_path().string(), errno);
    }
    ::close(descriptor);
    return name;
}

void watch(const std::stop_token& stop, const std::filesystem::path& output, const BytesTold& told)
{
    std::mutex mutex;
    std::condition_variable_any wakes;
    std::int64_t before = 0;
    while (!stop.stop_requested()) {
        std::unique_lock lock(mutex);
        wakes.wait_for(lock, stop, watchesEvery, [] { return false; });
        try {
            if (const std::int64_t moved = bytesMoved(readFile(output)); moved > before) {
                before = moved;
                told(moved);
            }
        } catch (const FileError&) {
            return; // nothing is told then, and all is sent
        }
    }
}

} // namespace

std::int64_t bytesMoved(const std::string& printed)
{
    // "\r    1179648  12%  1.10MB/s    0:00:07": each replaces the one before.
    const std::size_t percent = printed.rfind('%');
    const std::size_t line = percent == std::string::npos ? percent : printed.find_last_of("\r\n", percent);
    const std::size_t begin = percent == std::string::npos
        ? percent
        : printed.find_first_not_of(" \r\n", line == std::string::npos ? 0 : line);
    std::int64_t bytes = 0;
    if (begin == std::string::npos
        || std::from_chars(printed.data() + begin, printed.data() + printed.size(), bytes).ec != std::errc()) {
        return 0;
    }
    return bytes;
}

TransferWatch::TransferWatch(BytesTold told)
{
    if (told) {
        m_output = temporaryFile();
        m_watching = std::jthread(
            [output = m_output, told = std::move(told)](const std::stop_token& stop) { watch(stop, output, told); });
    }
}

TransferWatch::~TransferWatch()
{
    if (m_watching.joinable()) {
        m_watching.request_stop();
        m_watching.join();
        std::error_code ignored;
        std::filesystem::remove(m_output, ignored);
    }
}

std::vector<std::string> TransferWatch::watched(std::vector<std::string> words) const
{
    if (!m_output.empty()) {
        words.insert(words.begin(), {"sh", "-c", "exec \"$@\" >\"$0\"", m_output.string()});
    }
    return words;
}

} // namespace dpl::places
