#include "text/tokenizer_json.hpp"
#include "tokenizer_trial.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    try {
        dpl::fuzz::tryTokenizer(*dpl::text::parseTokenizerJson(text, dpl::text::TokenizerConfig(), "tokenizer.json"));
    } catch (const dpl::Error&) {
    }
    try {
        dpl::text::parseTokenizerConfig(text, "tokenizer_config.json");
    } catch (const dpl::Error&) {
    }
    return 0;
}
