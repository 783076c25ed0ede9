#include "text/sentencepiece_tokenizer.hpp"
#include "tokenizer_trial.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const bool legacy : {true, false}) {
        try {
            dpl::text::TokenizerConfig config;
            config.legacy = legacy;
            dpl::fuzz::tryTokenizer(*dpl::text::makeSentencePieceTokenizer(
                dpl::text::parseSentencePieceModel(bytes, "tokenizer.model"), config, "tokenizer.model"));
        } catch (const dpl::Error&) {
        }
    }
    return 0;
}
