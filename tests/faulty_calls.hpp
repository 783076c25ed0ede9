#pragma once

#include <filesystem>
#include <string>

namespace dpl::test {

/// What a program asks of a file system.
enum class FileCall { open, read, write, sync, rename, lock };

std::string toString(FileCall call);

/// Lets a call of the system's fail, for files below a folder, while this lives: whoever makes it, core, Qt or the C++
/// library. One at a time. The executable has to be linked with faulty_calls.cpp.
class FaultyCall {
public:
    enum class Times {
        once, ///< the n-th call alone
        fromThenOn, ///< the n-th and all after it, as on a full disk
    };

    /// The n-th such call (from 1 on) fails with `error`, errno's. 0, for reads and writes: it does half of what it was
    /// asked for.
    FaultyCall(const std::filesystem::path& below, FileCall call, int error, int n, Times times = Times::once);
    ~FaultyCall();
    FaultyCall(const FaultyCall&) = delete;
    FaultyCall& operator=(const FaultyCall&) = delete;

    static bool fired();
};

} // namespace dpl::test
