#include <memory>
#include <vector>

namespace dpl::preference {

class HeadDefinition;
using HeadPointer = std::shared_ptr<const HeadDefinition>;

template <typename Head> HeadPointer makeHead(); // in the head's file
using MakeHead = HeadPointer();

/// The registry: a line for each head, in the order of lists and legends.
MakeHead* const makeHeads[]{
    makeHead<class BaseHead>,
    makeHead<class MeanAndVarianceHead>,
    makeHead<class CategoricalHead>,
};

std::vector<HeadPointer> registeredHeads()
{
    std::vector<HeadPointer> heads;
    for (MakeHead* make : makeHeads) {
        heads.push_back(make());
    }
    return heads;
}

} // namespace dpl::preference
