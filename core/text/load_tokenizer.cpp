#include "base/error.hpp"
#include "base/files.hpp"
#include "text/gguf_tokenizer.hpp"
#include "text/sentencepiece_tokenizer.hpp"
#include "text/tokenizer_json.hpp"

namespace dpl::text {

namespace {

namespace fs = std::filesystem;

std::unique_ptr<Tokenizer> loadSentencePiece(const fs::path& file)
{
    SentencePieceModel model = parseSentencePieceModel(readFile(file), file.string());
    TokenizerConfig config = readTokenizerConfig(file.parent_path());
    if (const fs::path json = file.parent_path() / "tokenizer.json"; fs::exists(json)) {
        addFromTokenizerJson(config, model, readFile(json), json.string());
    }
    return makeSentencePieceTokenizer(std::move(model), config, file.string());
}

std::unique_ptr<Tokenizer> loadJson(const fs::path& file)
{
    return parseTokenizerJson(readFile(file), readTokenizerConfig(file.parent_path()), file.string());
}

std::unique_ptr<Tokenizer> loadVocabularyAndMerges(const fs::path& folder)
{
    const fs::path vocabulary = folder / "vocab.json";
    const fs::path merges = folder / "merges.txt";
    return parseVocabularyAndMerges(
        readFile(vocabulary), vocabulary.string(), readFile(merges), merges.string(), readTokenizerConfig(folder));
}

std::unique_ptr<Tokenizer> loadFolder(const fs::path& folder)
{
    const bool hasJson = fs::exists(folder / "tokenizer.json");
    // The ids of a SentencePiece model are the reference's; Llama 3 has a file of that name which is no such model.
    if (fs::exists(folder / "tokenizer.model")
        && (!hasJson || looksLikeSentencePiece(readFile(folder / "tokenizer.model")))) {
        return loadSentencePiece(folder / "tokenizer.model");
    }
    if (hasJson) {
        return loadJson(folder / "tokenizer.json");
    }
    if (fs::exists(folder / "vocab.json") && fs::exists(folder / "merges.txt")) {
        return loadVocabularyAndMerges(folder);
    }
    throw Error(folder.string()
        + " holds no tokenizer: neither tokenizer.json, nor tokenizer.model, nor vocab.json with merges.txt");
}

} // namespace

std::unique_ptr<Tokenizer> loadTokenizer(const fs::path& path)
{
    if (fs::is_directory(path)) {
        return loadFolder(path);
    }
    if (!fs::exists(path)) {
        throw Error("there is no tokenizer at " + path.string() + ": no such file or folder");
    }
    const std::string name = path.filename().string();
    if (name == "vocab.json" || name == "merges.txt") {
        return loadVocabularyAndMerges(path.parent_path());
    }
    if (path.extension() == ".json") {
        return loadJson(path);
    }
    if (auto tokenizer = readGgufTokenizer(path)) {
        return tokenizer;
    }
    if (path.extension() == ".model") {
        return loadSentencePiece(path);
    }
    throw Error(path.string()
        + " is not a known kind of tokenizer; use tokenizer.json, tokenizer.model, vocab.json with merges.txt next to "
          "it, "
          "a folder with these, or a GGUF file");
}

} // namespace dpl::text
