#pragma once

#include <string>

namespace dpl::training {

/// How the gradients of a step's micro-batches become one.
enum class GradientSum {
    tree, ///< in a binary tree over the micro-batches (ranks/reduction_tree): the same bits for every number of
          ///< processes. Each rank receives what all others have summed
    ring, ///< one after another in a process, and by Gloo's all-reduce over processes: the same bits for equal numbers
          ///< of processes. Moves less, and needs no second buffer
};

/// "tree", "ring"
std::string toString(GradientSum how);

/// The tree for LoRA's few numbers in up to eight processes, else the ring.
GradientSum gradientSumOf(bool fullFineTuning, int processes);

} // namespace dpl::training
