#pragma once

#include "base/error.hpp"
#include "base/stopped.hpp"

#include <string>

namespace dpl {

/// Throws an Error in a sentence instead of the exception that is being handled: an Error and Stopped as they are; that
/// out of memory, with `remedy` after it ("lower max_length"); of LibTorch's errors, which go on for pages of C++, the
/// first sentence, with `device`. To be called from a catch clause.
[[noreturn]] void throwTranslated(const std::string& device, const std::string& remedy);

/// What `work` returns. Whatever LibTorch throws in it becomes an Error, as throwTranslated has it.
template <typename Work>
auto translatingTorchErrors(const std::string& device, const std::string& remedy, const Work& work)
{
    try {
        return work();
    } catch (...) {
        throwTranslated(device, remedy);
    }
}

} // namespace dpl
