#pragma once

namespace dpl::test {

/// How many times as long as in an ordinary build something may take: what a sanitizer watches runs slower. Every bound
/// on time in tests is multiplied by it.
#if defined(__SANITIZE_THREAD__)
#define DPL_PATIENCE 15
#elif defined(__SANITIZE_ADDRESS__)
#define DPL_PATIENCE 5
#else
#define DPL_PATIENCE 1
#endif
inline constexpr int patience = DPL_PATIENCE;

} // namespace dpl::test
