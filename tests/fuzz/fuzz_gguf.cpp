#include "read_all.hpp"
#include "weights/weight_formats.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    dpl::test::readAll([&] { return dpl::weights::parseGguf(std::as_bytes(std::span(data, size)), "input").tensors; });
    return 0;
}
