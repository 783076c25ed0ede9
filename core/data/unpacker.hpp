#pragma once

#include "data/packed_bytes.hpp"

#include <cstddef>
#include <memory>

namespace dpl::data {

/// Makes the content of a compressed file out of its bytes.
class Unpacker {
public:
    virtual ~Unpacker() = default;

    /// Up to `size` > 0 bytes; 0 only at the end. Throws Error naming the file if its data is damaged or ends too
    /// early, and if something else follows.
    virtual std::size_t read(char* to, std::size_t size) = 0;
};

/// gzip: members one after another, padded with zeros at the end.
std::unique_ptr<Unpacker> unpackGzip(PackedBytes& bytes);

/// Zstandard: frames one after another, skippable ones among them. Needs memory of at most 128 MiB and some: a frame
/// with a larger window is refused.
std::unique_ptr<Unpacker> unpackZstd(PackedBytes& bytes);

/// Whether a file that begins with these bytes is compressed by Zstandard.
bool isZstd(std::string_view start);

} // namespace dpl::data
