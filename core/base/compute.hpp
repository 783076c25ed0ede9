#pragma once

#include <string>

namespace dpl {

/// How numerical work is done. Not part of a job's parameters: it changes time, and numbers only in their rounding.
struct ComputeOptions {
    int threads = 0; ///< 0: one per core
    bool background = false; ///< give way to the other threads of the machine, as a window's
    std::string device = "cpu"; ///< "cpu", "cuda", "cuda:1", "mps"
    int processes = 1; ///< of this machine that share a job, where its kind can be shared
};

/// One per core that this process may use, by its affinity and by the CPU quota of its control groups; no more than
/// OpenMP gives (OMP_THREAD_LIMIT).
int availableThreads();

/// `options.threads`, or one per core if it is 0; no more than OpenMP gives.
int threadCount(const ComputeOptions& options);

/// Throws Error, in a sentence, if work cannot be done on a device: there is none of that name, or this LibTorch was
/// built without support for it.
void checkDevice(const std::string& device);

/// Makes the calling thread and the OpenMP workers it starts ready for numerical work, until destroyed: their number,
/// the flushing of denormals (gradients of saturated comparisons underflow, and denormal operands slow matrix products
/// tenfold), and their priority. OpenMP keeps one set of workers per calling thread.
class ComputeScope {
public:
    explicit ComputeScope(const ComputeOptions& options);
    ~ComputeScope();
    ComputeScope(const ComputeScope&) = delete;
    ComputeScope& operator=(const ComputeScope&) = delete;

private:
    int m_previousThreads;
    bool m_previousFlush;
};

/// Whether results that are denormal are flushed to zero on the calling thread.
bool flushesDenormals();

} // namespace dpl
