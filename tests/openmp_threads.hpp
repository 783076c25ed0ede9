#pragma once

#include <gtest/gtest.h>

#include <omp.h>

/// For a test that looks at OpenMP's own workers, of which the thread sanitizer's preset allows one: they are not
/// instrumented.
#define DPL_NEEDS_OPENMP_THREADS(count)                                                                                \
    if (omp_get_thread_limit() < (count)) {                                                                            \
        GTEST_SKIP() << "OMP_THREAD_LIMIT allows OpenMP " << omp_get_thread_limit() << " thread of " << (count)        \
                     << ".";                                                                                           \
    }
