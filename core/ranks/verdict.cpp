#include "ranks/verdict.hpp"

#include "base/json_text.hpp"
#include "base/stopped.hpp"
#include "ranks/group.hpp"

#include <array>
#include <utility>

namespace dpl::ranks {

namespace {

constexpr std::array kinds{std::pair{Verdict::Kind::failed, "failed"}, std::pair{Verdict::Kind::lost, "lost"},
    std::pair{Verdict::Kind::stopped, "stopped"}};

} // namespace

std::string Verdict::text() const
{
    Json json{{"sentence", sentence}, {"lost", lost}};
    for (const auto& [value, name] : kinds) {
        if (value == kind) {
            json["kind"] = name;
        }
    }
    return dumpJson(json);
}

Verdict Verdict::fromText(const std::string& text)
{
    const std::string source = "what another rank says";
    const Json object = parseJson(text, source);
    const JsonObject json(object, source);
    Verdict verdict;
    bool isKnown = false;
    for (const auto& [value, name] : kinds) {
        if (json.string("kind") == name) {
            verdict.kind = value;
            isKnown = true;
        }
    }
    if (!isKnown) {
        throw Error(json.at("kind") + " is none that this program knows");
    }
    verdict.sentence = json.string("sentence");
    for (const Json& rank : json.array("lost")) {
        if (!rank.is_number_integer()) {
            throw Error(json.at("lost") + " is not a list of ranks");
        }
        verdict.lost.push_back(rank.get<int>());
    }
    return verdict;
}

void Verdict::raise() const
{
    switch (kind) {
    case Kind::lost: throw RankLost(sentence);
    case Kind::stopped: throw Stopped{};
    case Kind::failed: break;
    }
    throw OtherRankFailed(sentence);
}

} // namespace dpl::ranks
