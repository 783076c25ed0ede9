#include "base/files.hpp"
#include "error_message.hpp"
#include "text/sentencepiece_model.hpp"
#include "text/tokenizer_json.hpp"
#include "text/vocabulary_json.hpp"
#include "tokenization_cases.hpp"

#include <map>

namespace dpl::text {
namespace {

using test::errorOf;
using test::says;
using test::tokenization;

/// The own tokenizer of a folder as JSON, to be changed; its vocabulary keeps its order.
Json ownJson(const std::string& name)
{
    return readJsonFile(tokenization(name) / "tokenizer.json");
}

std::unique_ptr<Tokenizer> parse(const std::string& text, const std::string& config = "{}")
{
    return parseTokenizerJson(text, parseTokenizerConfig(config, "tokenizer_config.json"), "tokenizer.json");
}

std::unique_ptr<Tokenizer> parse(const Json& json, const std::string& config = "{}")
{
    return parse(json.dump(), config);
}

template <typename Change> std::string errorWith(const std::string& name, Change change)
{
    Json json = ownJson(name);
    change(json);
    return errorOf([&] { parse(json); });
}

TEST(TokenizerJson, bothSpellingsOfMergesAreOne)
{
    Json json = ownJson("own-gpt2");
    for (Json& merge : json["model"]["merges"]) {
        merge = merge[0].get<std::string>() + " " + merge[1].get<std::string>();
    }
    EXPECT_EQ(parse(json)->fingerprint(), parse(ownJson("own-gpt2"))->fingerprint());
}

TEST(TokenizerJson, addedTokensAreFoundAsAsked)
{
    Json json = ownJson("own-gpt2");
    const auto add = [&](int id, const char* content, const char* flag, bool normalized = false) {
        Json token{{"id", id}, {"content", content}, {"normalized", normalized}, {"special", false}};
        if (flag) {
            token[flag] = true;
        }
        json["added_tokens"].push_back(token);
    };
    add(600, "[left]", "lstrip");
    add(601, "[right]", "rstrip");
    add(602, "word", "single_word");
    add(603, "[left][right]", nullptr);
    add(604, "e\u0301", nullptr, true);
    json["normalizer"] = {{"type", "NFC"}};
    const auto tokenizer = parse(json);
    const auto ids = [&](const std::string& text) { return tokenizer->encode(text); };
    const TokenId a = ids("a").at(0);
    const TokenId space = ids(" ").at(0);
    EXPECT_EQ(ids("a \t\u00a0[left]a"), (TokenIds{a, 600, a}));
    EXPECT_EQ(ids("a[right] \n\u3000a"), (TokenIds{a, 601, a}));
    EXPECT_EQ(ids("a[right] [left] a"), (TokenIds{a, 601, 600, ids(" a").at(0)})) << "white space is taken once";
    EXPECT_EQ(ids("[left][right]"), (TokenIds{603})) << "the longest";
    EXPECT_EQ(ids("word"), (TokenIds{602}));
    EXPECT_EQ(ids(" word!"), (TokenIds{space, 602, ids("!").at(0)}));
    for (const std::string text : {"words", "sword", "word1", "\u00e9word", "word_", "word\u200d"}) {
        const TokenIds all = ids(text);
        EXPECT_EQ(std::find(all.begin(), all.end(), 602), all.end()) << text;
    }
    EXPECT_EQ(ids("\u00e9"), (TokenIds{604})) << "found in normalized text, spelled as normalized";
    EXPECT_EQ(ids("e\u0301"), (TokenIds{604}));
    EXPECT_EQ(tokenizer->decode(TokenIds{600, 604}), "[left]e\u0301");
}

TEST(TokenizerJson, itsTemplateSaysWhatGoesAround)
{
    EXPECT_EQ(parse(ownJson("own-gpt2"), R"({"bos_token": "<|endoftext|>", "add_bos_token": true})")->encode("a"),
        (TokenIds{64}))
        << "as transformers 5 does";
    EXPECT_EQ(
        parse(ownJson("own-llama3"), R"({"bos_token": "<|begin_of_text|>", "add_bos_token": false})")->encode("a"),
        (TokenIds{598, 64}));
    EXPECT_EQ(parse(ownJson("own-llama3"), R"({"eos_token": "<|end_of_text|>", "add_eos_token": true})")->encode("a"),
        (TokenIds{598, 64}));
    EXPECT_EQ(parse(ownJson("own-llama3"))->beginToken(), 598) << "by its template";
    EXPECT_TRUE(says(errorOf([] { parse(ownJson("own-gpt2"), R"({"bos_token": "<x>"})"); }),
        {"tokenizer_config.json", "bos_token", "<x>"}));
    EXPECT_EQ(
        parse(ownJson("own-gpt2"), R"({"added_tokens_decoder": {"600": {"content": "<new>"}}})")->encode("a<new>"),
        (TokenIds{64, 600}));
}

TEST(TokenizerJson, unknownBytesAreLeftOutOrUnknown)
{
    Json json = ownJson("own-gpt2");
    json["model"]["vocab"].erase("~");
    const TokenId a = 64;
    EXPECT_EQ(parse(json)->encode("a~a"), (TokenIds{a, a})) << "as Hugging Face's library does";
    json["model"]["unk_token"] = "<|endoftext|>";
    EXPECT_EQ(parse(json)->encode("~~"), (TokenIds{599, 599}));
    json["model"]["fuse_unk"] = true;
    EXPECT_EQ(parse(json)->encode("~~"), (TokenIds{599}));
    json["model"]["unk_token"] = "<none>";
    EXPECT_TRUE(says(errorOf([&] { parse(json); }), {"tokenizer.json", "<none>"}));
}

TEST(TokenizerJson, aPrefixSpaceCanBeAsked)
{
    Json json = ownJson("own-gpt2");
    json["pre_tokenizer"]["add_prefix_space"] = true;
    EXPECT_EQ(parse(json)->encode("Hello world"), parse(ownJson("own-gpt2"))->encode(" Hello world"));
    EXPECT_EQ(parse(json)->encode(" Hello world"), parse(ownJson("own-gpt2"))->encode(" Hello world"));
}

/// The tokenizer.json that transformers 4 made of a SentencePiece model: all pairs of pieces that make a piece, by its
/// score, then by the ids of the two.
Json convertedFromSentencePiece()
{
    const SentencePieceModel model =
        parseSentencePieceModel(readFile(tokenization("own-sentencepiece/tokenizer.model")), "model");
    std::map<std::string, std::size_t> ids;
    Json vocabulary = Json::object();
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        ids[model.pieces[id].text] = id;
        vocabulary[model.pieces[id].text] = id;
    }
    struct Merge {
        float score;
        std::size_t left;
        std::size_t right;
    };
    std::vector<Merge> merges;
    for (const auto& piece : model.pieces) {
        for (std::size_t at = 1; at < piece.text.size(); ++at) {
            const auto left = ids.find(piece.text.substr(0, at));
            const auto right = ids.find(piece.text.substr(at));
            if (left != ids.end() && right != ids.end()) {
                merges.push_back({piece.score, left->second, right->second});
            }
        }
    }
    std::stable_sort(merges.begin(), merges.end(), [](const Merge& a, const Merge& b) {
        return std::tuple(-a.score, a.left, a.right) < std::tuple(-b.score, b.left, b.right);
    });
    Json list = Json::array();
    for (const Merge& merge : merges) {
        list.push_back(model.pieces[merge.left].text + " " + model.pieces[merge.right].text);
    }
    Json added = Json::array();
    for (int id = 0; id < 3; ++id) {
        added.push_back({{"id", id}, {"content", model.pieces[static_cast<std::size_t>(id)].text}, {"special", true},
            {"normalized", false}});
    }
    return {{"added_tokens", added},
        {"normalizer",
            {{"type", "Sequence"},
                {"normalizers",
                    {{{"type", "Prepend"}, {"prepend", "\u2581"}},
                        {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", "\u2581"}}}}}},
        {"pre_tokenizer", nullptr},
        {"post_processor",
            {{"type", "TemplateProcessing"},
                {"single", {{{"SpecialToken", {{"id", "<s>"}}}}, {{"Sequence", {{"id", "A"}}}}}},
                {"special_tokens", {{"<s>", {{"ids", {1}}}}}}}},
        {"model",
            {{"type", "BPE"}, {"unk_token", "<unk>"}, {"fuse_unk", true}, {"byte_fallback", true},
                {"vocab", vocabulary}, {"merges", list}}}};
}

TEST(TokenizerJson, aConvertedSentencePieceModelGivesItsIds)
{
    const auto tokenizer = parse(convertedFromSentencePiece());
    EXPECT_EQ(tokenizer->kind(), "SentencePiece BPE with byte fall-back");
    test::expectCases(*tokenizer, tokenization("own-sentencepiece/expected.json"), false);
    const TokenIds ids = tokenizer->encode("  caf\u00e9 \U0001f600</s>Hello");
    EXPECT_EQ(tokenizer->decode(ids), "<s>  caf\u00e9 \U0001f600</s>Hello");
}

TEST(TokenizerJson, metaspacePutsItsPrefixWhereItIsNone)
{
    Json json = convertedFromSentencePiece();
    const auto legacy = parse(json);
    json["normalizer"] = nullptr;
    json["pre_tokenizer"] = {
        {"type", "Metaspace"}, {"replacement", "\u2581"}, {"prepend_scheme", "first"}, {"split", false}};
    const auto first = parse(json);
    EXPECT_EQ(first->encode("Hello world"), legacy->encode("Hello world"));
    EXPECT_EQ(first->encode(" Hello world"), legacy->encode("Hello world"));
    const auto pieces = [](const Tokenizer& tokenizer, const std::string& text) {
        std::string all;
        for (const TokenId id : tokenizer.encode(text)) {
            all += tokenizer.tokenText(id);
        }
        return all;
    };
    EXPECT_EQ(pieces(*first, "a</s>b"), "<s>\u2581a</s>b");
    json["pre_tokenizer"]["prepend_scheme"] = "always";
    EXPECT_EQ(pieces(*parse(json), "a</s>b"), "<s>\u2581a</s>\u2581b");
    json["pre_tokenizer"]["prepend_scheme"] = "never";
    EXPECT_EQ(pieces(*parse(json), "a</s> b"), "<s>a</s>\u2581b");
    json["pre_tokenizer"]["split"] = true;
    EXPECT_EQ(pieces(*parse(json), "a  b c"), "<s>a\u2581\u2581b\u2581c");
}

TEST(TokenizerJson, whatIsNotSupportedIsSaid)
{
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["model"]["type"] = "Unigram"; }),
        {"tokenizer.json: model: type", "Unigram", "BPE"}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["model"]["type"] = "WordPiece"; }), {"WordPiece"}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["model"]["dropout"] = 0.1; }), {"dropout"}));
    EXPECT_TRUE(says(
        errorWith("own-gpt2", [](Json& j) { j["model"]["end_of_word_suffix"] = "</w>"; }), {"end_of_word_suffix"}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["model"]["byte_fallback"] = true; }), {"byte_fallback"}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["normalizer"] = {{"type", "Lowercase"}}; }),
        {"normalizer", "Lowercase"}));
    EXPECT_TRUE(
        says(errorWith("own-gpt2", [](Json& j) { j["pre_tokenizer"] = {{"type", "Whitespace"}}; }), {"pre_tokenizer"}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["pre_tokenizer"] = nullptr; }), {"pre_tokenizer"}));
    EXPECT_TRUE(says(
        errorWith("own-digits", [](Json& j) { j["pre_tokenizer"]["pretokenizers"][0] = {{"type", "Punctuation"}}; }),
        {"pretokenizers[0]", "Punctuation"}));
    EXPECT_TRUE(
        says(errorWith("own-llama3", [](Json& j) { j["pre_tokenizer"]["pretokenizers"][0]["behavior"] = "Shuffled"; }),
            {"Shuffled"}));
    EXPECT_TRUE(says(
        errorWith("own-llama3", [](Json& j) { j["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "(a"; }),
        {"pretokenizers[0]: pattern: Regex", "(a"}));
    EXPECT_TRUE(says(errorWith("own-llama3", [](Json& j) { j["post_processor"] = {{"type", "BertProcessing"}}; }),
        {"BertProcessing"}));
    EXPECT_TRUE(says(errorWith("own-llama3", [](Json& j) { j["post_processor"]["single"].erase(1); }),
        {"post_processor: single", "text"}));
}

TEST(TokenizerJson, liesAreErrors)
{
    EXPECT_TRUE(
        says(errorWith("own-gpt2", [](Json& j) { j["model"]["vocab"]["a"] = -1; }), {"model: vocab", "\"a\"", "-1"}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["model"]["vocab"]["a"] = 2000000000; }), {"2000000000"}));
    EXPECT_TRUE(
        says(errorWith("own-gpt2", [](Json& j) { j["model"]["vocab"]["a"] = 18446744073709551615u; }), {"\"a\""}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["model"]["vocab"]["a"] = 5; }), {"\"a\"", "same id 5"}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["model"]["vocab"]["a"] = 0.5; }), {"vocabulary", "\"a\""}));
    EXPECT_TRUE(says(
        errorWith("own-gpt2", [](Json& j) { j["model"]["vocab"]["a"] = Json::array(); }), {"vocabulary", "\"a\""}));
    EXPECT_TRUE(says(
        errorWith("own-gpt2", [](Json& j) { j["model"]["vocab"]["a"] = Json::object(); }), {"vocabulary", "\"a\""}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["model"]["vocab"].erase("an"); }), {"merge", "\"an\""}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["model"]["merges"][3] = {"a", "zz"}; }), {"merge 4", "zz"}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["model"]["merges"][3] = {"a"}; }), {"merges[3]"}));
    EXPECT_TRUE(
        says(errorWith("own-gpt2", [](Json& j) { j["model"]["merges"][3] = "a b c"; }), {"merges[3]", "a b c"}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["model"]["merges"] = 3; }), {"merges"}));
    EXPECT_TRUE(says(errorWith("own-gpt2", [](Json& j) { j["model"] = 3; }), {"model", "object"}));
    EXPECT_TRUE(says(
        errorWith("own-gpt2", [](Json& j) { j["added_tokens"][0]["id"] = 17; }), {"added_tokens[0]", "17", "599"}));
    EXPECT_TRUE(
        says(errorWith("own-llama3", [](Json& j) { j["added_tokens"][0]["id"] = 5; }), {"added_tokens[0]", "5"}));
    EXPECT_TRUE(says(errorWith("own-llama3",
                         [](Json& j) { j["post_processor"]["special_tokens"]["<|begin_of_text|>"]["ids"][0] = 600; }),
        {"600"}));
    EXPECT_TRUE(says(errorWith("own-llama3",
                         [](Json& j) { j["post_processor"]["special_tokens"]["<|begin_of_text|>"]["ids"][0] = -1; }),
        {"-1"}));

    const std::string twice = R"({"model": {"type": "BPE", "vocab": {"a": 0, "a": 1}, "merges": []}})";
    EXPECT_TRUE(says(errorOf([&] { parse(twice); }), {"\"a\" occurs twice"}));
}

