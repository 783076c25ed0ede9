#include "report/distinct_roles.hpp"

#include <array>
#include <set>

namespace dpl::report {

namespace {

/// The i-th of the roles that no series has by itself.
SeriesRole furtherRole(std::size_t i)
{
    constexpr std::array colours{SeriesRole::context1, SeriesRole::bordaCount, SeriesRole::expectedUtility,
        SeriesRole::trueUtility, SeriesRole::ink, SeriesRole::classifier, SeriesRole::maximin, SeriesRole::copeland};
    constexpr std::size_t unlike = 5; // the other colours are these with other dashes
    constexpr std::size_t variants = 8;
    i %= colours.size() + unlike * variants;
    if (i < colours.size()) {
        return colours[i];
    }
    i -= colours.size();
    return variantRole(colours[i % unlike], static_cast<int>(1 + i / unlike));
}

} // namespace

std::vector<SeriesRole> distinctRoles(const std::vector<SeriesRole>& own)
{
    std::vector<SeriesRole> roles;
    std::set<SeriesRole> taken;
    std::size_t next = 0;
    for (const SeriesRole role : own) {
        const bool keeps = role != SeriesRole::ink && taken.insert(role).second;
        roles.push_back(keeps ? role : furtherRole(next++));
    }
    return roles;
}

} // namespace dpl::report
