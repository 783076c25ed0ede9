#pragma once

#include "base/stopped.hpp"
#include "ranks/group.hpp"

namespace dpl::ranks {

/// Does this rank's part of a job. If it fails or is stopped alone, the others are told, and do not wait; all then fail
/// with the same sentence. Returns when all are done.
template <typename Work> auto together(Group& group, const Work& work)
{
    try {
        auto result = work();
        group.finish();
        return result;
    } catch (const RankLost&) {
        throw;
    } catch (const OtherRankFailed&) {
        throw;
    } catch (const Stopped&) {
        group.stop();
        throw;
    } catch (const std::exception& error) {
        if (group.isAlone()) {
            throw;
        }
        const std::string own = nameOf(group.rank(), group.members()) + ": " + error.what();
        const std::string told = group.giveUp(own);
        if (told == own && group.isFirst()) {
            throw; // whoever catches it here may know more
        }
        throw Error(told);
    }
}

} // namespace dpl::ranks