TEST(TokenizerJson, cutFilesAndOtherFilesAreErrors)
{
    const std::string good = readFile(tokenization("own-llama3/tokenizer.json"));
    for (std::size_t length = 0; length + 1 < good.size(); length += 211) {
        EXPECT_TRUE(says(errorOf([&] { parse(good.substr(0, length)); }), "tokenizer.json")) << length;
    }
    EXPECT_TRUE(says(errorOf([] { parse(std::string("[\n{]")); }), {"tokenizer.json:2:2", "not valid JSON"}));
    EXPECT_TRUE(says(errorOf([] { parse(std::string("[1e999]")); }), {"tokenizer.json", "too large"}));
    EXPECT_TRUE(says(errorOf([] { parse(std::string("3")); }), {"tokenizer.json", "object"}));
    EXPECT_TRUE(says(errorOf([] { parse(std::string("{}")); }), {"model", "missing"}));
    EXPECT_TRUE(says(errorOf([] { parse(std::string(1'000'000, '[')); }), {"nested"}));
    std::string deep;
    for (int i = 0; i < 100'000; ++i) {
        deep += R"({"a":)";
    }
    EXPECT_TRUE(says(errorOf([&] { parse(deep); }), {"nested"}));
    EXPECT_TRUE(says(errorOf([] { parse(std::string("{\"\xff\": 1}")); }), {"not valid JSON"}));
}

