#pragma once

// Includes LibTorch: for sources of this room only.

#include <torch/csrc/distributed/c10d/Store.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace dpl::ranks {

/// A connection to the texts by which ranks find each other: c10d's TCPStore, with keys that begin with the meeting.
/// Calls wait for the server's answer without end if it hangs (LibTorch ignores its own timeouts there): a thread that
/// must not hang makes none.
class Store {
public:
    /// Serves a store on a port, 0: one that is free. Throws Error if the port is taken.
    static Store serving(std::uint16_t port, const std::string& meeting);

    /// Connects to one, for which it waits as long as it may take to begin. Throws Error.
    static Store at(
        const std::string& address, std::uint16_t port, const std::string& meeting, std::chrono::milliseconds patience);

    std::uint16_t port() const { return m_port; }

    void set(const std::string& key, const std::string& text);
    std::optional<std::string> find(const std::string& key); ///< nothing if it was not set
    std::int64_t add(const std::string& key, std::int64_t value); ///< to a counter, which begins at 0; its new value

    /// Sets it unless it is set; what it is now.
    std::string setOnce(const std::string& key, const std::string& text);

    const c10::intrusive_ptr<c10d::Store>& handle() const { return m_store; }

private:
    Store(c10::intrusive_ptr<c10d::Store> store, std::uint16_t port) : m_store(std::move(store)), m_port(port) { }

    c10::intrusive_ptr<c10d::Store> m_store;
    std::uint16_t m_port;
};

/// The first sentence of what LibTorch says of a problem, without its own source's lines.
std::string firstSentence(const std::string& what);

} // namespace dpl::ranks
