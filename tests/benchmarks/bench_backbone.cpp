// Speed and memory of a backbone as a reward model, in float32: a forward pass of 512 tokens as a fraction of the
// machine's matrix-multiply rate, training and scoring of comparisons, and loading. Peers run in the same rounds, so
// that a machine that gets slower does so for all; medians are reported. Prints one JSON object.
//
//   bench_backbone --backbone DIR --data rows.jsonl.gz --rounds 3
//       [--train_peer "python reward_training.py --model DIR --data rows.jsonl.gz"] [--score_peer "python evaluate.py
//       ..."]
//   bench_backbone --backbone FILE --load [--keep_stored]

#include "base/clock.hpp"
#include "base/compute.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/matrix_product.hpp"
#include "base/memory.hpp"
#include "data/preference_dataset.hpp"
#include "median.hpp"
#include "peer.hpp"
#include "scoring/scoring.hpp"
#include "scoring/tokenized_comparisons.hpp"
#include "text/tokenizer.hpp"
#include "training/reward_trainer.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace dpl;
using bench::median;
using bench::runPeer;

/// Floating-point operations a second of products [1024, 1024] x [1024, 1024].
double matrixRate()
{
    constexpr std::size_t n = 1024;
    const std::vector<float> a(n * n, 0.5f);
    const std::vector<float> b(n * n, 0.25f);
    std::vector<float> c(n * n);
    std::vector<double> seconds;
    for (int i = 0; i < 15; ++i) {
        const double start = steadySeconds();
        multiply<float>({c.data(), n, n}, {a.data(), n, n}, {b.data(), n, n});
        seconds.push_back(steadySeconds() - start);
    }
    return 2.0 * n * n * n / median(seconds);
}

/// Operations of a forward pass over one sequence, causal attention counted as it is.
double forwardOperations(const backbone::BackboneConfig& c, double tokens)
{
    const double mlp = c.family->isGated ? 3.0 : 2.0;
    const double matrices = static_cast<double>(c.hiddenSize * (2 * c.queryWidth() + 2 * c.keyValueWidth()))
        + mlp * static_cast<double>(c.hiddenSize * c.intermediateSize);
    const double attention = 2.0 * static_cast<double>(c.queryWidth()) * tokens * (tokens + 1.0) / 2.0;
    return static_cast<double>(c.layers) * (2.0 * matrices * tokens + 2.0 * attention);
}

struct Options {
    std::string backbone;
    std::string data;
    std::string trainPeer;
    std::string scorePeer;
    int threads = 2;
    int rounds = 3;
    std::size_t steps = 12;
    std::size_t scored = 40;
    bool load = false;
    bool keepStored = false;
};

scoring::TokenizedComparisons rowsOf(const Options& options)
{
    data::PreferenceDatasetParams params;
    params.path = options.data;
    params.size = static_cast<std::int64_t>(2 * (options.steps + 2) + options.scored);
    scoring::TokenizeOptions tokenizing;
    tokenizing.maxLength = 1024;
    tokenizing.threads = options.threads;
    return scoring::tokenize(
        data::loadPreferences(params), scoring::DialogueReader(options.backbone), tokenizing, {}, {});
}

/// Comparisons a second, two a step, in the rows' order, after two steps to warm up.
double trainingRate(backbone::RewardModel& model, const scoring::TokenizedComparisons& rows, std::size_t steps)
{
    training::TrainingParams params;
    training::RewardTrainer trainer(model, params);
    double start = 0.0;
    for (std::size_t step = 0; step < steps + 2; ++step) {
        if (step == 2) {
            start = steadySeconds();
        }
        const std::vector<std::vector<const scoring::TokenizedComparison*>> batches{
            {&rows.comparisons[2 * step], &rows.comparisons[2 * step + 1]}};
        trainer.step(batches, static_cast<std::int64_t>(step), 3e-6, {});
    }
    return static_cast<double>(2 * steps) / (steadySeconds() - start);
}

double scoringRate(const backbone::RewardModel& model, const scoring::TokenizedComparisons& rows, std::size_t count)
{
    const auto score = [&](std::size_t first, std::size_t number) {
        scoring::scoreGroups(
            model, number,
            [&](std::size_t i) {
                return scoring::TextGroup{rows.comparisons[first + i].chosen, rows.comparisons[first + i].rejected};
            },
            [](std::size_t, const scoring::GroupScores&) {}, {});
    };
    score(0, 2);
    const double start = steadySeconds();
    score(2, count);
    return static_cast<double>(count) / (steadySeconds() - start);
}

