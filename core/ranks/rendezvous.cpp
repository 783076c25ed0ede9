#include "ranks/rendezvous.hpp"

#include "base/clock.hpp"
#include "base/json_text.hpp"
#include "ranks/network.hpp"

#include <torch/headeronly/version.h>

#include <chrono>
#include <thread>

namespace dpl::ranks {

namespace {

constexpr const char* answerKey = "answer";
constexpr const char* readKey = "read"; ///< how many have read an answer that ends the job

std::string helloKey(int rank)
{
    return "hello/" + std::to_string(rank);
}

Json helloOf(const RankPlace& place, const Json& job)
{
    const ProcessIdentity process = thisProcess();
    Json hello;
    hello["program"] = DPL_VERSION;
    hello["libtorch"] = TORCH_VERSION;
    hello["processes"] = place.size;
    hello["job"] = job;
    hello["host"] = process.host;
    hello["pid"] = process.pid;
    hello["network"] = networkIdentity();
    if (place.rank > 0) {
        hello["address"] = addressTowards(place.address);
    }
    return hello;
}

/// Waits for a key, as long as the rendezvous may take.
template <typename Find>
auto waitFor(const Find& find, double deadline, const std::atomic<bool>& isLeft) -> decltype(find())
{
    for (auto pause = std::chrono::milliseconds(5);; pause = std::min(2 * pause, std::chrono::milliseconds(200))) {
        if (auto found = find()) {
            return found;
        }
        if (isLeft || steadySeconds() > deadline) {
            return {};
        }
        std::this_thread::sleep_for(pause);
    }
}

std::string listOf(const std::vector<int>& ranks)
{
    std::string text = ranks.size() == 1 ? "rank " : "ranks ";
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == ranks.size() ? " and " : ", ") + std::to_string(ranks[i]);
    }
    return text;
}

/// What rank 0 answers to all of them.
Json answerTo(const std::vector<Json>& hellos)
{
    Json answer{{"members", Json::array()}, {"one_machine", true}};
    for (std::size_t rank = 0; rank < hellos.size(); ++rank) {
        const Json& hello = hellos[rank];
        answer["members"].push_back({{"host", hello.value("host", "")}, {"pid", hello.value("pid", 0)}});
        if (hello.value("network", "") != hellos.front().value("network", "")) {
            answer["one_machine"] = false;
        }
        if (const std::string sentence = differenceBetween(0, hellos.front(), static_cast<int>(rank), hello);
            !sentence.empty()) {
            answer["problem"] = sentence;
            break;
        }
    }
    return answer;
}

/// Rank 0's end towards the machines of the others.
std::string addressTowardsOthers(const std::vector<Json>& hellos)
{
    for (const Json& hello : hellos) {
        if (hello.value("network", "") != hellos.front().value("network", "")) {
            return addressTowards(hello.value("address", ""));
        }
    }
    return {};
}

Json parsed(const std::string& text)
{
    Json json = parseJson(text, "what another rank says");
    if (!json.is_object()) {
        throw Error("what another rank says is not an object; do all run the same program?");
    }
    return json;
}

/// Waits for the others, compares them, and answers, unless somebody has done so before. This rank's address, where
/// they are on several machines.
std::string answerAsFirst(Store& store, const RankPlace& place, const Json& own, const JoinOptions& options,
    double deadline, const std::atomic<bool>& isLeft)
{
    std::vector<Json> hellos{own};
    std::vector<int> missing;
    for (int rank = 1; rank < place.size; ++rank) {
        const auto hello = waitFor(
            [&]() -> std::optional<std::string> {
                return store.find(answerKey) ? std::string() : store.find(helloKey(rank));
            },
            deadline, isLeft);
        if (!hello) {
            missing.push_back(rank);
        } else if (hello->empty()) {
            return {}; // somebody gave up
        } else {
            hellos.push_back(parsed(*hello));
        }
    }
    if (missing.empty()) {
        const std::string address = addressTowardsOthers(hellos);
        Json answer = answerTo(hellos);
        answer["address"] = address;
        answer["network"] = own["network"];
        store.setOnce(answerKey, dumpJson(answer));
        return address;
    }
    if (isLeft) {
        store.setOnce(answerKey, dumpJson({{"problem", "rank 0 was stopped before all ranks had come together"}}));
        return {};
    }
    const std::string sentence = listOf(missing) + " of " + std::to_string(place.size) + " did not come to "
        + place.address + ", port " + std::to_string(store.port()) + ", within "
        + std::to_string(static_cast<int>(options.rendezvousTimeout)) + " s (--rendezvous_timeout)";
    store.setOnce(
        answerKey, dumpJson({{"problem", sentence}, {"readers", place.size - static_cast<int>(missing.size())}}));
    return {};
}

