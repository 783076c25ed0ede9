#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::runs {

/// What the user says about a run. It lies beside the run, in notes.json, and goes where the folder goes.
struct RunNotes {
    std::string name; ///< in place of the run's title; empty: the title
    std::string note;
    std::vector<std::string> tags;

    friend bool operator==(const RunNotes&, const RunNotes&) = default;
};

/// The notes of a run, empty ones if there is no notes.json. Throws Error for a damaged file.
RunNotes readNotes(const std::filesystem::path& folder);

/// Writes notes.json at once and whole. Throws Error if it cannot.
void writeNotes(const std::filesystem::path& folder, const RunNotes& notes);

/// "seeds, first try , " as the tags "seeds" and "first try"; each once.
std::vector<std::string> tagsFromText(const std::string& text);
std::string textOfTags(const std::vector<std::string>& tags);

} // namespace dpl::runs
