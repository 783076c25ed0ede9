#pragma once

#include <string>
#include <vector>

namespace dpl::ranks {

/// Why a job of several ranks ends before it is done. The first rank that notices says it to the others, and all tell
/// the same.
struct Verdict {
    enum class Kind {
        failed, ///< a rank met an error
        lost, ///< ranks were lost
        stopped, ///< on request
    };
    Kind kind = Kind::failed;
    std::string sentence;
    std::vector<int> lost{}; ///< ranks

    std::string text() const; ///< JSON
    static Verdict fromText(const std::string& text); ///< Throws Error.

    /// Throws RankLost, OtherRankFailed, or Stopped.
    [[noreturn]] void raise() const;
};

} // namespace dpl::ranks
