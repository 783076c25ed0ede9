// Megabytes of text tokenized per second, by each tokenizer given, on real text:
//   bench_tokenizers --text dialogues.jsonl --field chosen MODEL_FOLDER...
// and beside it, in the same run, a peer's: a command that is given the tokenizer, the text file, the field and the
// number of repetitions, and prints the seconds of each repetition as a JSON list. Hugging Face's tokenizers and
// Python's sentencepiece:
//   --peer "python3 tests/benchmarks/peer_tokenizers.py"
// Medians over the repetitions; the first one warms up and is not counted.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "median.hpp"
#include "peer.hpp"
#include "text/tokenizer.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <cstdio>
#include <iostream>

namespace {

using namespace dpl;
using bench::median;

std::vector<std::string> readTexts(const std::string& file, const std::string& field)
{
    std::vector<std::string> texts;
    const std::string content = readFile(file);
    for (std::size_t at = 0; at < content.size();) {
        const std::size_t end = std::min(content.find('\n', at), content.size());
        std::string line = content.substr(at, end - at);
        if (!field.empty()) {
            const Json json = parseJson(line, file);
            line = JsonObject(json, file).string(field);
        }
        texts.push_back(std::move(line));
        at = end + 1;
    }
    return texts;
}

} // namespace

int main(int argc, char** argv)
{
    std::string file;
    std::string field;
    std::string peer;
    int repetitions = 7;
    int threads = 1;
    std::vector<std::string> tokenizers;
    CLI::App app("Speed of tokenizers.");
    app.add_option("--text", file, "A text on each line")->required()->check(CLI::ExistingFile);
    app.add_option("--field", field, "Lines are JSON objects; the text is under this name");
    app.add_option("--peer", peer, "A command to compare with; see the head of the source");
    app.add_option("--repetitions", repetitions)->check(CLI::Range(1, 1000))->capture_default_str();
    app.add_option("--threads", threads)->check(CLI::Range(1, 4096))->capture_default_str();
    app.add_option("tokenizers", tokenizers, "Folders or files")->required();
    CLI11_PARSE(app, argc, argv);
    try {
        const std::vector<std::string> texts = readTexts(file, field);
        double megabytes = 0.0;
        for (const std::string& text : texts) {
            megabytes += static_cast<double>(text.size()) / 1e6;
        }
        std::printf("%zu texts, %.1f MB, %d thread(s), median of %d\n", texts.size(), megabytes, threads, repetitions);
        for (const std::string& path : tokenizers) {
            const auto tokenizer = text::loadTokenizer(path);
            std::vector<double> seconds;
            std::size_t tokens = 0;
            for (int i = 0; i <= repetitions; ++i) {
                const double start = steadySeconds();
                const auto ids = text::encodeAll(*tokenizer, texts, threads);
                if (i > 0) {
                    seconds.push_back(steadySeconds() - start);
                }
                tokens = 0;
                for (const auto& one : ids) {
                    tokens += one.size();
                }
            }
            const double own = megabytes / median(seconds);
            std::printf("%s (%s): %zu tokens, %.1f MB/s", path.c_str(), tokenizer->kind().c_str(), tokens, own);
            if (!peer.empty()) {
                std::vector<double> theirs = bench::runPeer(
                    peer + " '" + path + "' '" + file + "' '" + field + "' " + std::to_string(repetitions + 1))
                                                 .get<std::vector<double>>();
                theirs.erase(theirs.begin(), theirs.begin() + (theirs.empty() ? 0 : 1));
                const double other = megabytes / median(theirs);
                std::printf(", peer %.1f MB/s, ratio %.2f", other, own / other);
            }
            std::printf("\n");
            std::fflush(stdout);
        }
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
    return 0;
}
