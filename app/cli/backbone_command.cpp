#include "backbone_command.hpp"

#include "backbone/backbone_card.hpp"
#include "backbone/backbone_locations.hpp"
#include "base/format.hpp"
#include "base/json_text.hpp"
#include "exit_codes.hpp"
#include "hub/hub_settings.hpp"

#include <CLI/CLI.hpp>

#include <iomanip>
#include <iostream>
#include <memory>

namespace dpl::cli {

namespace {

struct BackboneOptions {
    std::string path;
    bool json = false;
};

void printRow(const std::string& label, const std::string& value)
{
    std::cout << "  " << std::left << std::setw(12) << label << value << "\n";
}

void print(const backbone::BackboneCard& card)
{
    std::cout << card.name << "\n";
    const backbone::BackboneConfig& c = card.config;
    printRow("path", card.path.string());
    if (!c.modelType.empty()) {
        printRow("family", c.familyName() + " (" + c.modelType + ")");
    }
    if (card.parameters > 0) {
        printRow("parameters", formatCount(card.parameters));
    }
    if (c.layers > 0) {
        printRow("layers",
            std::to_string(c.layers) + ", hidden size " + std::to_string(c.hiddenSize) + ", " + std::to_string(c.heads)
                + " heads, " + std::to_string(c.keyValueHeads) + " for keys and values");
        printRow("vocabulary", std::to_string(c.vocabularySize) + " tokens");
        printRow("context", std::to_string(c.contextLength) + " tokens");
    }
    if (!card.storedTypes.empty()) {
        std::string types;
        for (const auto& [type, bytes] : card.storedTypes) {
            types += (types.empty() ? "" : ", ") + type + " " + formatBytes(bytes);
        }
        printRow("stored", types + " (" + card.format + ")");
    }
    if (card.isUsable()) {
        printRow("to score",
            formatBytes(card.scoringBytes) + " of memory for a text of 1,024 tokens; "
                + formatBytes(card.storedScoringBytes) + " with weights kept as stored");
        printRow("to train",
            formatBytes(card.trainingBytes) + " for 2 comparisons of 1,024 tokens per side; "
                + formatBytes(card.storedTrainingBytes) + " with weights kept as stored");
    }
    printRow("tokenizer",
        card.tokenizerKind.empty() ? "none"
                                   : card.tokenizerKind + ", " + std::to_string(card.tokenizerVocabulary) + " tokens");
    for (const std::string& warning : card.warnings) {
        printRow("note", warning);
    }
    if (!card.isUsable()) {
        printRow("error", card.error);
    }
}

void list(bool json)
{
    const auto found = backbone::findBackbones({hub::huggingFaceCache()});
    Json cards = Json::array();
    for (const auto& path : found) {
        const backbone::BackboneCard card = backbone::describeBackbone(path);
        if (json) {
            cards.push_back(card.toJson());
        } else {
            print(card);
        }
    }
    if (json) {
        std::cout << dumpJson(cards, 2) << "\n";
    } else if (found.empty()) {
        std::cout << "There is no backbone in " << hub::huggingFaceCache().string()
                  << "; name a folder or a GGUF file, or fetch one: dpl fetch ORG/NAME\n";
    }
}

void run(const BackboneOptions& options)
{
    if (options.path.empty()) {
        list(options.json);
        return;
    }
    const backbone::BackboneCard card = backbone::describeBackbone(backbone::locateBackbone(options.path));
    if (options.json) {
        std::cout << dumpJson(card.toJson(), 2) << "\n";
    } else {
        print(card);
    }
    if (!card.isUsable()) {
        throw CLI::RuntimeError(failedExitCode);
    }
}

} // namespace

void addBackboneCommand(CLI::App& app)
{
    CLI::App* command =
        app.add_subcommand("backbone", "Describe a language model, the memory it needs, and whether it can be used");
    command->footer("A backbone is a folder with config.json, weights and a tokenizer, a GGUF file, or the name of a "
                    "model in the Hugging Face\n"
                    "cache; without one, every model in the cache is described:\n"
                    "  dpl backbone models/llama-2-7b\n"
                    "  dpl backbone SmolLM2-135M-Instruct.Q4_1.gguf --json");
    auto options = std::make_shared<BackboneOptions>();
    command->add_option("path", options->path, "Folder, GGUF file, or name in the Hugging Face cache");
    command->add_flag("--json", options->json, "Print the card as one JSON object");
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
