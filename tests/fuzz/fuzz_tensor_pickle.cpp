#include "base/error.hpp"
#include "weights/tensor_pickle.hpp"

#include <cstdint>
#include <cstdlib>

// Without the archive around it, whose directory most mutations break before the pickle is looked at.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        for (const auto& tensor : dpl::weights::readTensorPickle(std::as_bytes(std::span(data, size)), "input")) {
            if (tensor.sizes.size() > 64 || tensor.strides.size() > 64 || tensor.storageElements < 0) {
                std::abort();
            }
        }
    } catch (const dpl::Error&) {
        // A sentence to the user is what a damaged file should give.
    }
    return 0;
}
