#pragma once

#include "places/shell.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace dpl::places {

/// Tells how many bytes an rsync has moved while it is at work.
class TransferWatch {
public:
    /// Tells nothing if `told` is empty.
    explicit TransferWatch(BytesTold told);
    ~TransferWatch();
    TransferWatch(const TransferWatch&) = delete;
    TransferWatch& operator=(const TransferWatch&) = delete;

    /// The words that start an rsync (with --info=progress2 --no-human-readable) so that it is watched.
    std::vector<std::string> watched(std::vector<std::string> words) const;

private:
    std::filesystem::path m_output; ///< of the rsync
    std::jthread m_watching;
};

/// The bytes moved by the end of what an rsync has printed; 0 if it says none.
std::int64_t bytesMoved(const std::string& printed);

} // namespace dpl::places
