// The registry of this executable, in place of core's: its lines, and one for each head that is added.

#include <memory>
#include <vector>

namespace dpl::preference {

class HeadDefinition;
using HeadPointer = std::shared_ptr<const HeadDefinition>;

template <typename Head> HeadPointer makeHead();
using MakeHead = HeadPointer();

MakeHead* const makeHeads[]{
    makeHead<class BaseHead>,
    makeHead<class MeanAndVarianceHead>,
    makeHead<class CategoricalHead>,
    makeHead<class EnsembleHead>,
    makeHead<class LaplaceHead>,
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
