#include "training/gradient_sum.hpp"

namespace dpl::training {

std::string toString(GradientSum how)
{
    return how == GradientSum::tree ? "tree" : "ring";
}

GradientSum gradientSumOf(bool fullFineTuning, int processes)
{
    constexpr int mostInTree = 8;
    return !fullFineTuning && processes <= mostInTree ? GradientSum::tree : GradientSum::ring;
}

} // namespace dpl::training
