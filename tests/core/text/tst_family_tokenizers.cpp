#include "base/json.hpp"
#include "fixture_path.hpp"
#include "text/gguf_tokenizer.hpp"
#include "text/tokenizer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace dpl::text {
namespace {

/// Made by tests/fixtures/families/make_families.py, with the ids of the library tokenizers.
TEST(FamilyTokenizers, giveTheIdsOfTheLibraryTokenizers)
{
    const auto folder = test::fixturePath("families/tokenizers");
    const Json expected = readJsonFile(folder / "expected.json");
    const auto texts = expected.at("texts").get<std::vector<std::string>>();
    for (const auto& [name, ids] : expected.at("ids").items()) {
        const auto tokenizer = loadTokenizer(folder / (name + ".json"));
        for (std::size_t i = 0; i < texts.size(); ++i) {
            EXPECT_EQ(tokenizer->encode(texts[i]), ids[i].get<TokenIds>()) << name << ": \"" << texts[i] << "\"";
        }
    }
}

/// What llama.cpp's converter makes of a tokenizer.json.
Json ggufMetadata(const Json& json, const std::string& pre)
{
    const Json& vocabulary = json.at("model").at("vocab");
    const Json& added = json.at("added_tokens");
    std::vector<std::string> tokens(vocabulary.size() + added.size());
    std::vector<int> types(tokens.size(), 1);
    for (const auto& [token, id] : vocabulary.items()) {
        tokens.at(id.get<std::size_t>()) = token;
    }
    std::size_t last = vocabulary.size();
    for (const Json& token : added) {
        const auto id = token.at("id").get<std::size_t>();
        tokens.at(id) = token.at("content").get<std::string>();
        types.at(id) = token.at("special").get<bool>() ? 3 : 4;
        last = std::max(last, id + 1);
    }
    tokens.resize(last);
    types.resize(last);
    Json metadata;
    metadata["tokenizer.ggml.model"] = "gpt2";
    metadata["tokenizer.ggml.pre"] = pre;
    metadata["tokenizer.ggml.tokens"] = tokens;
    metadata["tokenizer.ggml.token_type"] = types;
    metadata["tokenizer.ggml.merges"] = Json::array();
    for (const Json& merge : json.at("model").at("merges")) {
        metadata["tokenizer.ggml.merges"].push_back(merge[0].get<std::string>() + " " + merge[1].get<std::string>());
    }
    return metadata;
}

TEST(FamilyTokenizers, giveThemFromGgufToo)
{
    const auto folder = test::fixturePath("families/tokenizers");
    const Json expected = readJsonFile(folder / "expected.json");
    const auto texts = expected.at("texts").get<std::vector<std::string>>();
    for (const auto& [name, pre] : {std::pair{"qwen3", "qwen2"}, {"olmo2", "dbrx"}, {"gpt_neox", "olmo"}}) {
        const Json json = readJsonFile(folder / (std::string(name) + ".json"));
        const auto tokenizer = tokenizerFromGguf(ggufMetadata(json, pre), name);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            EXPECT_EQ(tokenizer->encode(texts[i]), expected.at("ids").at(name)[i].get<TokenIds>())
                << name << ": \"" << texts[i] << "\"";
        }
    }
}

} // namespace
} // namespace dpl::text
