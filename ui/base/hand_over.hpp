#pragma once

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>

#include <memory>

// Of the sanitizer's runtime; no header declares them.
extern "C" void AnnotateIgnoreWritesBegin(const char* file, int line);
extern "C" void AnnotateIgnoreWritesEnd(const char* file, int line);
#endif

#include <utility>

namespace dpl::ui {

/// Calls `pass` with what has Qt call `work` in another thread, by a pool or an event. Qt passes it on safely, but is
/// not compiled with the thread sanitizer, which would take all that the work refers to for a race: it is told here
/// that what comes before this call comes before the work, and nothing else.
template <typename Work, typename Pass> void handOver(Work work, Pass pass)
{
#if defined(__SANITIZE_THREAD__)
    auto* own = new Work(std::move(work));
    __tsan_release(own);
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__); // Qt's own copies
    pass([own] {
        __tsan_acquire(own);
        (*std::unique_ptr<Work>(own))();
    });
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
#else
    pass(std::move(work));
#endif
}

} // namespace dpl::ui