TEST(VocabularyJson, setsTheVocabularyApart)
{
    const std::string text = R"({"vocab": {"x": 1}, "model": {"vocab": {"b": 1, "a": 0}, "n": [1, {"vocab": 2}],)"
                             R"( "d": 0.5}, "z": [null, true, -1]})";
    const VocabularyJson json = parseVocabularyJson(text, {"model", "vocab"}, "x");
    EXPECT_EQ(json.vocabulary, (Vocabulary::Entries{{"b", 1}, {"a", 0}}));
    EXPECT_EQ(
        json.rest.dump(), R"({"vocab":{"x":1},"model":{"vocab":{},"n":[1,{"vocab":2}],"d":0.5},"z":[null,true,-1]})");
    EXPECT_EQ(parseVocabularyJson(R"({"a": 3})", {}, "x").vocabulary, (Vocabulary::Entries{{"a", 3}}));
}

TEST(VocabularyAndMerges, errorsNameFileAndLine)
{
    const std::string vocabulary = R"({"a": 0, "b": 1, "ab": 2})";
    const auto parseBoth = [](const std::string& words, const std::string& merges) {
        return parseVocabularyAndMerges(words, "vocab.json", merges, "merges.txt", TokenizerConfig());
    };
    EXPECT_EQ(parseBoth(vocabulary, "#version: 0.2\r\na b\r\n")->encode("abb"), (TokenIds{2, 1}));
    EXPECT_EQ(parseBoth(vocabulary, "a b")->encode("abb"), (TokenIds{2, 1}));
    EXPECT_TRUE(says(errorOf([&] { parseBoth(vocabulary, "#version\na b\n\nb a\n"); }), {"merges.txt:3"}));
    EXPECT_TRUE(says(errorOf([&] { parseBoth(vocabulary, "a  b"); }), {"merges.txt:1"}));
    EXPECT_TRUE(says(errorOf([&] { parseBoth(vocabulary, "b a"); }), {"merges.txt", "merge 1", "\"ba\""}));
    EXPECT_TRUE(says(errorOf([&] { parseBoth("[]", ""); }), {"vocab.json", "object"}));
    EXPECT_TRUE(says(errorOf([&] { parseBoth(R"({"a": "x"})", ""); }), {"vocab.json", "\"a\""}));
}

} // namespace
} // namespace dpl::text
