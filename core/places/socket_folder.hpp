#pragma once

#include <cstddef>
#include <filesystem>

namespace dpl::places {

/// The longest path of a socket, in bytes, that every system takes.
inline constexpr std::size_t longestSocketPath = 103;

/// A folder of this user's alone for sockets, made if it is missing: XDG_RUNTIME_DIR/dpl, or dpl-{user's number} in
/// /tmp where that is not set, is too long for ssh's sockets or has characters that ssh's options cannot have. Throws
/// Error if it is somebody else's, or open to others.
std::filesystem::path socketFolder();

} // namespace dpl::places
