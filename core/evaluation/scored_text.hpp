#pragma once

#include "base/json.hpp"
#include "evaluation/evaluate.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::evaluation {

/// A prompt and responses of the user's own, to be scored.
struct ScoredText {
    std::string prompt; ///< plain, or a dialogue with its marks
    std::vector<std::string> responses; ///< at least one
    std::vector<std::filesystem::path> checkpoints; ///< at least one, none twice
    /// Rendered by the models' chat templates, as rows of messages are, rather than read as the text that it is.
    bool asMessages = false;
    std::string chatTemplate{}; ///< of messages: a file; empty: the models' own

    /// Of each model, which label is the reward: scoring::allLabels where there is none to choose, and nothing where
    /// one is to be chosen still. Empty: none of them has several.
    std::vector<std::string> rewardLabels{};

    Json toJson() const;
    static ScoredText fromJson(const Json& json, const std::string& source);

    /// What is missing, in a sentence; empty if it can be scored.
    std::string problem() const;

    /// The prompt as messages: those that it is in JSON, the turns of a dialogue with its marks, or a user's message.
    /// Throws Error for JSON that holds none.
    Json messages() const;

    /// The prompt as the models were trained on: "\n\nHuman: {prompt}\n\nAssistant: " where it has no marks of its own.
    std::string dialogue() const;
};

/// Whether a model's folder has the chat template with it that it was trained by, on messages.
bool keepsChatTemplate(const std::filesystem::path& checkpoint);

/// Writes the text as a response set of one row into a folder, with the file that says which checkpoint each column is
/// of (modelsFileName), and gives what evaluation::score takes to write the evaluation beside it. Throws Error.
ScoreParams prepareScoring(const ScoredText& text, const std::filesystem::path& folder);

/// The evaluation in such a folder.
std::filesystem::path scoredTextFile(const std::filesystem::path& folder);

} // namespace dpl::evaluation
