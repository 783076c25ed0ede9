#include "base/files.hpp"
#include "error_message.hpp"
#include "gguf_metadata.hpp"
#include "text/gguf_tokenizer.hpp"
#include "tokenization_cases.hpp"

namespace dpl::text {
namespace {

using test::errorOf;
using test::says;
using test::tokenization;

std::filesystem::path fileOf(const std::string& name)
{
    return std::filesystem::path(DPL_FIXTURES) / "gguf" / ("tokenizer-" + name + ".gguf");
}

Json metadataOf(const std::string& name)
{
    const std::string bytes = readFile(fileOf(name));
    return test::GgufMetadata(bytes).read();
}

TEST(GgufTokenizer, givesTheIdsOfItsOrigin)
{
    for (const char* name : {"own-gpt2", "own-llama3", "own-digits", "own-sentencepiece"}) {
        const auto tokenizer = tokenizerFromGguf(metadataOf(name), name);
        const auto origin = loadTokenizer(tokenization(name));
        test::expectCases(*tokenizer, tokenization(name) / "expected.json", origin->kind() == "byte-level BPE");
        EXPECT_EQ(tokenizer->kind(), origin->kind());
        EXPECT_EQ(tokenizer->vocabularySize(), origin->vocabularySize());
        EXPECT_EQ(tokenizer->beginToken(), origin->beginToken());
        EXPECT_EQ(tokenizer->endToken(), origin->endToken());
    }
}

TEST(GgufTokenizer, filesAreRead)
{
    for (const char* name : {"own-gpt2", "own-sentencepiece"}) {
        EXPECT_EQ(loadTokenizer(fileOf(name))->fingerprint(), tokenizerFromGguf(metadataOf(name), name)->fingerprint());
    }
}

TEST(GgufTokenizer, tokensAroundTheTextFollowTheFlags)
{
    Json metadata = metadataOf("own-gpt2");
    metadata["tokenizer.ggml.add_bos_token"] = true;
    metadata["tokenizer.ggml.add_eos_token"] = true;
    EXPECT_EQ(tokenizerFromGguf(metadata, "x")->encode("a"), (TokenIds{599, 64, 599}));
    metadata.erase("tokenizer.ggml.bos_token_id");
    EXPECT_TRUE(says(errorOf([&] { tokenizerFromGguf(metadata, "x.gguf"); }), {"x.gguf", "add_bos_token"}));

    // Llama 3's files that do not say so have a begin token all the same.
    metadata = metadataOf("own-llama3");
    metadata.erase("tokenizer.ggml.add_bos_token");
    EXPECT_EQ(tokenizerFromGguf(metadata, "x")->encode("a"), (TokenIds{598, 64}));

    metadata = metadataOf("own-sentencepiece");
    metadata["tokenizer.ggml.add_bos_token"] = false;
    metadata["tokenizer.ggml.add_eos_token"] = true;
    EXPECT_EQ(tokenizerFromGguf(metadata, "x")->encode(""), (TokenIds{2}));
    metadata["tokenizer.ggml.add_space_prefix"] = false;
    const auto bare = tokenizerFromGguf(metadata, "x");
    EXPECT_EQ(bare->tokenText(bare->encode("a").front()), "a");
}

TEST(GgufTokenizer, ofOlderFilesIsToldByItsModelOrRefused)
{
    Json metadata = metadataOf("own-llama3");
    const auto named = tokenizerFromGguf(metadata, "x");
    metadata.erase("tokenizer.ggml.pre");
    EXPECT_EQ(tokenizerFromGguf(metadata, "x")->fingerprint(), named->fingerprint());
    metadata = metadataOf("own-gpt2");
    metadata.erase("tokenizer.ggml.pre");
    EXPECT_TRUE(says(errorOf([&] { tokenizerFromGguf(metadata, "x.gguf"); }),
        {"x.gguf", "tokenizer.ggml.pre", "missing", "tokenizer.json"}));
    metadata["general.architecture"] = "qwen2";
    const auto qwen = tokenizerFromGguf(metadata, "x");
    metadata["tokenizer.ggml.pre"] = "qwen2";
    EXPECT_EQ(qwen->fingerprint(), tokenizerFromGguf(metadata, "x")->fingerprint());
}

TEST(GgufTokenizer, splitsAsNamed)
{
    Json metadata = metadataOf("own-gpt2");
    for (const char* name : {"qwen2", "default", "llama3", "smollm"}) {
        metadata["tokenizer.ggml.pre"] = name;
        const auto tokenizer = tokenizerFromGguf(metadata, "x");
        const std::string text = "It's 1234 (of) them -- \n caf\u00e9!  ";
        EXPECT_EQ(tokenizer->decode(tokenizer->encode(text)), text) << name;
    }
    metadata["tokenizer.ggml.pre"] = "qwen2";
    EXPECT_EQ(tokenizerFromGguf(metadata, "x")->encode("e\u0301"), tokenizerFromGguf(metadata, "x")->encode("\u00e9"));
    metadata["tokenizer.ggml.pre"] = "tekken";
    EXPECT_TRUE(says(
        errorOf([&] { tokenizerFromGguf(metadata, "x.gguf"); }), {"x.gguf", "tokenizer.ggml.pre", "tekken", "qwen2"}));
}

TEST(GgufTokenizer, liesAreErrors)
{
    const auto error = [](const char* name, auto change) {
        Json metadata = metadataOf(name);
        change(metadata);
        return errorOf([&] { tokenizerFromGguf(metadata, "x.gguf"); });
    };
    const std::string key = "tokenizer.ggml.";
    EXPECT_TRUE(says(error("own-gpt2", [&](Json& m) { m.erase(key + "model"); }), {"x.gguf", "model", "missing"}));
    EXPECT_TRUE(says(error("own-gpt2", [&](Json& m) { m[key + "model"] = "bert"; }), {"bert", "gpt2"}));
    EXPECT_TRUE(says(error("own-gpt2", [&](Json& m) { m.erase(key + "tokens"); }), {"tokens"}));
    EXPECT_TRUE(says(error("own-gpt2", [&](Json& m) { m[key + "tokens"][5] = 3; }), {"tokens[5]"}));
    EXPECT_TRUE(says(error("own-gpt2", [&](Json& m) { m[key + "tokens"][5] = "\xff"; }), {"tokens[5]", "UTF-8"}));
    EXPECT_TRUE(says(error("own-gpt2", [&](Json& m) { m[key + "tokens"][5] = m[key + "tokens"][6]; }), {"twice"}));
    EXPECT_TRUE(
        says(error("own-gpt2", [&](Json& m) { m[key + "token_type"].erase(0); }), {"token_type", "599", "600"}));
    EXPECT_TRUE(says(error("own-gpt2", [&](Json& m) { m[key + "token_type"][7] = 9; }), {"token_type[7]", "9"}));
    EXPECT_TRUE(says(error("own-gpt2", [&](Json& m) { m[key + "merges"][4] = "nospace"; }), {"merges[4]"}));
    EXPECT_TRUE(says(error("own-gpt2", [&](Json& m) { m[key + "merges"][4] = "zzz yyy"; }), {"merge 5", "zzz"}));
    EXPECT_TRUE(says(error("own-gpt2", [&](Json& m) { m[key + "bos_token_id"] = 600; }), {"bos_token_id", "600"}));
    EXPECT_TRUE(says(error("own-gpt2", [&](Json& m) { m[key + "bos_token_id"] = -1; }), {"bos_token_id", "-1"}));
    EXPECT_TRUE(says(error("own-sentencepiece", [&](Json& m) { m[key + "scores"].erase(0); }), {"scores", "511"}));
    EXPECT_TRUE(says(error("own-sentencepiece", [&](Json& m) { m[key + "scores"][300] = nullptr; }), {"scores[300]"}));
    EXPECT_TRUE(
        says(error("own-sentencepiece", [&](Json& m) { m[key + "scores"][300] = 1e300; }), {"piece 300", "score"}));
    EXPECT_TRUE(
        says(error("own-sentencepiece", [&](Json& m) { m[key + "tokens"][300] = ""; }), {"piece 300", "not text"}));
    EXPECT_TRUE(says(error("own-sentencepiece", [&](Json& m) { m[key + "token_type"][0] = 1; }), {"0 unknown"}));
    EXPECT_TRUE(says(error("own-sentencepiece", [&](Json& m) { m[key + "token_type"][10] = 1; }), {"255"}));
}

} // namespace
} // namespace dpl::text
