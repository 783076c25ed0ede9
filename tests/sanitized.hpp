#pragma once

namespace dpl::test {

/// Whether a sanitizer watches the program, which takes memory and time of its own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool isSanitized = true;
#else
inline constexpr bool isSanitized = false;
#endif

/// Whether it is the thread sanitizer, which writes files of its own as a program begins and ends it where their size
/// is bounded.
#if defined(__SANITIZE_THREAD__)
inline constexpr bool isThreadSanitized = true;
#else
inline constexpr bool isThreadSanitized = false;
#endif

} // namespace dpl::test
