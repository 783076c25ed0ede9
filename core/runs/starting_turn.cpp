#include "runs/starting_turn.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/unfinished_files.hpp"
#include "runs/run_record.hpp"

#include <cerrno>
#include <chrono>
#include <thread>

#include <unistd.h>

namespace dpl::runs {

namespace {

/// Whether the process whose turn it is was killed.
bool isAbandoned(const std::filesystem::path& file)
{
    constexpr double longEnough =
        180.0; // seconds; a start takes moments, and where it waits for another machine, one minute
    try {
        const Json json = readJsonFile(file);
        const RunProcess process = processFromJson(json, file.string());
        return isOfThisMachine(process.identity) ? !stillRuns(process.identity)
                                                 : secondsSince(process.seen).value_or(longEnough) >= longEnough;
    } catch (const FileError& error) {
        return !error.isMissing(); // or it has gone meanwhile
    } catch (const Error&) {
        return true;
    }
}

} // namespace

StartingTurn::StartingTurn(const std::filesystem::path& folder) : m_file(folder / ".starting")
{
    // A file that is whole when it appears, and appears for one process only.
    removeAbandoned(m_file);
    const std::filesystem::path own = unfinishedName(m_file);
    GrowingFile(own).append(dumpJson(toJson(RunProcess{thisProcess(), utcNow()})));
    std::error_code ignored;
    for (;;) {
        m_isOurs = ::link(own.c_str(), m_file.c_str()) == 0;
        if (m_isOurs || errno != EEXIST) {
            break;
        }
        if (isAbandoned(m_file)) {
            std::filesystem::remove(m_file, ignored);
        } else {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
    std::filesystem::remove(own, ignored);
}

StartingTurn::~StartingTurn()
{
    if (m_isOurs) {
        std::error_code ignored;
        std::filesystem::remove(m_file, ignored);
    }
}

} // namespace dpl::runs
