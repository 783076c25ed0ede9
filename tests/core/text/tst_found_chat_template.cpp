// Where a tokenizer's chat template is found, and that its special tokens are not added twice.

#include "base/files.hpp"
#include "temporary_folder.hpp"
#include "text/found_chat_template.hpp"
#include "text/tokenizer.hpp"
#include "text/unframed_tokenizer.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace {

using namespace dpl;
using namespace dpl::text;

const Json greeting = Json::parse(R"([{"role": "user", "content": "Hi"}])");

/// A tokenizer's folder, as far as templates go.
class TemplateFolder {
public:
    std::filesystem::path path() const { return m_folder.path(); }

    void write(const std::string& name, const std::string& text) const
    {
        std::filesystem::create_directories((m_folder / name).parent_path());
        writeFileAtomically(m_folder / name, text);
    }

    std::string rendered(const Json& more = Json::object()) const
    {
        const auto found = findChatTemplate(m_folder.path());
        return found ? found->render(greeting, more) : "no template";
    }

private:
    dpl::test::TemporaryFolder m_folder;
};

TEST(FoundChatTemplate, isTheConfigsWithItsSpecialTokens)
{
    const TemplateFolder folder;
    EXPECT_EQ(folder.rendered(), "no template");
    folder.write("tokenizer_config.json",
        R"({"bos_token": "<s>", "eos_token": {"content": "</s>", "lstrip": false}, "pad_token": null,
            "chat_template": "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}{{ pad_token is defined }}"})");
    EXPECT_EQ(folder.rendered(), "<s>Hi</s>False");
}

TEST(FoundChatTemplate, isTheDefaultOfSeveralUnlessToolsAreGiven)
{
    const TemplateFolder folder;
    folder.write("tokenizer_config.json", R"({"chat_template": [{"name": "default", "template": "plain"},
        {"name": "tool_use", "template": "tools {{ tools|length }}"}]})");
    EXPECT_EQ(folder.rendered(), "plain");
    EXPECT_EQ(folder.rendered({{"tools", Json::array({Json::object()})}}), "tools 1");
    folder.write("tokenizer_config.json", R"({"chat_template": [{"name": "rag", "template": "x"}]})");
    EXPECT_THROW(folder.rendered(), Error);
}

TEST(FoundChatTemplate, isTheFilesBeforeTheConfigs)
{
    const TemplateFolder folder;
    folder.write("chat_template.json", R"({"chat_template": "older"})");
    EXPECT_EQ(folder.rendered(), "older");
    folder.write("tokenizer_config.json", R"({"bos_token": "<b>", "chat_template": "config"})");
    EXPECT_EQ(folder.rendered(), "config");
    folder.write("chat_template.jinja", "file {{ bos_token }}\n");
    folder.write("additional_chat_templates/tool_use.jinja", "file for tools");
    EXPECT_EQ(folder.rendered(), "file <b>");
    EXPECT_EQ(folder.rendered({{"tools", Json::array({1})}}), "file for tools");
    folder.write("own.jinja", "own {{ bos_token }}");
    EXPECT_EQ(readChatTemplate(folder.path() / "own.jinja", folder.path()).render(greeting), "own <b>");
}

/// A GGUF file of the fixtures with one more entry in its metadata, a text, padded so that its tensors stay aligned.
std::string ggufWith(std::string bytes, const std::string& key, std::string text)
{
    constexpr std::size_t alignment = 32;
    constexpr std::size_t entries = 16; // where their number stands, before the first
    const auto number = [](std::uint64_t value, std::size_t size) {
        return std::string(reinterpret_cast<const char*>(&value), size);
    };
    while ((8 + key.size() + 4 + 8 + text.size()) % alignment != 0) {
        text += ' ';
    }
    std::uint64_t count = 0;
    std::memcpy(&count, bytes.data() + entries, sizeof count);
    bytes.replace(entries, sizeof count, number(count + 1, sizeof count));
    return bytes.insert(
        entries + sizeof count, number(key.size(), 8) + key + number(8, 4) + number(text.size(), 8) + text);
}

TEST(FoundChatTemplate, isInAGgufFilesMetadata)
{
    const TemplateFolder folder;
    const std::string plain = readFile(DPL_FIXTURES "/gguf/tokenizer-own-llama3.gguf");
    const auto file = folder.path() / "model.gguf";
    folder.write("model.gguf", plain);
    EXPECT_FALSE(findChatTemplate(file).has_value());
    folder.write("model.gguf",
        ggufWith(plain, "tokenizer.chat_template",
            "{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}{{ eos_token -}}"));
    const auto found = findChatTemplate(file);
    ASSERT_TRUE(found.has_value());
    EXPECT_NE(found->name().find("model.gguf: tokenizer.chat_template"), std::string::npos);
    const auto tokenizer = loadTokenizer(file);
    const std::string rendered = found->render(greeting);
    EXPECT_EQ(
        rendered, tokenizer->tokenText(*tokenizer->beginToken()) + "Hi" + tokenizer->tokenText(*tokenizer->endToken()));
    TokenIds ids = withoutFrame(*tokenizer)->encode(rendered);
    ids.pop_back();
    EXPECT_EQ(ids, tokenizer->encode("Hi")) << "one begin token";
}

TEST(FoundChatTemplate, saysWhereItIsWrong)
{
    const TemplateFolder folder;
    folder.write("chat_template.jinja", "a\n{% if %}");
    try {
        folder.rendered();
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.what(),
            (folder.path() / "chat_template.jinja").string() + ":2:7: expected an expression, found \"%}\"");
    }
}

TEST(UnframedTokenizer, leavesOutTheTokensAroundATextAlone)
{
    const auto framed = loadTokenizer(DPL_FIXTURES "/tokenization/own-llama3");
    const auto unframed = withoutFrame(*framed);
    const TokenIds frame = framed->encode("");
    ASSERT_FALSE(frame.empty());
    const TokenIds ids = unframed->encode("Hello world");
    TokenIds expected{frame.front()};
    expected.insert(expected.end(), ids.begin(), ids.end());
    EXPECT_EQ(framed->encode("Hello world"), expected);
    EXPECT_TRUE(unframed->encode("").empty());
    EXPECT_EQ(unframed->decode(ids), "Hello world");
    EXPECT_NE(unframed->fingerprint(), framed->fingerprint());
}

} // namespace
