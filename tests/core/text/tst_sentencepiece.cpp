#include "base/files.hpp"
#include "base/random_stream.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"
#include "text/sentencepiece_tokenizer.hpp"
#include "tokenization_cases.hpp"

namespace dpl::text {
namespace {

using test::errorOf;
using test::moreTokenization;
using test::says;
using test::tokenization;

std::string modelBytes()
{
    return readFile(tokenization("own-sentencepiece/tokenizer.model"));
}

SentencePieceModel ownModel()
{
    return parseSentencePieceModel(modelBytes(), "tokenizer.model");
}

std::unique_ptr<Tokenizer> withConfig(const std::string& json)
{
    return makeSentencePieceTokenizer(
        ownModel(), parseTokenizerConfig(json, "tokenizer_config.json"), "tokenizer.model");
}

/// All cases; decoding gives the text back wherever the library's own decoding does.
void expectSentencePieceCases(const Tokenizer& tokenizer, const std::filesystem::path& folder)
{
    test::expectCases(tokenizer, folder / "expected.json", false);
    std::size_t lossless = 0;
    for (const auto& one : test::tokenizationCases(folder / "expected.json")) {
        if (one.entry.value("lossless", false)) {
            EXPECT_EQ(tokenizer.decode(std::span(one.ids).subspan(1)), one.text);
            ++lossless;
        }
    }
    EXPECT_GT(lossless, 80u);
}

TEST(SentencePiece, tokenizesAsTheReferenceDoes)
{
    const auto tokenizer = loadTokenizer(tokenization("own-sentencepiece"));
    EXPECT_EQ(tokenizer->kind(), "SentencePiece BPE with byte fall-back");
    EXPECT_EQ(tokenizer->vocabularySize(), 512u);
    EXPECT_EQ(tokenizer->beginToken(), 1);
    EXPECT_EQ(tokenizer->endToken(), 2);
    expectSentencePieceCases(*tokenizer, tokenization("own-sentencepiece"));
    expectSentencePieceCases(
        *loadTokenizer(tokenization("own-sentencepiece/tokenizer.model")), tokenization("own-sentencepiece"));
    // The config of the fixture says what is taken for granted without one.
    EXPECT_EQ(withConfig("{}")->fingerprint(), tokenizer->fingerprint());
}

TEST(SentencePiece, tokenizesAsAPublishedModelDoes)
{
    const std::filesystem::path folder = moreTokenization("third-party/mistral-v1");
    if (folder.empty()) {
        GTEST_SKIP() << "DPL_MORE_FIXTURES names no folder with tokenization/third-party";
    }
    expectSentencePieceCases(*loadTokenizer(folder), folder);
}

TEST(SentencePiece, theConfigIsHonoured)
{
    const TokenIds plain = withConfig(R"({"add_bos_token": false})")->encode("Hello");
    TokenIds both{1};
    both.insert(both.end(), plain.begin(), plain.end());
    EXPECT_EQ(withConfig("{}")->encode("Hello"), both);
    both.push_back(2);
    EXPECT_EQ(withConfig(R"({"add_eos_token": true})")->encode("Hello"), both);
    const auto turned = withConfig(R"({"bos_token": {"content": "</s>", "lstrip": false}, "eos_token": "<s>"})");
    EXPECT_EQ(turned->beginToken(), 2);
    EXPECT_EQ(turned->endToken(), 1);
    EXPECT_EQ(turned->encode("").front(), 2);

    const auto added =
        withConfig(R"({"added_tokens_decoder": {"512": {"content": "<|user|>", "special": true, "rstrip": true}}})");
    EXPECT_EQ(added->vocabularySize(), 513u);
    TokenIds expected = added->encode("a");
    expected.push_back(512);
    expected.insert(expected.end(), plain.begin(), plain.end());
    EXPECT_EQ(added->encode("a<|user|>  Hello"), expected);
    EXPECT_EQ(added->decode(expected), "<s>a<|user|>Hello");

    EXPECT_TRUE(says(
        errorOf([] { withConfig(R"({"bos_token": "<begin>"})"); }), {"tokenizer_config.json", "bos_token", "<begin>"}));
    EXPECT_TRUE(
        says(errorOf([] { withConfig(R"({"add_bos_token": 1})"); }), {"tokenizer_config.json", "add_bos_token"}));
    EXPECT_TRUE(says(errorOf([] { withConfig(R"({"added_tokens_decoder": {"x": {"content": "a"}}})"); }),
        {"added_tokens_decoder: x"}));
    EXPECT_TRUE(says(errorOf([] { withConfig(R"({"added_tokens_decoder": {"2000000000": {"content": "zz"}}})"); }),
        {"2000000000", "far outside"}));
    EXPECT_TRUE(
        says(errorOf([] { withConfig(R"({"added_tokens_decoder": {"7": {"content": "zz"}}})"); }), {"7", "zz"}));
    EXPECT_TRUE(
        says(errorOf([] { withConfig(R"({"added_tokens_decoder": {"3": {"content": "<s>"}}})"); }), {"<s>", "3"}));
}

TEST(SentencePiece, withoutLegacyOnlyTheBeginningHasAPrefix)
{
    const auto legacy = withConfig("{}");
    const auto modern = withConfig(R"({"legacy": false})");
    EXPECT_NE(legacy->fingerprint(), modern->fingerprint());
    for (const auto& one : test::tokenizationCases(tokenization("own-sentencepiece/expected.json"))) {
        const bool hasSpecial = one.text.find("<s>") != std::string::npos || one.text.find("</s>") != std::string::npos
            || one.text.find("<unk>") != std::string::npos;
        if (!hasSpecial) {
            EXPECT_EQ(modern->encode(one.text), one.ids) << one.text;
        }
    }
    // After a special token: no prefix, so the text itself; in front of it, none either.
    const std::string text = "Hello</s>world</s> world";
    const TokenIds ids = modern->encode(text);
    EXPECT_EQ(modern->decode(std::span(ids).subspan(1)), text);
    std::string pieces;
    for (const TokenId id : ids) {
        pieces += modern->tokenText(id);
    }
    EXPECT_EQ(pieces, "<s>\u2581Hello</s>world</s>\u2581world");
    EXPECT_EQ(modern->encode("</s>x").at(1), 2);
    const auto bare = withConfig(R"({"legacy": false, "add_prefix_space": false})");
    EXPECT_EQ(bare->decode(std::span<const TokenId>(bare->encode("Hello")).subspan(1)), "Hello");
    EXPECT_NE(bare->encode("Hello"), modern->encode("Hello"));

    const auto bareLegacy = withConfig(R"({"add_prefix_space": false})");
    EXPECT_EQ(bareLegacy->encode("Hello</s>world"), bare->encode("Hello</s>world")) << "nothing has a prefix";
    const auto saved = withConfig(R"({"backend": "tokenizers"})");
    EXPECT_EQ(saved->encode(text), ids) << "the default of transformers 5 is not legacy";

    SentencePieceModel trims = ownModel();
    trims.removesExtraSpaces = true;
    EXPECT_TRUE(says(errorOf([&] {
        makeSentencePieceTokenizer(trims, parseTokenizerConfig(R"({"legacy": false})", "config"), "model");
    }),
        {"config", "legacy", "model"}));
}

TEST(SentencePiece, wordByWordIsAsAWhole)
{
    // A piece that could cross words keeps the text whole; never used, it changes no ids.
    SentencePieceModel model = ownModel();
    const auto byWords = makeSentencePieceTokenizer(model, TokenizerConfig(), "model");
    model.pieces.push_back({"a\u2581", -1e30f, PieceType::unused});
    const auto asAWhole = makeSentencePieceTokenizer(model, TokenizerConfig(), "model");
    RandomStream random(8, {1});
    const std::vector<std::string> parts{
        " ", "  ", "\u2581", "a", "the", "Human", ":", "\n", "1", "\u00e9", "\U0001f600", "</s>", "t", "\t", "\xff"};
    for (int i = 0; i < 3000; ++i) {
        std::string text;
        for (std::uint32_t length = random.below(30); length > 0; --length) {
            text += parts[random.below(static_cast<std::uint32_t>(parts.size()))];
        }
        ASSERT_EQ(byWords->encode(text), asAWhole->encode(text))
            << Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
    }
}

TEST(SentencePiece, aModelSurvivesWriting)
{
    const SentencePieceModel model = ownModel();
    const SentencePieceModel again = parseSentencePieceModel(serialized(model), "again");
    ASSERT_EQ(again.pieces.size(), model.pieces.size());
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        EXPECT_EQ(again.pieces[id].text, model.pieces[id].text);
        EXPECT_EQ(again.pieces[id].score, model.pieces[id].score);
        EXPECT_EQ(again.pieces[id].type, model.pieces[id].type);
    }
    EXPECT_EQ(again.addsDummyPrefix, model.addsDummyPrefix);
    EXPECT_EQ(again.removesExtraSpaces, model.removesExtraSpaces);
    EXPECT_EQ(again.escapesSpaces, model.escapesSpaces);
}

TEST(SentencePiece, cutAndLyingModelsAreErrors)
{
    const std::string good = modelBytes();
    const auto error = [](const std::string& bytes) {
        return errorOf([&] { parseSentencePieceModel(bytes, "tokenizer.model"); });
    };
    EXPECT_EQ(error(good), "");
    for (std::size_t length = 0; length < good.size(); length += length < 100 ? 1 : 37) {
        EXPECT_TRUE(says(error(good.substr(0, length)), "tokenizer.model")) << length;
    }
    EXPECT_TRUE(says(error("\x0a\xff\xff\xff\xff\x0f"), {"tokenizer.model", "longer than the file"}));
    EXPECT_TRUE(says(error(std::string(20, '\xff')), {"does not end"}));
    EXPECT_TRUE(says(error("\x0b"), {"unknown kind"}));

    const auto broken = [](auto change) {
        SentencePieceModel model = ownModel();
        change(model);
        return errorOf([&] { parseSentencePieceModel(serialized(model), "model"); });
    };
    EXPECT_TRUE(
        says(broken([](auto& model) { model.pieces[300].text = model.pieces[301].text; }), {"model", "301", "twice"}));
    EXPECT_TRUE(says(broken([](auto& model) { model.pieces[300].text = "\xff"; }), {"piece 300", "not text"}));
    EXPECT_TRUE(
        says(broken([](auto& model) { model.pieces[300].text = std::string("a\0b", 3); }), {"piece 300", "not text"}));
    EXPECT_TRUE(says(broken([](auto& model) { model.pieces[300].score = NAN; }), {"piece 300", "not a number"}));
    EXPECT_TRUE(says(broken([](auto& model) { model.pieces[300].type = PieceType::unknown; }), {"2 unknown"}));
    EXPECT_TRUE(says(broken([](auto& model) { model.pieces[300].type = PieceType::byte; }), {"piece 300", "byte"}));
    EXPECT_TRUE(says(broken([](auto& model) {
        model.pieces.pop_back();
        model.pieces[5].type = PieceType::normal;
    }),
        {"255 of the 256"}));

    // A unigram model (trainer_spec.model_type 1), and one that normalizes characters (a character map).
    EXPECT_TRUE(says(error(good + std::string("\x12\x02\x18\x01", 4)), {"unigram"}));
    EXPECT_TRUE(says(error(good + std::string("\x1a\x03\x12\x01x", 5)), {"normalises"}));
}

TEST(SentencePiece, aFolderPrefersTheModelUnlessItIsNone)
{
    const test::TemporaryFolder folder;
    std::filesystem::copy(tokenization("own-sentencepiece/tokenizer.model"), folder / "tokenizer.model");
    std::filesystem::copy(tokenization("own-llama3/tokenizer.json"), folder / "tokenizer.json");
    EXPECT_TRUE(says(
        errorOf([&] { loadTokenizer(folder.path()); }), {"tokenizer.json", "tokenizer.model", "different tokenizers"}));
    writeFileAtomically(folder / "tokenizer.model", "IQ== 0\nIg== 1\n"); // as Llama 3's
    EXPECT_EQ(loadTokenizer(folder.path())->vocabularySize(), 600u);
    std::filesystem::remove(folder / "tokenizer.json");
    EXPECT_TRUE(says(errorOf([&] { loadTokenizer(folder.path()); }),
        {(folder / "tokenizer.model").string(), "not a SentencePiece model"}));
    std::filesystem::remove(folder / "tokenizer.model");
    EXPECT_TRUE(
        says(errorOf([&] { loadTokenizer(folder.path()); }), {folder.path().string(), "tokenizer.json", "vocab.json"}));
    EXPECT_TRUE(says(errorOf([&] { loadTokenizer(folder / "none"); }), {"none", "no such file"}));
    writeFileAtomically(folder / "notes.txt", "?");
    EXPECT_TRUE(says(errorOf([&] { loadTokenizer(folder / "notes.txt"); }), {"notes.txt", "GGUF"}));
}

} // namespace
} // namespace dpl::text
