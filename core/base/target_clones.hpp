#pragma once

/// Marks a function to be compiled for AVX-512, AVX2 and the baseline; the loader picks. Sanitizers run before the
/// loader's choice can, and get the baseline. Such a function holds no OpenMP region: what the compiler moves out of it
/// is not cloned.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__)                   \
    && !defined(__SANITIZE_THREAD__)
#define DPL_TARGET_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DPL_TARGET_CLONES
#endif
