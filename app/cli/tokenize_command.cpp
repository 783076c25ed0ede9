#include "tokenize_command.hpp"

#include "base/compute.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/standard_streams.hpp"
#include "exit_codes.hpp"
#include "interruption.hpp"
#include "named_sources.hpp"
#include "text/found_chat_template.hpp"
#include "text/tokenizer.hpp"
#include "text/unframed_tokenizer.hpp"

#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>

#include <poll.h>
#include <unistd.h>

namespace dpl::cli {

namespace {

struct TokenizeOptions {
    std::string tokenizer;
    std::string file;
    std::string field;
    bool decode = false;
    bool messages = false;
    bool render = false;
    std::string chatTemplate;
    int threads = 0;
};

/// Lines of a file or of standard input, which may be slow to come: a request to stop does not wait for the next.
class Lines {
public:
    Lines(const std::string& file, std::stop_token stop)
        : m_name(file.empty() ? "standard input" : file), m_stop(std::move(stop))
    {
        if (!file.empty()) {
            if (std::filesystem::is_directory(file)) {
                throw WrongUse("cannot read " + file + ": it is a folder");
            }
            errno = 0;
            m_file.open(file, std::ios::binary);
            if (!m_file) {
                throw WrongUse("cannot read " + file + ": " + std::strerror(errno));
            }
        }
    }

    const std::string& name() const { return m_name; }

    /// The next line without its end; false at the end of input, and if a stop is requested.
    bool next(std::string& line)
    {
        while (true) {
            const std::size_t end = m_buffer.find('\n', m_searched);
            if (end != std::string::npos) {
                line.assign(m_buffer, m_taken, end - m_taken);
                m_taken = m_searched = end + 1;
                return !m_stop.stop_requested();
            }
            m_searched = m_buffer.size();
            if (m_ended || m_stop.stop_requested()) {
                const bool hasRest = m_ended && m_taken < m_buffer.size();
                line.assign(m_buffer, m_taken);
                m_taken = m_buffer.size();
                return hasRest && !m_stop.stop_requested();
            }
            fill();
        }
    }

    /// Whether another whole line can be had without waiting.
    bool hasMore() const { return m_buffer.find('\n', m_searched) != std::string::npos; }

private:
    void fill()
    {
        m_buffer.erase(0, m_taken);
        m_searched -= m_taken;
        m_taken = 0;
        constexpr std::size_t atOnce = std::size_t{1} << 16;
        const std::size_t before = m_buffer.size();
        m_buffer.resize(before + atOnce);
        std::size_t got = 0;
        if (m_file.is_open()) {
            m_file.read(m_buffer.data() + before, atOnce);
            got = static_cast<std::size_t>(m_file.gcount());
            if (m_file.bad()) {
                throw Error("cannot read " + m_name);
            }
            m_ended = got == 0;
        } else {
            pollfd wanted{STDIN_FILENO, POLLIN, 0};
            if (::poll(&wanted, 1, 100) > 0) {
                const ssize_t count = ::read(STDIN_FILENO, m_buffer.data() + before, atOnce);
                if (count < 0 && errno != EINTR && errno != EAGAIN) {
                    throw Error("cannot read standard input: " + std::string(std::strerror(errno)));
                }
                m_ended = count == 0;
                got = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
            }
        }
        m_buffer.resize(before + got);
    }

