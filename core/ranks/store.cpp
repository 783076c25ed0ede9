#include "ranks/store.hpp"

#include "base/error.hpp"

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

namespace dpl::ranks {

namespace {

std::vector<std::uint8_t> bytes(const std::string& text)
{
    return {text.begin(), text.end()};
}

c10::intrusive_ptr<c10d::Store> within(const std::string& meeting, c10::intrusive_ptr<c10d::Store> store)
{
    return c10::make_intrusive<c10d::PrefixStore>("dpl/" + meeting, std::move(store));
}

} // namespace

Store Store::serving(std::uint16_t port, const std::string& meeting)
{
    c10d::TCPStoreOptions options;
    options.port = port;
    options.isServer = true;
    options.waitWorkers = false;
    try {
        auto store = c10::make_intrusive<c10d::TCPStore>("127.0.0.1", options);
        const std::uint16_t served = store->getPort();
        return {within(meeting, std::move(store)), served};
    } catch (const std::exception& error) {
        throw Error("rank 0 cannot wait for the others on port " + std::to_string(port) + " ("
            + firstSentence(error.what()) + "); set MASTER_PORT to one that is free");
    }
}

Store Store::at(
    const std::string& address, std::uint16_t port, const std::string& meeting, std::chrono::milliseconds patience)
{
    c10d::TCPStoreOptions options;
    options.port = port;
    options.waitWorkers = false;
    options.timeout = patience;
    try {
        return {within(meeting, c10::make_intrusive<c10d::TCPStore>(address, options)), port};
    } catch (const std::exception& error) {
        throw Error("rank 0 cannot be reached at " + address + ", port " + std::to_string(port) + " ("
            + firstSentence(error.what()) + ")");
    }
}

void Store::set(const std::string& key, const std::string& text)
{
    m_store->set(key, bytes(text));
}

std::optional<std::string> Store::find(const std::string& key)
{
    if (!m_store->check({key})) {
        return std::nullopt;
    }
    const std::vector<std::uint8_t> value = m_store->get(key);
    return std::string(value.begin(), value.end());
}

std::int64_t Store::add(const std::string& key, std::int64_t value)
{
    return m_store->add(key, value);
}

std::string Store::setOnce(const std::string& key, const std::string& text)
{
    const std::vector<std::uint8_t> now = m_store->compareSet(key, {}, bytes(text));
    return {now.begin(), now.end()};
}

std::string firstSentence(const std::string& what)
{
    const std::size_t end = std::min(what.find("\nException raised"), what.find('\n'));
    std::string sentence = what.substr(0, end);
    if (sentence.starts_with('[')) { // "[enforce fail at ...cc:123] . the sentence"
        const std::size_t close = sentence.find("] ");
        sentence = close == std::string::npos ? sentence : sentence.substr(close + 2);
        sentence.erase(0, sentence.find_first_not_of(". "));
    }
    while (sentence.ends_with('.') || sentence.ends_with(' ')) {
        sentence.pop_back();
    }
    constexpr std::size_t longest = 300;
    return sentence.size() > longest ? sentence.substr(0, longest) + " ..." : sentence;
}

} // namespace dpl::ranks