RankPlace withKnownAddress(RankPlace place)
{
    if (!place.otherAddress.empty() && !isKnownHost(place.address)) {
        place.address = place.otherAddress;
    }
    if (place.rank > 0 && !isKnownHost(place.address)) {
        throw Error(
            "the host " + place.address + " is not known here; MASTER_ADDR names the host or address of rank 0");
    }
    return place;
}

} // namespace

std::string differenceBetween(int rankA, const Json& a, int rankB, const Json& b)
{
    const std::string ranks = "ranks " + std::to_string(rankA) + " and " + std::to_string(rankB) + " differ in ";
    const auto values = [](const Json& x, const Json& y) { return " (" + x.dump() + " and " + y.dump() + ")"; };
    constexpr const char* remedy = "; start all with the same command and the same program";
    for (const char* name : {"program", "libtorch", "processes"}) {
        const Json x = a.value(name, Json());
        const Json y = b.value(name, Json());
        if (x != y) {
            return ranks
                + (name == std::string("program")         ? "the version of dpl"
                        : name == std::string("libtorch") ? "the version of LibTorch"
                                                          : "the number of processes")
                + values(x, y) + remedy;
        }
    }
    const Json x = a.value("job", Json::object());
    const Json y = b.value("job", Json::object());
    for (const Json& both : {x, y}) {
        for (const auto& [name, ignored] : both.items()) {
            const Json mine = x.value(name, Json());
            const Json theirs = y.value(name, Json());
            if (mine != theirs) {
                return ranks + name + values(mine, theirs) + remedy;
            }
        }
    }
    return {};
}

Meeting meet(const RankPlace& given, const Json& job, const JoinOptions& options, const std::atomic<bool>& isLeft)
{
    const RankPlace place = withKnownAddress(given);
    const double deadline = steadySeconds() + options.rendezvousTimeout;
    const bool serves = place.rank == 0 && !place.agentServesStore;
    const auto patience = std::chrono::milliseconds(static_cast<std::int64_t>(1000.0 * options.rendezvousTimeout));
    Store store = serves ? Store::serving(place.port, place.meeting)
                         : Store::at(place.address, place.port, place.meeting, patience);
    if (serves && options.listening) {
        options.listening(store.port());
    }
    const Json own = helloOf(place, job);
    if (store.add("rank/" + std::to_string(place.rank), 1) != 1) {
        const std::string sentence = "two processes say that they are rank " + std::to_string(place.rank) + " of "
            + std::to_string(place.size) + "; each needs a RANK of its own";
        store.setOnce(answerKey, dumpJson({{"problem", sentence}}));
        store.add(readKey, 1);
        throw Error(sentence);
    }
    store.set(helloKey(place.rank), dumpJson(own));
    std::string address = place.rank > 0 ? own["address"].get<std::string>() : "";
    if (place.rank == 0) {
        address = answerAsFirst(store, place, own, options, deadline, isLeft);
    }
    // Rank 0 waits for the deadline itself, and answers then: others wait a little longer.
    const auto answered =
        waitFor([&] { return store.find(answerKey); }, deadline + (place.rank == 0 ? 0.0 : 2.0), isLeft);
    if (!answered) {
        throw Error("rank 0 did not come to " + place.address + ", port " + std::to_string(place.port) + ", within "
            + std::to_string(static_cast<int>(options.rendezvousTimeout)) + " s (--rendezvous_timeout)");
    }
    const Json answer = parsed(*answered);
    if (answer.contains("problem")) {
        // Rank 0 ends, and the store with it, when all have read it.
        store.add(readKey, 1);
        if (serves) {
            const double end = std::min(steadySeconds() + 3.0, deadline + 3.0);
            waitFor(
                [&]() -> std::optional<bool> {
                    return store.add(readKey, 0) >= answer.value("readers", place.size) ? std::optional(true)
                                                                                        : std::nullopt;
                },
                end, isLeft);
        }
        throw Error(answer["problem"].get<std::string>());
    }
    std::vector<Member> members;
    for (const Json& member : answer.at("members")) {
        members.push_back({member.value("host", ""), member.value("pid", std::int64_t{0})});
    }
    if (answer.value("network", "") == own["network"]) {
        address = answer.value("address", ""); // a name of this machine may lead to its loopback here
    }
    if (members.size() != static_cast<std::size_t>(place.size)) {
        throw Error("rank 0 knows of " + std::to_string(members.size()) + " processes, and this one of "
            + std::to_string(place.size) + "; do all run the same program?");
    }
    return {
        std::move(store), place.address, std::move(members), answer.value("one_machine", false), std::move(address)};
}

} // namespace dpl::ranks
