#include "base/files.hpp"
#include "text/tokenizer_json.hpp"
#include "tokenizer_trial.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::string vocabulary = dpl::readFile("fixtures/tokenization/own-gpt2/vocab.json");
    const std::string text(reinterpret_cast<const char*>(data), size);
    // The bytes as merges of a sound vocabulary, and as the vocabulary.
    for (const bool isVocabulary : {false, true}) {
        try {
            const auto tokenizer = dpl::text::parseVocabularyAndMerges(isVocabulary ? text : vocabulary, "vocab.json",
                isVocabulary ? std::string() : text, "merges.txt", dpl::text::TokenizerConfig());
            dpl::fuzz::tryTokenizer(*tokenizer);
        } catch (const dpl::Error&) {
        }
    }
    return 0;
}
