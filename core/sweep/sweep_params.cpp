#include "sweep/sweep_params.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/json_text.hpp"
#include "sweep/value_list.hpp"

#include <map>
#include <set>

namespace dpl::sweep {

namespace {

using training::TrainingParams;

const std::vector<std::string>& parameterNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> list;
        TrainingParams params;
        training::visitParameters(params, [&](const char* name, const auto&, const char*) { list.emplace_back(name); });
        return list;
    }();
    return names;
}

bool isParameter(const std::string& name)
{
    const auto& names = parameterNames();
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Heads and subsets make the nine models of one summary; any other list makes summaries.
bool makesGroups(const ParameterList& list)
{
    return list.name != "reward_model_type" && list.name != "data_subset";
}

std::string quoted(const Json& value)
{
    return dumpJson(value);
}

/// A value as part of a folder's name.
std::string nameText(const Json& value)
{
    std::string text = value.is_number_float() ? formatLikePython(value.get<double>())
        : value.is_string()                    ? value.get<std::string>()
                                               : quoted(value);
    while (text.size() > 1 && text.ends_with('/')) {
        text.pop_back();
    }
    text = std::filesystem::path(text).filename().string();
    for (char& c : text) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.'
            || c == '-' || c == '_';
        c = isPlain ? c : '_';
    }
    return text.substr(0, 80);
}

ParameterList readList(const std::string& name, const Json& values, const std::string& where)
{
    if (!isParameter(name)) {
        throw Error(where + ": there is no such training parameter; see dpl train --help");
    }
    if (const auto kind = numberKind(name); kind && values.is_string()) {
        try {
            return {name, readValues(values.get<std::string>(), *kind)};
        } catch (const Error& error) {
            throw Error(where + ": " + error.what());
        }
    }
    if (!values.is_array() || values.empty()) {
        throw Error(where + ": expected a list of values; a single value for all runs belongs in base");
    }
    if (values.size() > SweepParams::mostRuns) {
        throw Error(where + ": a list may have at most " + std::to_string(SweepParams::mostRuns) + " values");
    }
    ParameterList list{name, {}};
    std::set<std::string> seen;
    for (const Json& value : values) {
        if (!seen.insert(quoted(value)).second) {
            throw Error(where + "[" + std::to_string(list.values.size()) + "]: " + quoted(value) + " appears twice");
        }
        list.values.push_back(value);
    }
    return list;
}

Json valuesJson(const std::vector<ParameterList>& lists)
{
    Json json = Json::object();
    for (const ParameterList& list : lists) {
        json[list.name] = list.values;
    }
    return json;
}

/// Params of `base` with some of them changed. Those that every training needs, but that a list may give, are taken
/// from `filling` where they are missing.
TrainingParams paramsOf(Json base, const Json& changes, const Json& filling, const std::string& where)
{
    base.update(changes);
    for (const auto& [name, value] : filling.items()) {
        if (!base.contains(name)) {
            base[name] = value;
        }
    }
    return TrainingParams::fromJson(base, where);
}

bool applies(const SweepOverride& change, const TrainingParams& params)
{
    const Json values = params.toJson();
    return std::all_of(change.where.begin(), change.where.end(), [&](const ParameterList& list) {
        return std::find(list.values.begin(), list.values.end(), values[list.name]) != list.values.end();
    });
}

/// Each part by itself, so that an error says where it is.
void checkParts(const SweepParams& params, const std::string& source)
{
    Json filling = Json::object();
    for (const char* name : {"model_name", "data_path"}) {
        filling[name] = "any";
    }
    paramsOf(params.base, Json::object(), filling, source + ": base");
    const Json none = Json::object();
    for (const ParameterList& list : params.lists) {
        for (std::size_t i = 0; i < list.values.size(); ++i) {
            paramsOf(none, Json{{list.name, list.values[i]}}, filling,
                source + ": " + list.name + "[" + std::to_string(i) + "]");
        }
    }
    for (std::size_t i = 0; i < params.overrides.size(); ++i) {
        paramsOf(none, params.overrides[i].set, filling, source + ": overrides[" + std::to_string(i) + "].set");
    }
}

