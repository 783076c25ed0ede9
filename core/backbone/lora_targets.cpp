#include "backbone/lora_targets.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <map>

namespace dpl::backbone {

namespace {

constexpr const char* allLinear = "all-linear";

std::string lastPart(const std::string& name)
{
    return name.substr(name.rfind('.') + 1);
}

} // namespace

LoraTargets::LoraTargets(const std::vector<std::string>& targets, std::string prefix) : m_prefix(std::move(prefix))
{
    for (const std::string& target : targets) {
        Target& added = m_targets.emplace_back();
        added.text = target;
        if (target.find_first_of("*+?[](){}|^$\\") != std::string::npos) {
            added.pattern.emplace("\\A(?:" + target + ")\\z", "lora_target_modules");
        }
    }
}

bool LoraTargets::matches(Target& target, const std::string& path)
{
    if (target.pattern) {
        text::SplitPattern::Match match;
        return target.pattern->find(path, 0, match, m_scratch);
    }
    return target.text == allLinear || path == target.text || path.ends_with("." + target.text);
}

bool LoraTargets::take(const std::string& name)
{
    bool isTaken = false;
    for (Target& target : m_targets) {
        if (matches(target, m_prefix + name)) {
            target.isFound = isTaken = true;
        }
    }
    m_asked.emplace_back(name, isTaken);
    return isTaken;
}

void LoraTargets::checkAllFound() const
{
    const auto missing =
        std::find_if(m_targets.begin(), m_targets.end(), [](const Target& target) { return !target.isFound; });
    if (missing == m_targets.end()) {
        return;
    }
    std::map<std::string, bool> names;
    for (const auto& [name, isTaken] : m_asked) {
        names[lastPart(name)] = true;
    }
    std::string list;
    for (const auto& [name, isThere] : names) {
        list += (list.empty() ? "" : ", ") + name;
    }
    throw Error("the backbone has no linear layer " + std::string(missing->pattern ? "that matches" : "named") + " \""
        + missing->text + "\" to adapt; it has " + list + " (all-linear adapts all of them)");
}

std::vector<std::string> LoraTargets::names() const
{
    std::vector<std::string> given;
    for (const Target& target : m_targets) {
        if (!target.pattern && target.text != allLinear) {
            given.push_back(target.text);
        }
    }
    if (given.size() == m_targets.size()) {
        return given;
    }
    std::map<std::string, bool> wholly; // last parts, and whether all layers of that name are taken
    for (const auto& [name, isTaken] : m_asked) {
        const auto [found, isNew] = wholly.try_emplace(lastPart(name), isTaken);
        found->second = found->second && isTaken;
    }
    std::vector<std::string> names;
    for (const auto& [name, isTaken] : m_asked) {
        const std::string last = lastPart(name);
        const std::string shown = wholly[last] ? last : m_prefix + name;
        if (isTaken && std::find(names.begin(), names.end(), shown) == names.end()) {
            names.push_back(shown);
        }
    }
    return names;
}

} // namespace dpl::backbone
