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
        throw Error(group.giveUp(nameOf(group.rank(), group.members()) + ": " + error.what()));
    }
}

} // namespace dpl::ranks
