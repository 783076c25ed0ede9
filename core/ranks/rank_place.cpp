#include "ranks/rank_place.hpp"

#include "base/error.hpp"

#include <charconv>
#include <cstdlib>

namespace dpl::ranks {

namespace {

constexpr int mostRanks = 65536;

/// A whole number in a variable. Throws Error naming it.
std::optional<int> number(const Variables& variables, const std::string& name, int least, int most)
{
    const std::optional<std::string> text = variables(name);
    if (!text) {
        return std::nullopt;
    }
    int value = 0;
    const char* end = text->data() + text->size();
    const auto [stop, problem] = std::from_chars(text->data(), end, value);
    if (problem != std::errc() || stop != end || value < least || value > most) {
        throw Error("the environment variable " + name + " is \"" + *text + "\", and should be a whole number from "
            + std::to_string(least) + " to " + std::to_string(most));
    }
    return value;
}

struct Names {
    Launcher launcher;
    const char* rank;
    const char* size;
    const char* localRank;
};

/// In the order in which they are believed.
constexpr Names launchers[]{
    {Launcher::variables, "RANK", "WORLD_SIZE", "LOCAL_RANK"},
    {Launcher::openMpi, "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK"},
    {Launcher::slurm, "SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID"},
    {Launcher::pmi, "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID"},
};

std::string meetingOf(const Variables& variables, Launcher launcher)
{
    std::string job = variables("TORCHELASTIC_RUN_ID").value_or("");
    if (job.empty()) {
        job = variables("SLURM_JOB_ID").value_or("-");
        if (const auto step = variables("SLURM_STEP_ID");
            step && launcher == Launcher::slurm) { // mpirun's ranks differ in it
            job += "." + *step;
        }
    }
    const auto restart = variables("TORCHELASTIC_RESTART_COUNT");
    return job + "/" + (restart ? *restart : variables("SLURM_RESTART_COUNT").value_or("0"));
}

std::string addressOf(const Variables& variables, Launcher launcher)
{
    if (const auto address = variables("MASTER_ADDR")) {
        return *address;
    }
    if (launcher == Launcher::slurm) {
        if (const auto nodes = variables("SLURM_STEP_NODELIST")) {
            return slurmHosts(*nodes).front();
        }
        return variables("SLURM_LAUNCH_NODE_IPADDR").value_or(RankPlace().address);
    }
    return RankPlace().address;
}

std::uint16_t portOf(const Variables& variables, Launcher launcher)
{
    if (const auto port = number(variables, "MASTER_PORT", 1, 65535)) {
        return static_cast<std::uint16_t>(*port);
    }
    if (launcher == Launcher::slurm) {
        if (const auto job = number(variables, "SLURM_JOB_ID", 0, 2'147'483'647)) {
            return static_cast<std::uint16_t>(20000 + *job % 10000);
        }
    }
    return RankPlace().port;
}

/// Where a list of hosts is none, for a message.
[[noreturn]] void refuse(const std::string& list)
{
    throw Error("\"" + list + "\" is not a list of hosts as Slurm writes it, such as node[01-04,7]");
}

/// What stands in brackets, one after another, with as many digits.
std::vector<std::string> expanded(const std::string& ranges, const std::string& list)
{
    constexpr std::size_t mostHosts = 100'000;
    const auto value = [&](const std::string& digits) {
        long number = 0;
        const char* end = digits.data() + digits.size();
        const auto [stop, problem] = std::from_chars(digits.data(), end, number);
        if (problem != std::errc() || stop != end || number < 0 || digits.front() == '-') {
            refuse(list);
        }
        return number;
    };
    std::vector<std::string> result;
    for (std::size_t at = 0; at <= ranges.size();) {
        const std::size_t end = std::min(ranges.find(',', at), ranges.size());
        const std::string range = ranges.substr(at, end - at);
        const std::size_t dash = range.find('-');
        const std::string first = range.substr(0, dash);
        const std::string last = dash == std::string::npos ? first : range.substr(dash + 1);
        if (first.empty() || last.empty() || value(last) < value(first)
            || static_cast<std::size_t>(value(last) - value(first)) > mostHosts) {
            refuse(list);
        }
        for (long number = value(first); number <= value(last); ++number) {
            std::string digits = std::to_string(number);
            digits.insert(0, first.size() > digits.size() ? first.size() - digits.size() : 0, '0');
            result.push_back(digits);
        }
        at = end + 1;
    }
    return result;
}

} // namespace

Variables ownVariables()
{
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value != nullptr && *value != '\0' ? std::optional<std::string>(value) : std::nullopt;
    };
}

std::string toString(Launcher launcher)
{
    switch (launcher) {
    case Launcher::none: return "none";
    case Launcher::variables: return "RANK and WORLD_SIZE";
    case Launcher::torchrun: return "torchrun";
    case Launcher::openMpi: return "mpirun";
    case Launcher::slurm: return "srun";
    case Launcher::pmi: return "PMI";
    }
    throw Error("unknown launcher");
}

RankPlace rankPlace(const Variables& variables)
{
    RankPlace place;
    for (const Names& names : launchers) {
        const auto rank = number(variables, names.rank, 0, mostRanks - 1);
        const auto size = number(variables, names.size, 1, mostRanks);
        if (!rank || !size) {
            continue;
        }
        if (*rank >= *size) {
            throw Error("the environment says that this is rank " + std::to_string(*rank) + " of "
                + std::to_string(*size) + " (" + names.rank + ", " + names.size + "); ranks are counted from 0");
        }
        if (*size == 1) {
            return place; // a launcher of one process changes nothing
        }
        place.rank = *rank;
        place.size = *size;
        place.localRank = number(variables, names.localRank, 0, mostRanks - 1).value_or(0);
        place.launcher = names.launcher;
        break;
    }
    if (place.launcher == Launcher::none) {
        return place;
    }
    if (place.launcher == Launcher::variables && variables("TORCHELASTIC_RUN_ID")) {
        place.launcher = Launcher::torchrun;
    }
    place.address = addressOf(variables, place.launcher);
    if (place.launcher == Launcher::slurm && !variables("MASTER_ADDR")) {
        place.otherAddress = variables("SLURM_LAUNCH_NODE_IPADDR").value_or("");
    }
    place.port = portOf(variables, place.launcher);
    place.agentServesStore = variables("TORCHELASTIC_USE_AGENT_STORE") == "True";
    place.meeting = meetingOf(variables, place.launcher);
    return place;
}

std::vector<std::string> slurmHosts(const std::string& list)
{
    std::vector<std::string> hosts;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t comma = list.find(',', at);
        const std::size_t open = list.find('[', at);
        if (open == std::string::npos || comma < open) {
            hosts.push_back(list.substr(at, std::min(comma, list.size()) - at));
            at = std::min(comma, list.size()) + 1;
        } else {
            const std::size_t close = list.find(']', open);
            if (close == std::string::npos) {
                refuse(list);
            }
            const std::size_t end = std::min(list.find(',', close), list.size());
            const std::string behind = list.substr(close + 1, end - close - 1);
            for (const std::string& number : expanded(list.substr(open + 1, close - open - 1), list)) {
                hosts.push_back(list.substr(at, open - at) + number + behind);
            }
            at = end + 1;
        }
        if (hosts.back().empty() || hosts.back().find_first_of("[] ") != std::string::npos) {
            refuse(list);
        }
    }
    return hosts;
}

} // namespace dpl::ranks
