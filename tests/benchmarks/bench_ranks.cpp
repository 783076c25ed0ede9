// How long ranks take to exchange what a step makes, over the loopback of this machine: a part of docs/scaling.md.
//   bench_ranks            gathers and sums of 4.2 and 1 million floats in 2, 4 and 8 ranks, medians of 21
// Ranks are threads of one process here; between machines the network's bandwidth takes the place of the loopback's.

#include "../core/ranks/several_ranks.hpp"
#include "base/clock.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace {

using dpl::ranks::Group;

constexpr int rounds = 21;

struct Times {
    double gather = 0.0; ///< seconds, medians
    double sum = 0.0;
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Times timesOf(int ranks, std::size_t floats)
{
    Times times;
    const auto thrown = dpl::test::runRanks(ranks, [&](std::unique_ptr<Group>& group) {
        std::vector<float> own(floats, 1.0F);
        std::vector<float> all(floats * static_cast<std::size_t>(ranks));
        std::vector<double> gathers;
        std::vector<double> sums;
        for (int round = 0; round < rounds; ++round) {
            group->finish();
            double start = dpl::steadySeconds();
            group->gather(std::as_bytes(std::span(own)), std::as_writable_bytes(std::span(all)));
            gathers.push_back(dpl::steadySeconds() - start);
            group->finish();
            start = dpl::steadySeconds();
            group->sum(own);
            sums.push_back(dpl::steadySeconds() - start);
        }
        if (group->isFirst()) {
            times = {median(gathers), median(sums)};
        }
        group->finish();
    });
    for (const auto& one : thrown) {
        if (const std::string message = dpl::test::messageOf(one); !message.empty()) {
            std::printf("%s\n", message.c_str());
        }
    }
    return times;
}

} // namespace

int main()
{
    std::printf("| floats | ranks | gathered, ms | GB/s received by a rank | summed, ms |\n| ---: | ---: | ---: | ---: "
                "| ---: |\n");
    for (const std::size_t floats : {std::size_t{1'000'000}, std::size_t{4'194'304}}) {
        for (const int ranks : {2, 4, 8}) {
            const Times times = timesOf(ranks, floats);
            const double received = static_cast<double>(floats) * sizeof(float) * (ranks - 1);
            std::printf("| %zu | %d | %.1f | %.2f | %.1f |\n", floats, ranks, 1e3 * times.gather,
                received / times.gather / 1e9, 1e3 * times.sum);
        }
    }
}