SweepOverride readOverride(const Json& value, const std::string& where)
{
    const JsonObject json(value, where);
    json.rejectOthers({"where", "set"});
    SweepOverride change;
    json.object("where");
    for (const auto& [name, values] : json.value("where").items()) {
        change.where.push_back(readList(name, values, json.at("where") + "." + name));
    }
    json.object("set");
    change.set = json.value("set");
    // Where a run lies and which model it is, is decided before.
    for (const auto& [name, ignored] : change.set.items()) {
        if (name == "reward_model_type" || name == "data_subset" || name == "seed") {
            throw Error(json.at("set") + "." + name + ": an override cannot change this; give it a list");
        }
    }
    return change;
}

/// Those lists beyond heads and subsets, each with its value.
std::string groupOf(const std::vector<ParameterList>& lists, const Json& values)
{
    std::string group;
    for (const ParameterList& list : lists) {
        if (makesGroups(list)) {
            group += (group.empty() ? "" : "_") + list.name + "-" + nameText(values[list.name]);
        }
    }
    return group;
}

/// What overrides have made of the lists' values. `listed` and `asked`: the params before and after them.
Json ownValues(Json values, const Json& listed, const Json& asked)
{
    for (auto& [name, value] : values.items()) {
        if (asked[name] != listed[name]) {
            value = asked[name];
        }
    }
    return values;
}

/// Puts runs into the folders of their own values, where that takes nobody else's place.
void placeByOwnValues(std::vector<PlannedRun>& runs)
{
    std::map<std::filesystem::path, int> wanted;
    for (const PlannedRun& run : runs) {
        ++wanted[run.folder];
        if (run.earlier) {
            ++wanted[run.earlier->folder];
        }
    }
    for (PlannedRun& run : runs) {
        if (!run.earlier) {
            continue;
        }
        if (run.earlier->folder == run.folder || wanted[run.earlier->folder] > 1) {
            run.earlier.reset();
        } else {
            std::swap(run.group, run.earlier->group);
            std::swap(run.folder, run.earlier->folder);
            std::swap(run.values, run.earlier->values);
        }
    }
}

} // namespace

std::vector<PlannedRun> byGroup(std::vector<PlannedRun> runs)
{
    std::vector<std::vector<PlannedRun>> groups;
    std::map<std::string, std::size_t> placeOf;
    for (PlannedRun& run : runs) {
        const auto [group, isNew] = placeOf.emplace(run.group, groups.size());
        if (isNew) {
            groups.emplace_back();
        }
        groups[group->second].push_back(std::move(run));
    }
    std::vector<PlannedRun> sorted;
    for (auto& group : groups) {
        sorted.insert(sorted.end(), std::make_move_iterator(group.begin()), std::make_move_iterator(group.end()));
    }
    return sorted;
}

