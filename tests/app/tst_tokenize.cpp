#include "base/files.hpp"
#include "base/json.hpp"
#include "error_message.hpp"
#include "process.hpp"
#include "temporary_folder.hpp"
#include "text/tokenizer.hpp"

#include <chrono>
#include <sstream>
#include <thread>

#include <signal.h>
#include <sys/stat.h>

namespace dpl {
namespace {

using test::Ended;
using test::Process;
using test::says;

class Tokenize : public testing::Test {
protected:
    Ended run(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), {DPL_EXECUTABLE, "tokenize"});
        return Process(arguments, temporary.path()).end();
    }

    std::string write(const std::string& name, const std::string& content) const
    {
        writeFileAtomically(temporary / name, content);
        return (temporary / name).string();
    }

    const test::TemporaryFolder temporary;
    const std::string gpt2 = std::string(DPL_FIXTURES) + "/tokenization/own-gpt2";
};

TEST_F(Tokenize, aListForEachLine)
{
    const auto tokenizer = text::loadTokenizer(gpt2);
    const std::vector<std::string> lines{"Hello world", "", "caf\u00e9<|endoftext|>", "\xff", "the last has no end"};
    std::string input;
    for (const std::string& line : lines) {
        input += (input.empty() && &line == lines.data() ? "" : "\n") + line;
    }
    const std::string file = write("lines.txt", input);
    {
        const Ended ended = run({"--tokenizer", gpt2, "--threads", "3", file});
        ASSERT_EQ(ended.exitCode, 0) << ended.err;
        EXPECT_EQ(ended.err, "");
        std::istringstream out(ended.out);
        std::string line;
        for (const std::string& text : lines) {
            ASSERT_TRUE(std::getline(out, line));
            EXPECT_EQ(parseJson(line, "stdout").get<text::TokenIds>(), tokenizer->encode(text)) << text;
        }
        EXPECT_FALSE(std::getline(out, line));
    }
    // The same from standard input.
    const Ended piped =
        Process({"/bin/sh", "-c", R"(exec "$0" tokenize --tokenizer "$1" < "$2")", DPL_EXECUTABLE, gpt2, file},
            temporary.path())
            .end();
    EXPECT_EQ(piped.out, run({"--tokenizer", gpt2, file}).out);
}

TEST_F(Tokenize, manyLinesKeepTheirOrder)
{
    const auto tokenizer = text::loadTokenizer(gpt2);
    std::string input;
    std::string expected;
    for (int i = 0; i < 5000; ++i) {
        const std::string line = "line " + std::to_string(i * 7919);
        input += line + "\n";
        expected += Json(tokenizer->encode(line)).dump() + "\n";
    }
    EXPECT_EQ(run({"--tokenizer", gpt2, "--threads", "2", write("many.txt", input)}).out, expected);
}

TEST_F(Tokenize, fieldsOfObjectsAndBack)
{
    const std::string file = write("rows.jsonl",
        R"({"chosen": "Hello\nworld", "n": 1})"
        "\n"
        R"({"chosen": "", "n": 2})"
        "\n");
    const Ended ids = run({"--tokenizer", gpt2, "--jsonl-field", "chosen", file});
    ASSERT_EQ(ids.exitCode, 0) << ids.err;
    const Ended back = run({"--tokenizer", gpt2, "--decode", write("ids.jsonl", ids.out)});
    ASSERT_EQ(back.exitCode, 0) << back.err;
    EXPECT_EQ(back.out, "\"Hello\\nworld\"\n\"\"\n");
}

TEST_F(Tokenize, errorsNameTheLine)
{
    const std::string rows = write("rows.jsonl", "{\"a\": \"x\"}\n{\"b\": \"x\"}\n");
    const Ended field = run({"--tokenizer", gpt2, "--jsonl-field", "a", rows});
    EXPECT_EQ(field.exitCode, 1);
    EXPECT_TRUE(says(field.err, {"dpl: ", rows + ":2", "\"a\"", "missing"}));
    EXPECT_EQ(std::count(field.out.begin(), field.out.end(), '\n'), 1) << "what came before it is there";
    EXPECT_TRUE(
        says(run({"--tokenizer", gpt2, "--jsonl-field", "a", write("bad.jsonl", "{\"a\"}\n")}).err, {"bad.jsonl:1"}));
    for (const std::string list : {"[1,600]", "[-1]", "[18446744073709551615]", "3"}) {
        const Ended ended = run({"--tokenizer", gpt2, "--decode", write("ids.jsonl", "[1]\n" + list + "\n")});
        EXPECT_EQ(ended.exitCode, 1) << list;
        EXPECT_TRUE(says(ended.err, {"ids.jsonl:2"})) << list;
    }
}

