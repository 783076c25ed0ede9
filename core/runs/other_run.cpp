#include "runs/other_run.hpp"

#include "base/json_text.hpp"

namespace dpl::runs {

namespace {

Json valueOf(const Json& params, const std::string& name)
{
    return params.is_object() && params.contains(name) ? params[name] : Json();
}

/// As values without an order of keys compare.
bool isSameValue(const Json& a, const Json& b)
{
    return nlohmann::json(a) == nlohmann::json(b);
}

std::string shortText(const Json& value)
{
    constexpr std::size_t longest = 60;
    if (value.is_null()) {
        return "not given";
    }
    std::string text = dumpJson(value);
    if (text.size() <= longest) {
        return text;
    }
    if (value.is_object()) {
        return "another";
    }
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end; // not within a character
    }
    return text.erase(end).append("...");
}

/// Without the number that tells it from a folder that is there: "demo" for "demo-2" beside "demo".
std::pair<std::filesystem::path, int> nameAndNumber(const std::filesystem::path& folder)
{
    const std::string name = folder.filename().string();
    const std::size_t digits = name.find_last_not_of("0123456789") + 1;
    std::error_code ignored;
    if (digits < 2 || digits == name.size() || name.size() - digits > 6 || name[digits - 1] != '-') {
        return {folder, 1};
    }
    const std::filesystem::path stem = folder.parent_path() / name.substr(0, digits - 1);
    return std::filesystem::exists(stem, ignored) ? std::pair(stem, std::stoi(name.substr(digits)))
                                                  : std::pair(folder, 1);
}

} // namespace

std::filesystem::path freeFolderBeside(std::filesystem::path folder)
{
    if (!folder.has_filename()) {
        folder = folder.parent_path();
    }
    std::error_code ignored;
    auto [stem, number] = nameAndNumber(folder);
    std::filesystem::path free;
    do {
        free = stem;
        free += "-" + std::to_string(++number);
    } while (std::filesystem::exists(free, ignored));
    return free;
}

std::vector<ParamDifference> paramDifferences(const Json& there, const Json& asked)
{
    std::vector<ParamDifference> differences;
    const auto compare = [&](const std::string& name) {
        Json before = valueOf(there, name);
        Json now = valueOf(asked, name);
        if (!isSameValue(before, now)) {
            differences.push_back({name, std::move(before), std::move(now)});
        }
    };
    for (const auto& [name, value] : asked.items()) {
        compare(name);
    }
    for (const auto& [name, value] : there.items()) {
        if (!asked.contains(name)) {
            compare(name);
        }
    }
    return differences;
}

std::string textOf(const std::vector<ParamDifference>& differences)
{
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < differences.size() && i < most; ++i) {
        const ParamDifference& difference = differences[i];
        text.append(i > 0 ? ", " : "").append(difference.name).append(" is ");
        text.append(shortText(difference.there)).append(" there and ");
        text.append(shortText(difference.asked)).append(" here");
    }
    if (differences.size() > most) {
        text.append(", and ").append(std::to_string(differences.size() - most)).append(" more differ");
    }
    return text;
}

OtherRun::OtherRun(const std::filesystem::path& folder, const std::vector<ParamDifference>& differences)
    : Error("the folder " + folder.string() + " holds a run with different parameters: " + textOf(differences)
          + "; choose another folder, or replace that run"),
      m_freeFolder(freeFolderBeside(folder))
{
}

} // namespace dpl::runs
