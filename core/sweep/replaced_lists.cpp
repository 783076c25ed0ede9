#include "sweep/replaced_lists.hpp"

#include "base/json_text.hpp"

#include <algorithm>

namespace dpl::sweep {

namespace {

/// "reward_model_type \"base\", \"categorical\" and seed 1"
std::string conditionText(const SweepOverride& change)
{
    std::string text;
    for (const ParameterList& list : change.where) {
        text += (text.empty() ? "" : " and ") + list.name;
        for (std::size_t i = 0; i < list.values.size(); ++i) {
            text += (i == 0 ? " " : ", ") + dumpJson(list.values[i]);
        }
    }
    return text.empty() ? "all runs" : text;
}

} // namespace

std::vector<std::string> replacedLists(const SweepOverride& change, const std::vector<ParameterList>& lists)
{
    std::vector<std::string> names;
    for (const ParameterList& list : lists) {
        if (list.values.size() > 1 && change.set.contains(list.name)) {
            names.push_back(list.name);
        }
    }
    return names;
}

std::vector<std::string> sentencesOnReplacedLists(const SweepParams& params)
{
    std::vector<std::string> sentences;
    for (std::size_t i = 0; i < params.overrides.size(); ++i) {
        const SweepOverride& change = params.overrides[i];
        for (const std::string& name : replacedLists(change, params.lists)) {
            sentences.push_back("for " + conditionText(change) + ", " + name + " " + dumpJson(change.set[name])
                + " of overrides[" + std::to_string(i)
                + "] takes the place of the list; runs that come out equal are trained once");
        }
    }
    return sentences;
}

} // namespace dpl::sweep
