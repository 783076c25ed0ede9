#include "runs/run_filter.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <string_view>

namespace dpl::runs {

namespace {

constexpr std::array<std::string_view, 8> fieldNames{
    "state", "head", "subset", "seed", "tag", "experiment", "backbone", "kind"};

std::string lowered(std::string text)
{
    std::transform(
        text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool begins(const std::string& text, const std::string& with)
{
    return lowered(text).starts_with(with);
}

bool hasField(const ListedRun& run, const std::string& state, const std::string& field, const std::string& value)
{
    if (field == "state") {
        return begins(state, value);
    }
    if (field == "head") {
        return begins(run.head, value);
    }
    if (field == "subset") {
        return begins(run.subset, value);
    }
    if (field == "seed") {
        return run.seed && std::to_string(*run.seed) == value;
    }
    if (field == "tag") {
        return std::any_of(run.notes.tags.begin(), run.notes.tags.end(),
            [&value](const std::string& tag) { return begins(tag, value); });
    }
    if (field == "experiment") {
        return begins(run.experiment, value);
    }
    if (field == "backbone") {
        return begins(run.backbone, value);
    }
    return begins(run.record.kind, value);
}

} // namespace

RunFilter::RunFilter(const std::string& text)
{
    std::istringstream stream(lowered(text));
    for (std::string word; stream >> word;) {
        const std::size_t colon = word.find(':');
        if (colon == std::string::npos) {
            m_words.push_back(word);
            continue;
        }
        const std::string field = word.substr(0, colon);
        if (std::find(fieldNames.begin(), fieldNames.end(), field) == fieldNames.end()) {
            m_problem =
                "Unknown field \"" + field + "\": use state, head, subset, seed, tag, experiment, backbone or kind";
            continue;
        }
        if (colon + 1 < word.size()) {
            m_fields.emplace_back(field, word.substr(colon + 1));
        }
    }
}

bool RunFilter::matches(const ListedRun& run, const std::string& state) const
{
    for (const auto& [field, value] : m_fields) {
        if (!hasField(run, state, field, value)) {
            return false;
        }
    }
    if (m_words.empty()) {
        return true;
    }
    const std::string text = lowered(run.name() + "\n" + run.record.title + "\n" + run.folder.filename().string() + "\n"
        + run.experiment + "\n" + run.backbone + "\n" + run.notes.note + "\n" + textOfTags(run.notes.tags));
    return std::all_of(m_words.begin(), m_words.end(),
        [&text](const std::string& word) { return text.find(word) != std::string::npos; });
}

} // namespace dpl::runs
