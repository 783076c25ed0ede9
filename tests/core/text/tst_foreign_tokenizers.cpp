#include "base/files.hpp"
#include "base/json_text.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"
#include "tokenization_cases.hpp"

#include <sstream>

namespace dpl::text {
namespace {

using test::errorOf;
using test::says;
namespace fs = std::filesystem;

fs::path foreign(const std::string& name)
{
    return fs::path(DPL_FIXTURES) / "foreign" / name;
}

/// A copy of a tokenizer's folder, to be changed.
class ForeignTokenizer : public testing::Test {
protected:
    fs::path copyOf(const fs::path& folder) const
    {
        for (const auto& entry : fs::directory_iterator(folder)) {
            writeFileAtomically(temporary / entry.path().filename(), readFile(entry.path()));
        }
        return temporary.path();
    }

    void changeConfig(const Json& changes) const
    {
        Json config = readJsonFile(temporary / "tokenizer_config.json");
        config.update(changes);
        writeJsonFile(temporary / "tokenizer_config.json", config);
    }

    TokenIds encode(const std::string& text) const { return loadTokenizer(temporary.path())->encode(text); }

    const test::TemporaryFolder temporary;
};

TEST_F(ForeignTokenizer, givesTheIdsOfTransformers)
{
    for (const auto& [name, file] : {std::pair{"added-tokens-saved-again", "tokenizer"}, {"flag-add-bos", "tokenizer"},
             {"flag-no-bos", "tokenizer"}, {"flag-prefix-space-off", "tokenizer"},
             {"gguf-without-pre", "tokenizer.gguf"}}) {
        const Json expected = readJsonFile(foreign(name) / "expected.json");
        const auto tokenizer = loadTokenizer(foreign(name) / file);
        std::istringstream lines(readFile(foreign(name) / "texts.jsonl"));
        std::size_t row = 0;
        for (std::string line; std::getline(lines, line); ++row) {
            EXPECT_EQ(
                tokenizer->encode(Json::parse(line)["text"].get<std::string>()), expected["ids"][row].get<TokenIds>())
                << name << ", text " << row + 1;
        }
        EXPECT_EQ(row, expected["ids"].size());
    }
}

TEST_F(ForeignTokenizer, hasTheTokensOfAddedTokensJson)
{
    copyOf(foreign("added-tokens-json/model"));
    const TokenIds with = encode("a<|im_start|>b");
    EXPECT_EQ(std::count(with.begin(), with.end(), 513), 1);
    EXPECT_EQ(loadTokenizer(temporary.path())->vocabularySize(), 515u);
    // An added_tokens_decoder says all; transformers then does not read the older file.
    changeConfig({{"added_tokens_decoder", {{"512", {{"content", "[PAD]"}, {"special", true}}}}}});
    const TokenIds without = encode("a<|im_start|>b");
    EXPECT_EQ(std::count(without.begin(), without.end(), 513), 0);
    EXPECT_EQ(encode("[PAD]").back(), 512);

    writeFileAtomically(temporary / "tokenizer_config.json", "{}");
    for (const auto& [content, message] :
        {std::pair{"[1]", "an object"}, {R"({"<x>": -1})", "-1"}, {R"({"<x>": 3})", "3"}}) {
        writeFileAtomically(temporary / "added_tokens.json", content);
        EXPECT_TRUE(says(errorOf([&] { loadTokenizer(temporary.path()); }), {message})) << content;
    }
}

TEST_F(ForeignTokenizer, ofGpt2sOlderFilesHasTheTokensOfAddedTokensJson)
{
    copyOf(fs::path(DPL_FIXTURES) / "tokenization/own-gpt2");
    const Json json = readJsonFile(temporary / "tokenizer.json");
    writeJsonFile(temporary / "vocab.json", json["model"]["vocab"]);
    std::string merges = "#version: 0.2\n";
    for (const Json& merge : json["model"]["merges"]) {
        merges += (merge.is_array() ? merge[0].get<std::string>() + " " + merge[1].get<std::string>()
                                    : merge.get<std::string>())
            + "\n";
    }
    writeFileAtomically(temporary / "merges.txt", merges);
    fs::remove(temporary / "tokenizer.json");
    writeFileAtomically(temporary / "tokenizer_config.json", "{}");
    writeFileAtomically(temporary / "added_tokens.json", R"({"<new>": 600})");
    EXPECT_EQ(encode("a<new>"), (TokenIds{64, 600}));
    // Without a tokenizer.json the flags count.
    changeConfig({{"add_bos_token", true}});
    EXPECT_EQ(encode("a"), (TokenIds{599, 64}));
    changeConfig({{"add_bos_token", nullptr}, {"add_eos_token", true}});
    EXPECT_EQ(encode("a"), (TokenIds{64, 599}));
}

TEST_F(ForeignTokenizer, takesWhatGoesAroundFromATokenizerJsonBesideTheModel)
{
    copyOf(foreign("added-tokens-saved-again/tokenizer"));
    Json json = readJsonFile(temporary / "tokenizer.json");
    Json& single = json["post_processor"]["single"];
    single.erase(0); // the begin token
    single.push_back({{"SpecialToken", {{"id", "</s>"}, {"type_id", 0}}}});
    writeJsonFile(temporary / "tokenizer.json", json);
    const TokenIds ids = encode("a");
    EXPECT_NE(ids.front(), 1);
    EXPECT_EQ(ids.back(), 2);
}

} // namespace
} // namespace dpl::text
