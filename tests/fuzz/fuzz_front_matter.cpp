// The front matter of a dataset's README.md: whatever it says, it is read in bounded time, as texts, lists and
// mappings.

#include "data/front_matter.hpp"
#include "finding.hpp"

#include <cstdint>
#include <string_view>

namespace {

using namespace dpl;

void check(const Json& value, int level)
{
    test::require(value.is_null() || value.is_string() || value.is_structured(), "a scalar is no text");
    test::require(level < 32, "it is deeper than it may be");
    if (value.is_structured()) {
        for (const Json& member : value) {
            check(member, level + 1);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    check(data::frontMatterOf({reinterpret_cast<const char*>(data), size}, "configs"), 0);
    return 0;
}