TEST_F(Tokenize, wrongUseIsSaid)
{
    const auto expectWrongUse = [&](const std::vector<std::string>& arguments,
                                    std::initializer_list<std::string> parts) {
        const Ended ended = run(arguments);
        EXPECT_EQ(ended.exitCode, 2) << ended.err;
        EXPECT_EQ(ended.out, "");
        EXPECT_TRUE(says(ended.err, parts));
        EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
    };
    expectWrongUse({}, {"--tokenizer"});
    expectWrongUse({"--tokenizer", temporary.path().string()}, {temporary.path().string(), "tokenizer.json"});
    expectWrongUse({"--tokenizer", "/nowhere"}, {"/nowhere"});
    expectWrongUse({"--tokenizer", gpt2, (temporary / "none").string()}, {"none", "No such file"});
    expectWrongUse({"--tokenizer", gpt2, "--decode", "--jsonl-field", "a"}, {"--decode"});
    expectWrongUse({"--tokenizer", gpt2, "--threads", "-1"}, {"--threads"});
}

TEST_F(Tokenize, anInterruptionEndsIt)
{
    // It answers each line as it comes, and waits for more.
    const std::filesystem::path fifo = temporary / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    std::filesystem::create_directory(temporary / "writer");
    const Process writer(
        {"/bin/sh", "-c", R"(exec > "$0"; echo Hello; exec sleep 60)", fifo.string()}, temporary / "writer");
    Process process(
        {"/bin/sh", "-c", R"(exec "$0" tokenize --tokenizer "$1" < "$2")", DPL_EXECUTABLE, gpt2, fifo.string()},
        temporary.path());
    for (int i = 0; i < 1200 && readFile(temporary / "stdout").empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    EXPECT_TRUE(process.runs());
    process.signal(SIGTERM);
    const Ended ended = process.end();
    EXPECT_EQ(ended.exitCode, 128 + SIGTERM);
    EXPECT_EQ(std::count(ended.out.begin(), ended.out.end(), '\n'), 1);
    EXPECT_TRUE(says(ended.err, "stopped"));
}

TEST_F(Tokenize, messagesByTheTokenizersOwnTemplate)
{
    const std::string llama3 = std::string(DPL_FIXTURES) + "/tokenization/own-llama3";
    const auto tokenizer = text::loadTokenizer(llama3);
    ASSERT_EQ(tokenizer->encode("").size(), 1u); // a begin token, which must not be there twice
    const std::string begin = tokenizer->decode(tokenizer->encode(""));
    std::filesystem::copy_file(llama3 + "/tokenizer.json", temporary / "tokenizer.json");
    write("tokenizer_config.json",
        Json{{"bos_token", begin},
            {"chat_template", "{{ bos_token }}{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"}}
            .dump());
    const std::string pairs = write("pairs.jsonl",
        R"({"chosen": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello world"}]})");
    const std::vector<std::string> arguments{
        "--tokenizer", temporary.path().string(), "--messages", "--jsonl-field", "chosen", pairs};
    const Ended ids = run(arguments);
    ASSERT_EQ(ids.exitCode, 0) << ids.err;
    EXPECT_EQ(
        parseJson(ids.out, "stdout").get<text::TokenIds>(), tokenizer->encode("user: Hi\nassistant: Hello world\n"));

    std::vector<std::string> rendering = arguments;
    rendering.insert(rendering.begin(), "--render");
    EXPECT_EQ(run(rendering).out, Json(begin + "user: Hi\nassistant: Hello world\n").dump() + "\n");
    rendering.insert(rendering.begin(), {"--chat_template", write("own.jinja", "{{ messages|length }}")});
    EXPECT_EQ(run(rendering).out, "\"2\"\n");

    const Ended refused = run({"--tokenizer", llama3, "--messages", "--jsonl-field", "chosen", pairs});
    EXPECT_NE(refused.exitCode, 0);
    EXPECT_TRUE(says(refused.err,
        "has no chat template, which lists of messages need; name a file with one by "
        "--chat_template"))
        << refused.err;
}

} // namespace
} // namespace dpl
