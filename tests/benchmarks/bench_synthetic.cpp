// Speed of the synthetic experiment in the reference setting: 2,048 comparisons a step, width 512, the four models.
//
// Each round measures the machine's matrix-multiply rate before each of the four models, and the peer where one is
// given, so that a machine that gets slower does so for all of them. Times are medians over single steps and single
// products; rounds are compared by their medians. Prints one JSON object.
//
//   bench_synthetic --threads 2 --rounds 5 [--peer "python peers/synthetic.py --iterations 20"]

#include "base/clock.hpp"
#include "base/compute.hpp"
#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "median.hpp"
#include "peer.hpp"
#include "synthetic/matrix_products.hpp"
#include "synthetic/trainer.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

namespace {

using namespace dpl;
using bench::median;
using bench::runPeer;
using namespace dpl::synthetic;
using preference::SyntheticModel;

constexpr std::size_t comparisons = 2048;
constexpr std::size_t width = 512;

/// What was measured of one thing, over and over.
struct Times {
    double median = 0.0;
    double best = 0.0;
    double mean = 0.0;
};

Times summary(const std::vector<double>& times)
{
    return {median(times), *std::min_element(times.begin(), times.end()),
        std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size())};
}

/// Seconds of one product [4096, 512] x [512, 512], of 30.
Times secondsPerProduct()
{
    constexpr std::size_t rows = 2 * comparisons;
    std::vector<float> a(rows * width, 0.5f);
    std::vector<float> b(width * width, 0.25f);
    std::vector<float> c(rows * width);
    std::vector<double> times;
    for (int i = 0; i < 30; ++i) {
        const double start = steadySeconds();
        product(a.data(), b.data(), c.data(), rows, width, width);
        times.push_back(steadySeconds() - start);
    }
    return summary(times);
}

/// Seconds per step of one model, drawing its batch included.
Times secondsPerStep(SyntheticModel model, const Sampling& sampling, int threads, int iterations)
{
    const auto environment = loadEnvironment("1d");
    const preference::SyntheticHead head{model, environment->atoms(), std::nullopt};
    const NetworkShape shape = networkShape(head, 1);
    const auto trainer = makeFusedTrainer(shape, head, threads);
    RandomStream random(1);
    trainer->setState(initialState(shape, random));
    Batch batch;
    std::vector<double> times;
    for (int i = -3; i < iterations; ++i) {
        const double start = steadySeconds();
        if (model == SyntheticModel::classifier) {
            drawPairBatch(*environment, comparisons, random, batch);
        } else {
            drawBatch(*environment, sampling, random, batch);
        }
        trainer->step(batch, 1e-3);
        if (i >= 0) {
            times.push_back(steadySeconds() - start);
        }
    }
    return summary(times);
}

/// Multiply-adds a second times two as the peer measures them: the best of five series of 20 products.
double bestSeriesRate()
{
    constexpr std::size_t rows = 2 * comparisons;
    std::vector<float> a(rows * width, 0.5f);
    std::vector<float> b(width * width, 0.25f);
    std::vector<float> c(rows * width);
    double best = 0.0;
    for (int series = 0; series < 5; ++series) {
        const double start = steadySeconds();
        for (int i = 0; i < 20; ++i) {
            product(a.data(), b.data(), c.data(), rows, width, width);
        }
        best = std::max(best, 20.0 * 2.0 * static_cast<double>(rows) * width * width / (steadySeconds() - start));
    }
    return best;
}

} // namespace

int main(int argc, char** argv)
{
    int threads = 2;
    int rounds = 5;
    int iterations = 20;
    std::string peer;
    CLI::App app("Speed of the synthetic experiment");
    app.add_option("--threads", threads);
    app.add_option("--rounds", rounds);
    app.add_option("--iterations", iterations);
    app.add_option("--peer", peer, "command that prints the peer's JSON line");
    CLI11_PARSE(app, argc, argv);

    const ComputeScope scope({threads, false, "cpu"});
    std::vector<double> rates;
    std::vector<double> fractions;
    std::vector<double> totals;
    std::vector<double> peerTotals;
    std::vector<double> peerFractions;
    std::vector<double> peerStyleFractions;
    std::vector<std::vector<double>> perModel(4);
    std::vector<double> reuse[2];
    double bestProduct = 1e9;
    std::vector<double> bestSteps(4, 1e9);
    // Two hidden products a row, each thrice: forward, and the gradients of its inputs and of its weights.
    const double flops = 3.0 * 2.0 * (3 * 2 * comparisons + comparisons) * 2.0 * width * width;
    const double flopsPerProduct = 2.0 * 2.0 * comparisons * width * width;
    for (int round = 0; round < rounds; ++round) {
        std::vector<double> products;
        const double peerStyleRate = bestSeriesRate();
        double meanTotal = 0.0;
        double total = 0.0;
        std::size_t index = 0;
        for (const SyntheticModel model : preference::allSyntheticModels) {
            const Times product = secondsPerProduct();
            products.push_back(product.median);
            bestProduct = std::min(bestProduct, product.best);
            const Times step = secondsPerStep(model, {comparisons, 0}, threads, iterations);
            perModel[index].push_back(step.median);
            bestSteps[index] = std::min(bestSteps[index], step.best);
            ++index;
            total += step.median;
            meanTotal += step.mean;
        }
        for (const SyntheticModel model : {SyntheticModel::base, SyntheticModel::meanAndVariance}) {
            reuse[model == SyntheticModel::base ? 0 : 1].push_back(
                secondsPerStep(model, {16384, 1024}, threads, iterations).median);
        }
        const double rate = flopsPerProduct / median(products);
        rates.push_back(rate);
        totals.push_back(total);
        peerStyleFractions.push_back(flops / meanTotal / peerStyleRate);
        fractions.push_back(flops / total / rate);
        if (!peer.empty()) {
            const Json result = runPeer(peer);
            peerTotals.push_back(result.at("total_ms").get<double>() / 1e3);
            peerFractions.push_back(result.at("fraction_of_gemm").get<double>());
        }
    }
    Json out;
    out["threads"] = threads;
    out["rounds"] = rounds;
    std::size_t index = 0;
    for (const SyntheticModel model : preference::allSyntheticModels) {
        out["ms_per_iteration"][toString(model)] = 1e3 * median(perModel[index++]);
    }
    out["total_ms"] = 1e3 * median(totals);
    out["gemm_gflops"] = median(rates) / 1e9;
    out["fraction_of_gemm"] = median(fractions);
    // By the peer's own method, mean steps against the best series of products, to be compared with its fraction.
    out["fraction_of_gemm_as_peer_measures"] = median(peerStyleFractions);
    // The same from the fastest step and the fastest product seen: what is left where nothing else runs on the machine.
    out["fraction_of_gemm_at_best"] =
        flops / std::accumulate(bestSteps.begin(), bestSteps.end(), 0.0) / (flopsPerProduct / bestProduct);
    out["reused_alternatives_time_ratio"] = {{"base", median(reuse[0]) / median(perModel[0])},
        {"mean_and_variance", median(reuse[1]) / median(perModel[1])}};
    if (!peerTotals.empty()) {
        out["peer_total_ms"] = 1e3 * median(peerTotals);
        out["peer_fraction_of_gemm"] = median(peerFractions);
        out["speedup_over_peer"] = median(peerTotals) / median(totals);
    }
    std::cout << out.dump(2) << "\n";
    return 0;
}