std::vector<PlannedRun> SweepParams::plan(const std::string& source) const
{
    checkParts(*this, source);
    std::size_t count = 1;
    for (const ParameterList& list : lists) {
        if (list.values.empty() || count * list.values.size() > mostRuns) {
            throw Error(source + ": " + list.name + ": this makes "
                + (list.values.empty() ? "no runs" : "more than " + std::to_string(mostRuns) + " runs")
                + "; change the lists");
        }
        count *= list.values.size();
    }
    std::vector<PlannedRun> runs;
    std::map<std::filesystem::path, std::string> taken;
    std::set<std::string> planned;
    for (std::size_t index = 0; index < count; ++index) {
        PlannedRun run;
        run.values = Json::object();
        std::string where;
        std::size_t rest = index;
        std::size_t stride = count;
        for (const ParameterList& list : lists) {
            stride /= list.values.size();
            const std::size_t i = rest / stride;
            rest %= stride;
            const Json& value = list.values[i];
            run.values[list.name] = value;
            where +=
                (where.empty() ? ": base with " : ", ") + list.name + "[" + std::to_string(i) + "] " + quoted(value);
        }
        run.group = groupOf(lists, run.values);
        where = source + (where.empty() ? ": base" : where);
        run.params = paramsOf(base, run.values, Json::object(), where);
        const Json listed = run.params.toJson();
        for (const SweepOverride& change : overrides) {
            if (applies(change, run.params)) {
                run.params = paramsOf(run.params.toJson(), change.set, Json::object(), where + " and overrides");
            }
        }
        if (!planned.insert(quoted(run.params.toJson())).second) {
            continue; // an override has given it what an earlier one has
        }
        run.model = {run.params.head(), data::dataSubsetFromString(run.params.dataSubset)};
        run.folder = std::filesystem::path(run.group) / training::referenceFolder(run.params);
        if (const auto [other, isNew] = taken.emplace(run.folder, where); !isNew) {
            throw Error(where + ": it would be in the same folder as the run of " + other->second + ", "
                + run.folder.string() + "; give the values different names");
        }
        if (const Json own = ownValues(run.values, listed, run.params.toJson()); own != run.values) {
            const std::string group = groupOf(lists, own);
            run.earlier = {group, std::filesystem::path(group) / training::referenceFolder(run.params), own};
        }
        runs.push_back(std::move(run));
    }
    placeByOwnValues(runs);
    return byGroup(std::move(runs));
}

std::size_t SweepParams::combinations() const
{
    std::size_t count = 1;
    for (const ParameterList& list : lists) {
        count *= std::min(list.values.size(), mostRuns);
        count = std::min(count, mostRuns + 1);
    }
    return count;
}

std::vector<ParamProblem> SweepParams::problems() const
{
    std::vector<ParamProblem> all;
    const auto add = [&](const Json& changes) {
        Json values = base;
        values.update(changes);
        for (ParamProblem& problem : TrainingParams::read(values, "sweep").problems()) {
            if (std::none_of(all.begin(), all.end(), [&](const auto& other) { return other.name == problem.name; })) {
                all.push_back(std::move(problem));
            }
        }
    };
    Json first = Json::object();
    for (const ParameterList& list : lists) {
        if (!list.values.empty()) {
            first[list.name] = list.values.front();
        }
    }
    add(first);
    for (const ParameterList& list : lists) {
        for (std::size_t i = 1; i < list.values.size(); ++i) {
            Json changed = first;
            changed[list.name] = list.values[i];
            add(changed);
        }
    }
    for (const SweepOverride& change : overrides) {
        Json changed = first;
        changed.update(change.set);
        add(changed);
    }
    return all;
}

Json SweepParams::toJson() const
{
    Json json;
    json["base"] = base;
    json.update(valuesJson(lists));
    if (!overrides.empty()) {
        json["overrides"] = Json::array();
        for (const SweepOverride& change : overrides) {
            json["overrides"].push_back({{"where", valuesJson(change.where)}, {"set", change.set}});
        }
    }
    json["evaluate"] = evaluate;
    if (!responses.empty()) {
        json["responses"] = responses;
    }
    return json;
}

SweepParams SweepParams::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    std::vector<std::string> known{"base", "overrides", "evaluate", "responses"};
    known.insert(known.end(), parameterNames().begin(), parameterNames().end());
    json.rejectOthers(known);
    SweepParams params;
    json.object("base");
    params.base = json.value("base");
    for (const auto& [name, values] : value.items()) {
        if (!isParameter(name)) {
            continue;
        }
        if (params.base.contains(name)) {
            throw Error(json.at(name) + ": base also has a value for it; leave one of them out");
        }
        params.lists.push_back(readList(name, values, json.at(name)));
    }
    if (json.has("overrides")) {
        const Json& list = json.array("overrides");
        for (std::size_t i = 0; i < list.size(); ++i) {
            params.overrides.push_back(readOverride(list[i], json.at("overrides") + "[" + std::to_string(i) + "]"));
        }
    }
    params.evaluate = json.boolean("evaluate", true);
    params.responses = json.string("responses", "");
    params.plan(source);
    return params;
}

} // namespace dpl::sweep
