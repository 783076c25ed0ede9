#include "ranks/group.hpp"

#include "base/json_text.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace dpl::ranks {

namespace {

/// One process: what is summed and gathered is its own.
class Alone final : public Group {
public:
    int rank() const override { return 0; }
    int size() const override { return 1; }
    const std::vector<Member>& members() const override { return m_members; }

    void gather(std::span<const std::byte> own, std::span<std::byte> all) override
    {
        std::copy(own.begin(), own.end(), all.begin());
    }

    void sum(std::span<float>) override { }
    void broadcast(std::span<std::byte>) override { }
    void waitForFirst() override { }
    void finish() override { }
    std::string giveUp(const std::string& sentence) override { return sentence; }
    void stop() override { }

private:
    std::vector<Member> m_members{{thisProcess().host, thisProcess().pid}};
};

std::span<std::byte> bytesOf(std::string& text)
{
    return std::as_writable_bytes(std::span(text.data(), text.size()));
}

constexpr std::uint64_t longestText = 256U << 20U;

void checkLength(std::uint64_t length)
{
    if (length > longestText) {
        throw Error("another rank sends a text of " + std::to_string(length) + " bytes; do all run the same program?");
    }
}

} // namespace

Group& alone()
{
    static Alone group;
    return group;
}

std::string nameOf(int rank, const std::vector<Member>& members)
{
    const auto index = static_cast<std::size_t>(rank);
    const std::string host = index < members.size() ? members[index].host : "";
    return "rank " + std::to_string(rank) + (host.empty() ? "" : " (" + host + ")");
}

std::vector<std::string> gatherTexts(Group& group, const std::string& own)
{
    const auto ranks = static_cast<std::size_t>(group.size());
    const std::uint64_t length = own.size();
    std::vector<std::uint64_t> lengths(ranks);
    group.gather(std::as_bytes(std::span(&length, 1)), std::as_writable_bytes(std::span(lengths)));
    const std::uint64_t longest = *std::max_element(lengths.begin(), lengths.end());
    checkLength(longest);
    std::string padded = own;
    padded.resize(longest);
    std::string all(longest * ranks, '\0');
    if (longest > 0) {
        group.gather(bytesOf(padded), bytesOf(all));
    }
    std::vector<std::string> texts;
    for (std::size_t rank = 0; rank < ranks; ++rank) {
        texts.push_back(all.substr(rank * longest, lengths[rank]));
    }
    return texts;
}

std::string broadcastText(Group& group, const std::string& own)
{
    std::uint64_t length = own.size();
    group.broadcast(std::as_writable_bytes(std::span(&length, 1)));
    checkLength(length);
    std::string text = group.isFirst() ? own : std::string(length, '\0');
    if (length > 0) {
        group.broadcast(bytesOf(text));
    }
    return text;
}

void agree(Group& group, const Json& facts)
{
    const std::vector<std::string> all = gatherTexts(group, dumpJson(facts));
    for (std::size_t rank = 1; rank < all.size(); ++rank) {
        if (all[rank] == all.front()) {
            continue;
        }
        const std::string source = "what " + nameOf(static_cast<int>(rank), group.members()) + " says";
        const Json first = parseJson(all.front(), source);
        const Json other = parseJson(all[rank], source);
        for (const auto& [name, value] : first.items()) {
            if (other.value(name, Json()) != value) {
                throw Error(nameOf(0, group.members()) + " and " + nameOf(static_cast<int>(rank), group.members())
                    + " differ in " + name + "; all ranks need the same files and the same command");
            }
        }
        throw Error(source + " is not what rank 0 says; do all run the same program?");
    }
}

std::int64_t numberOfFirst(Group& group, std::int64_t own)
{
    group.broadcast(std::as_writable_bytes(std::span(&own, 1)));
    return own;
}

bool anyOf(Group& group, bool own)
{
    const std::byte mine{static_cast<unsigned char>(own ? 1 : 0)};
    std::vector<std::byte> all(static_cast<std::size_t>(group.size()));
    group.gather({&mine, 1}, all);
    return std::any_of(all.begin(), all.end(), [](std::byte one) { return one != std::byte{0}; });
}

} // namespace dpl::ranks
