#pragma once

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/process_identity.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Processes that work on one job together. A rank is one of them, 0 ... size - 1; rank 0 owns the files that the job
/// writes.
namespace dpl::ranks {

/// Who a rank is.
struct Member {
    std::string host;
    std::int64_t pid = 0;
};

/// "rank 2 (node7)"
std::string nameOf(int rank, const std::vector<Member>& members);

/// Another rank was lost: its process has ended, hangs, or cannot be reached. What rank 0 has saved is whole, and the
/// same command goes on from there.
class RankLost final : public Error {
public:
    using Error::Error;
};

/// Why another rank gave up, in the sentence that it told.
class OtherRankFailed final : public Error {
public:
    using Error::Error;
};

/// What the ranks do together: every call is made by all ranks, in the same order, and returns when all have made it.
/// Throws RankLost, OtherRankFailed, or Stopped if another rank was stopped where it could not say so in time.
class Group {
public:
    virtual ~Group() = default;
    Group() = default;
    Group(const Group&) = delete;
    Group& operator=(const Group&) = delete;

    virtual int rank() const = 0;
    virtual int size() const = 0;
    virtual const std::vector<Member>& members() const = 0; ///< by rank

    bool isFirst() const { return rank() == 0; }
    bool isAlone() const { return size() == 1; }

    /// Every rank's bytes, by rank, one after another. All give equally many; `all` has room for them.
    virtual void gather(std::span<const std::byte> own, std::span<std::byte> all) = 0;

    /// Puts the sum over ranks in place of what each gives: the same bits on all ranks, and for equal numbers of ranks
    /// in every run. All give equally many.
    virtual void sum(std::span<float> values) = 0;

    /// Puts what rank 0 has into `bytes` on all ranks. All give equally many.
    virtual void broadcast(std::span<std::byte> bytes) = 0;

    /// Waits until rank 0 has come here, for as long as it lives.
    virtual void waitForFirst() = 0;

    /// Waits until all ranks have come here, so that none leaves while another needs it.
    virtual void finish() = 0;

    /// Says that this rank gives up, so that the others, which would wait for it, do not. Why the job ends, in the
    /// words that all ranks tell: of several that give up, the first one's.
    virtual std::string giveUp(const std::string& sentence) = 0;

    /// The same where this rank was stopped on request.
    virtual void stop() = 0;
};

/// The group of a job in one process.
Group& alone();

/// Every rank's text, by rank.
std::vector<std::string> gatherTexts(Group& group, const std::string& own);

/// Rank 0's text; `own` is not asked for on others.
std::string broadcastText(Group& group, const std::string& own);

/// Throws Error, in the same words in all ranks, unless each rank says the same as rank 0 of everything: `facts` has a
/// text or number for what it is called.
void agree(Group& group, const Json& facts);

/// Rank 0's number.
std::int64_t numberOfFirst(Group& group, std::int64_t own);

/// Whether it is true of any rank.
bool anyOf(Group& group, bool own);

} // namespace dpl::ranks