    std::string m_name;
    std::stop_token m_stop;
    std::ifstream m_file;
    std::string m_buffer;
    std::size_t m_taken = 0; ///< before it all was given out
    std::size_t m_searched = 0; ///< from m_taken to it there is no end of a line
    bool m_ended = false;
};

/// The text of a line: the line itself, or a field of the object on it.
std::string textOf(const std::string& line, const std::string& field, const std::string& where)
{
    if (field.empty()) {
        return line;
    }
    const Json value = parseJson(line, where);
    return JsonObject(value, where).string(field);
}

/// The template that lists of messages are rendered by.
templates::ChatTemplate templateFor(const TokenizeOptions& options)
{
    if (!options.chatTemplate.empty()) {
        return text::readChatTemplate(options.chatTemplate, options.tokenizer);
    }
    if (auto found = text::findChatTemplate(options.tokenizer)) {
        return std::move(*found);
    }
    throw Error(options.tokenizer
        + " has no chat template, which lists of messages need; name a file with one by --chat_template");
}

/// The text of a line's messages: the line is a list of them, or an object that has one.
std::string renderedLine(const templates::ChatTemplate& chatTemplate, const std::string& line, const std::string& field,
    const std::string& where)
{
    const Json value = parseJson(line, where);
    try {
        return chatTemplate.render(field.empty() ? value : JsonObject(value, where).value(field));
    } catch (const templates::TemplateError& error) {
        throw Error(where + ": " + error.what());
    }
}

std::string idsLine(const text::TokenIds& ids)
{
    std::string line = "[";
    for (const text::TokenId id : ids) {
        line += (line.size() > 1 ? "," : "") + std::to_string(id);
    }
    return line + "]\n";
}

std::string decodedLine(const text::Tokenizer& tokenizer, const std::string& line, const std::string& where)
{
    const Json json = parseJson(line, where);
    text::TokenIds ids;
    const auto largest = static_cast<std::int64_t>(tokenizer.vocabularySize());
    if (!json.is_array()) {
        throw Error(where + ": expected a list of token ids, such as [1,2,3]");
    }
    for (const Json& id : json) {
        const bool isId = id.is_number_integer()
            && (!id.is_number_unsigned() || id.get<std::uint64_t>() < static_cast<std::uint64_t>(largest))
            && id.get<std::int64_t>() >= 0;
        if (!isId) {
            throw Error(where + ": " + dumpJson(id) + " is not a token id; ids are whole numbers from 0 to "
                + std::to_string(largest - 1));
        }
        ids.push_back(id.get<text::TokenId>());
    }
    try {
        return dumpJson(tokenizer.decode(ids)) + "\n";
    } catch (const Error& error) {
        throw Error(where + ": " + error.what());
    }
}

void write(const std::string& text)
{
    std::cout << text;
    if (const std::string problem = flushStandardOutput(); !problem.empty()) {
        throw Error("cannot write standard output: " + problem);
    }
}

void run(TokenizeOptions& options)
{
    const std::stop_token stop = stopOnInterruption(Work::isPassedOn);
    std::unique_ptr<text::Tokenizer> tokenizer;
    std::unique_ptr<text::Tokenizer> unframed; // a rendered dialogue has its begin and end tokens
    std::optional<templates::ChatTemplate> chatTemplate;
    try {
        if ((options.render || !options.chatTemplate.empty()) && !options.messages) {
            throw Error("--render and --chat_template are for lists of messages: add --messages");
        }
        if (options.decode && options.messages) {
            throw Error("--decode reads lists of ids, not of messages: leave out --messages");
        }
        if (options.decode && !options.field.empty()) {
            throw Error("--decode reads lists of ids, not fields of objects: leave out --jsonl-field");
        }
        options.tokenizer = modelPlace(options.tokenizer).string();
        tokenizer = text::loadTokenizer(options.tokenizer);
        if (options.messages) {
            chatTemplate = templateFor(options);
            unframed = text::withoutFrame(*tokenizer);
        }
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    // As many lines at a time as keep the threads busy, and no more than have come.
    constexpr std::size_t mostLines = 1024;
    constexpr std::size_t mostBytes = std::size_t{1} << 22;
    const int threads = options.threads > 0 ? options.threads : availableThreads();
    Lines lines(options.file, stop);
    std::size_t number = 0;
    std::string line;
    std::vector<std::string> texts;
    std::size_t bytes = 0;
    const auto flush = [&] {
        std::string out;
        if (options.render) {
            for (const std::string& text : texts) {
                out += dumpJson(text) + "\n";
            }
        } else {
            for (const text::TokenIds& ids : text::encodeAll(unframed ? *unframed : *tokenizer, texts, threads)) {
                out += idsLine(ids);
            }
        }
        write(out);
        texts.clear();
        bytes = 0;
    };
    try {
        while (lines.next(line)) {
            const std::string where = lines.name() + ":" + std::to_string(++number);
            if (options.decode) {
                write(decodedLine(*tokenizer, line, where));
                continue;
            }
            texts.push_back(chatTemplate ? renderedLine(*chatTemplate, line, options.field, where)
                                         : textOf(line, options.field, where));
            bytes += texts.back().size();
            if (texts.size() >= mostLines || bytes >= mostBytes || !lines.hasMore()) {
                flush();
            }
        }
    } catch (const Error&) {
        flush(); // what came before the line that cannot be read
        throw;
    }
    if (stop.stop_requested()) {
        std::cerr << "dpl: stopped\n";
        throw CLI::RuntimeError(interruptedExitCode());
    }
    flush();
}

} // namespace

void addTokenizeCommand(CLI::App& app)
{
    CLI::App* command =
        app.add_subcommand("tokenize", "Turn lines of text into the token ids that a language model reads");
    command->footer(
        "Each line of the input becomes a JSON list of ids, including the tokens that the tokenizer adds around a "
        "text:\n"
        "  echo 'Hello world' | dpl tokenize --tokenizer models/llama\n"
        "  dpl tokenize --tokenizer models/gpt2 --jsonl-field chosen train.jsonl\n"
        "With --messages, each line is a list of messages, {\"role\": ..., \"content\": ...}, which the tokenizer's "
        "chat "
        "template renders (or the one in the file that --chat_template names); --render writes the text itself:\n"
        "  dpl tokenize --tokenizer models/llama --messages --jsonl-field chosen pairs.jsonl\n"
        "With --decode, each list of ids becomes a JSON string:\n"
        "  dpl tokenize --tokenizer models/gpt2 --decode ids.jsonl\n"
        "A tokenizer is a model's folder, its tokenizer.json, tokenizer.model or vocab.json, or a GGUF file.");
    auto options = std::make_shared<TokenizeOptions>();
    command->add_option("--tokenizer", options->tokenizer, "Folder, file, or name in the Hugging Face cache")
        ->required();
    command->add_option("file", options->file, "Lines of text; standard input if absent");
    command->add_option("--jsonl-field,--jsonl_field", options->field,
        "Lines are JSON objects; take the string (or messages) under this name");
    command->add_flag("--messages", options->messages, "Lines are lists of messages");
    command->add_flag("--render", options->render, "Write the texts of the messages instead of ids");
    command->add_option("--chat-template,--chat_template", options->chatTemplate,
        "A file with the chat template to use instead of the tokenizer's own");
    command->add_flag("--decode", options->decode, "Turn lists of ids into text instead");
    command->add_option("--threads", options->threads, "Threads; 0: one per core")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
