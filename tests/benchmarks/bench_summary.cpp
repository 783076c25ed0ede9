// Speed of reading an evaluation file and summarising it: r^2, accuracy, helpfulness accuracy by the mean and by the
// quantile.
//
// Without a file one is made: --rows comparisons of about the length of HH-RLHF dialogues, of a mean_and_variance
// model, as pandas writes them (ASCII escapes). Rounds of this and of the peer take turns; medians are compared, and
// the numbers of both are, too. Prints one JSON object.
//
//   bench_summary [FILE] [--rounds 9] [--peer "python tests/benchmarks/peers/summary.py"]

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "median.hpp"
#include "peer.hpp"
#include "records/head_record.hpp"
#include "summary/summary.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>

#include <unistd.h>

namespace {

using namespace dpl;
using bench::median;
using bench::runPeer;

/// A dialogue of some turns; every now and then a character beyond ASCII.
std::string dialogue(RandomStream& random, std::size_t length)
{
    static constexpr std::array<const char*, 12> words{
        "the", "house", "would", "like", "to", "answer", "question", "without", "a", "doubt", "it\u2019s", "early"};
    std::string text;
    while (text.size() < length) {
        text += random.below(40) == 0 ? "\n\nHuman: " : random.below(40) == 0 ? "\n\nAssistant: " : " ";
        text += words[random.below(words.size())];
    }
    return text;
}

void writeEvaluation(const std::filesystem::path& file, std::int64_t rows)
{
    RandomStream random(0);
    std::string content;
    for (std::int64_t i = 0; i < rows; ++i) {
        const std::string prompt = "Human:" + dialogue(random, 100 + random.below(900));
        const std::array<std::string, 2> responses{
            dialogue(random, 50 + random.below(400)), dialogue(random, 50 + random.below(400))};
        const auto outputs = [&] { return Json::array({2.0 * random.uniform() - 1.0, -2.0 * random.uniform()}); };
        const Json row{{"chosen", prompt + "\n\nAssistant:" + responses[0]},
            {"rejected", prompt + "\n\nAssistant:" + responses[1]}, {"Index", i},
            {"data_subset", i % 2 == 0 ? "helpful" : "harmless"}, {"prompt", prompt}, {"responses", responses},
            {"original_label", 0}, {"objective", "helpful"}, {"label", 1}, {"reward_output_chosen", outputs()},
            {"reward_output_rejected", outputs()}};
        content += row.dump(-1, ' ', true) + "\n";
    }
    writeFileAtomically(file, content);
}

struct Numbers {
    double r2 = 0.0;
    double accuracy = 0.0;
    double helpfulness = 0.0;
    double riskAverse = 0.0;
};

Numbers summarizeOnce(const std::filesystem::path& file, std::int64_t bootstrapSamples)
{
    summary::SummaryOptions options;
    options.bootstrapSamples = bootstrapSamples;
    const auto read = records::readEvaluatedComparisons(file);
    const auto summary = summary::summarizeComparisons(read, records::headOf(read.chosen.outputs), options);
    if (!summary.explainedVariance || !summary.helpfulness || !summary.helpfulness->quantile) {
        throw Error(file.string() + " has no r^2, or no helpful rows; take a DPL model's evaluation file");
    }
    return {summary.explainedVariance->value, summary.accuracy.mean.share(), summary.helpfulness->mean.share(),
        summary.helpfulness->quantile->share()};
}

double timed(const std::filesystem::path& file, std::int64_t bootstrapSamples, Numbers& numbers)
{
    const double start = steadySeconds();
    numbers = summarizeOnce(file, bootstrapSamples);
    return 1000.0 * (steadySeconds() - start);
}

int run(int argc, char** argv)
{
    CLI::App app("Speed of reading an evaluation file and summarising it");
    std::filesystem::path file;
    std::int64_t rows = 4000;
    int rounds = 9;
    std::string peer;
    app.add_option("file", file, "an evaluation file of a DPL model; one is made if none is given");
    app.add_option("--rows", rows, "of the file that is made")->check(CLI::Range(2, 1000000));
    app.add_option("--rounds", rounds, "of each")->check(CLI::Range(1, 1000));
    app.add_option("--peer", peer, "command that takes the file and --rounds, and prints the peer's JSON line");
    CLI11_PARSE(app, argc, argv);

    const bool made = file.empty();
    if (made) {
        file = std::filesystem::temp_directory_path() / ("bench_summary_" + std::to_string(::getpid()) + ".jsonl");
        writeEvaluation(file, rows);
    }
    Numbers numbers;
    timed(file, 0, numbers); // into the page cache
    std::vector<double> plain;
    std::vector<double> withBootstrap;
    std::vector<double> peers;
    Json peerResult;
    for (int round = 0; round < rounds; ++round) {
        plain.push_back(timed(file, 0, numbers));
        withBootstrap.push_back(timed(file, 1000, numbers));
        if (!peer.empty()) {
            peerResult = runPeer(peer + " '" + file.string() + "' --rounds 3");
            peers.push_back(peerResult["milliseconds"].get<double>());
        }
    }
    Json result{{"file_mib", static_cast<double>(std::filesystem::file_size(file)) / 1048576.0}, {"rounds", rounds},
        {"milliseconds", median(plain)}, {"milliseconds_with_bootstrap", median(withBootstrap)}};
    if (!peer.empty()) {
        result["peer"] = peerResult["peer"];
        result["peer_milliseconds"] = median(peers);
        result["times_as_fast"] = median(peers) / median(plain);
        result["times_as_fast_with_bootstrap"] = median(peers) / median(withBootstrap);
        result["largest_difference"] = std::max({std::abs(numbers.r2 - peerResult["r2"].get<double>()),
            std::abs(numbers.accuracy - peerResult["accuracy"].get<double>()),
            std::abs(numbers.helpfulness - peerResult["helpfulness"].get<double>()),
            std::abs(numbers.riskAverse - peerResult["risk_averse_helpfulness"].get<double>())});
    }
    std::cout << result.dump(2) << "\n";
    if (made) {
        std::filesystem::remove(file);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "bench_summary: " << error.what() << "\n";
        return 1;
    }
}
