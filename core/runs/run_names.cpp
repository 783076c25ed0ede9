#include "runs/run_names.hpp"

#include "base/error.hpp"
#include "runs/run_column.hpp"
#include "runs/run_folder.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

namespace dpl::runs {

namespace {

constexpr std::size_t mostParameters = 3; // that a name has room for

/// "learning rate 0.001"; of a path its last part.
std::string parameterText(const ListedRun& run, const std::string& name)
{
    const RunColumn column = parameterColumn(name);
    std::string value = cellText(column, column.value(run));
    if (const std::string last = std::filesystem::path(value).filename().string(); !last.empty()) {
        value = last;
    }
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    return words + " " + value;
}

bool isInName(const std::string& parameter)
{
    return parameter == "seed" || parameter == "data_subset" || parameter == "reward_model_type";
}

/// Where "name-" begins a part of "seed-0_learning_rate-0.001".
std::size_t placeIn(const std::string& group, const std::string& name)
{
    const std::string mark = name + "-";
    for (std::size_t at = group.find(mark); at != std::string::npos; at = group.find(mark, at + 1)) {
        if (at == 0 || group[at - 1] == '_') {
            return at;
        }
    }
    return std::string::npos;
}

/// The last parts of a folder: "helpful/base".
std::string lastParts(const std::filesystem::path& folder, std::size_t count)
{
    std::vector<std::filesystem::path> parts(folder.begin(), folder.end());
    std::filesystem::path last;
    for (std::size_t i = parts.size() - std::min(count, parts.size()); i < parts.size(); ++i) {
        last /= parts[i];
    }
    return last.generic_string();
}

struct Name {
    const ListedRun* run = nullptr;
    std::string text;
    std::string place{}; ///< in brackets behind it

    std::string whole() const { return place.empty() ? text : text + " (" + place + ")"; }
};

using Group = std::vector<Name*>;

/// Those that read the same.
std::vector<Group> equalOnes(std::vector<Name>& names)
{
    std::map<std::string, Group> byText;
    for (Name& name : names) {
        byText[name.whole()].push_back(&name);
    }
    std::vector<Group> groups;
    for (auto& [text, group] : byText) {
        if (group.size() > 1) {
            groups.push_back(std::move(group));
        }
    }
    return groups;
}

bool differ(const Group& group, const std::function<std::string(const ListedRun&)>& text)
{
    const std::string first = text(*group.front()->run);
    return std::any_of(group.begin(), group.end(), [&](const Name* name) { return text(*name->run) != first; });
}

void addExperiments(const Group& group)
{
    if (differ(group, [](const ListedRun& run) { return run.experiment; })) {
        for (Name* name : group) {
            name->place = name->run->experiment;
        }
    }
}

void addParameters(const Group& group)
{
    std::vector<std::string> parameters;
    for (const Name* name : group) {
        if (!name->run->record.params.is_object()) {
            return;
        }
        for (const auto& item : name->run->record.params.items()) {
            const std::string& parameter = item.key();
            const bool isKnown = std::find(parameters.begin(), parameters.end(), parameter) != parameters.end();
            if (!isKnown && !isInName(parameter)
                && differ(group, [&](const ListedRun& run) { return parameterText(run, parameter); })) {
                parameters.push_back(parameter);
            }
        }
    }
    parameters.resize(std::min(parameters.size(), mostParameters));
    for (const std::string& parameter : parameters) {
        for (Name* name : group) {
            name->text += " · " + parameterText(*name->run, parameter);
        }
    }
}

void addFolders(const Group& group)
{
    std::size_t longest = 0;
    for (const Name* name : group) {
        const auto parts = std::distance(name->run->folder.begin(), name->run->folder.end());
        longest = std::max(longest, static_cast<std::size_t>(parts));
    }
    const auto areDistinct = [&group](std::size_t count) {
        std::map<std::string, int> seen;
        return std::none_of(group.begin(), group.end(),
            [&](const Name* name) { return ++seen[lastParts(name->run->folder, count)] > 1; });
    };
    std::size_t count = 2;
    while (count < longest && !areDistinct(count)) {
        ++count;
    }
    for (Name* name : group) {
        name->place = lastParts(name->run->folder, count);
    }
}

} // namespace

std::string variantOf(const ListedRun& run)
{
    // {experiment}/{group}/{subset}/{run}
    const std::filesystem::path subset = run.folder.parent_path();
    if (!run.record.params.is_object() || run.subset.empty() || subset.filename() != run.subset) {
        return {};
    }
    const std::string group = subset.parent_path().filename().string();
    std::map<std::size_t, std::string> parts; // by where they stand
    for (const auto& [name, value] : run.record.params.items()) {
        const std::size_t at = isInName(name) ? std::string::npos : placeIn(group, name);
        if (at != std::string::npos) {
            parts.emplace(at, parameterText(run, name));
        }
    }
    std::string variant;
    for (const auto& [place, part] : parts) {
        variant += (variant.empty() ? "" : ", ") + part;
    }
    return variant;
}

std::optional<std::string> nameOfRunIn(const std::filesystem::path& folder)
{
    std::error_code ignored;
    if (!std::filesystem::exists(folder / "run.json", ignored)) {
        return std::nullopt;
    }
    try {
        const RunRecord record = readRun(folder);
        ListedRun run = plannedRun(folder, folder.parent_path(), record.kind, record.title, record.params);
        run.notes = readNotes(folder);
        return run.name();
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::optional<std::string> nameOfRunThatMade(const std::filesystem::path& model)
{
    const std::filesystem::path folder = model.filename().empty() ? model.parent_path() : model;
    const auto above = nameOfRunIn(folder.parent_path());
    return above ? above : nameOfRunIn(folder);
}

std::vector<std::string> distinctNames(const std::vector<const ListedRun*>& runs)
{
    std::vector<Name> names;
    for (const ListedRun* run : runs) {
        names.push_back({run, run->name()});
    }
    for (const auto& tellApart : {addExperiments, addParameters, addFolders}) {
        for (const Group& group : equalOnes(names)) {
            tellApart(group);
        }
    }
    std::vector<std::string> texts;
    for (const Name& name : names) {
        texts.push_back(name.whole());
    }
    return texts;
}

} // namespace dpl::runs
