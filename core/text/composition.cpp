#include "text/composition.hpp"

#include "base/error.hpp"

#include <cstdlib>
#include <memory>

#include <utf8proc.h>

namespace dpl::text {

std::string_view composed(std::string_view text, std::string& storage)
{
    // Below U+0300 nothing composes and nothing is decomposed by form C.
    const bool isComposed =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0xcc; });
    if (isComposed) {
        return text;
    }
    utf8proc_uint8_t* result = nullptr;
    const utf8proc_ssize_t length =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
            &result, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result, &std::free);
    if (length < 0) {
        throw Error(std::string("a text cannot be normalised: ") + utf8proc_errmsg(length));
    }
    storage.assign(reinterpret_cast<const char*>(result), static_cast<std::size_t>(length));
    return storage;
}

} // namespace dpl::text