void load(const Options& options)
{
    Observer observer;
    backbone::LoadOptions how;
    how.keepStored = options.keepStored;
    const double start = steadySeconds();
    const backbone::RewardModel model(options.backbone, how, observer);
    const double seconds = steadySeconds() - start;
    backbone::PackedBatch batch;
    batch.addSequence(text::TokenIds(512, 1));
    const double forward = steadySeconds();
    model.hiddenStates(batch);
    Json json;
    json["load_seconds"] = seconds;
    json["forward_512_seconds"] = steadySeconds() - forward;
    json["peak_rss_mib"] = static_cast<double>(peakResidentBytes()) / (1 << 20);
    std::cout << json.dump(2) << "\n";
}

void measure(const Options& options)
{
    Observer observer;
    backbone::RewardModel model(options.backbone, {}, observer);
    const auto rows = rowsOf(options);
    backbone::PackedBatch batch;
    text::TokenIds tokens;
    for (text::TokenId i = 0; i < 512; ++i) {
        tokens.push_back((i * 7919) % static_cast<text::TokenId>(model.config().vocabularySize));
    }
    batch.addSequence(tokens);
    const double operations = forwardOperations(model.config(), 512.0);
    std::vector<double> fractions;
    std::vector<double> forwardTokens;
    std::vector<double> trained;
    std::vector<double> trainedPeer;
    std::vector<double> scored;
    std::vector<double> scoredPeer;
    double peerMemory = 0.0;
    for (int round = 0; round < options.rounds; ++round) {
        const double rate = matrixRate();
        model.hiddenStates(batch);
        std::vector<double> seconds;
        for (int i = 0; i < 5; ++i) {
            const double start = steadySeconds();
            model.hiddenStates(batch);
            seconds.push_back(steadySeconds() - start);
        }
        fractions.push_back(operations / median(seconds) / rate);
        forwardTokens.push_back(512.0 / median(seconds));
        model.startAdapter({}, 1, 0);
        trained.push_back(trainingRate(model, rows, options.steps));
        if (!options.trainPeer.empty()) {
            const Json peer = runPeer(options.trainPeer + " 2>/dev/null");
            trainedPeer.push_back(peer.at("pairs_per_s").get<double>());
            peerMemory = std::max(peerMemory, peer.at("peak_rss_mib").get<double>());
        }
        scored.push_back(scoringRate(model, rows, options.scored));
        if (!options.scorePeer.empty()) {
            scoredPeer.push_back(runPeer(options.scorePeer + " 2>/dev/null").at("pairs_per_s").get<double>());
        }
        std::cerr << "round " << round + 1 << ": forward " << fractions.back()
                  << " of the matrix-multiply rate, training " << trained.back() << " and scoring " << scored.back()
                  << " comparisons/s\n";
    }
    Json json;
    json["forward_tokens_per_second"] = median(forwardTokens);
    json["forward_fraction_of_matrix_rate"] = median(fractions);
    json["training_comparisons_per_second"] = median(trained);
    json["scoring_comparisons_per_second"] = median(scored);
    json["peak_rss_mib"] = static_cast<double>(peakResidentBytes()) / (1 << 20);
    if (!trainedPeer.empty()) {
        json["training_times_peer"] = median(trained) / median(trainedPeer);
        json["memory_of_peer"] = static_cast<double>(peakResidentBytes()) / (1 << 20) / peerMemory;
    }
    if (!scoredPeer.empty()) {
        json["scoring_times_peer"] = median(scored) / median(scoredPeer);
    }
    std::cout << json.dump(2) << "\n";
}

} // namespace

int main(int argc, char** argv)
{
    Options options;
    CLI::App app("Speed and memory of a backbone as a reward model.");
    app.add_option("--backbone", options.backbone, "Folder or GGUF file")->required();
    app.add_option("--data", options.data, "Preference rows");
    app.add_option("--train_peer", options.trainPeer, "Command that trains on the same rows and prints pairs_per_s");
    app.add_option("--score_peer", options.scorePeer, "Command that scores the same rows and prints pairs_per_s");
    app.add_option("--threads", options.threads, "Threads");
    app.add_option("--rounds", options.rounds, "Rounds");
    app.add_option("--steps", options.steps, "Training steps of a round");
    app.add_option("--scored", options.scored, "Comparisons scored in a round");
    app.add_flag("--load", options.load, "Only load, and run once");
    app.add_flag("--keep_stored", options.keepStored, "Leave weights in their file");
    CLI11_PARSE(app, argc, argv);
    ComputeOptions compute;
    compute.threads = options.threads;
    const ComputeScope scope(compute);
    try {
        options.load ? load(options) : measure(options);
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
    return 0;
}
