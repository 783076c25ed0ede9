// Feeds a fuzz target with mutated seeds: bit flips, extreme integers, cuts, copies and splices, some of them several
// times over. Deterministic for a seed, so that a finding can be repeated; the input that is being tried lies in
// --save, if given.

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/random_stream.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <cstring>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Bytes = std::string;

std::size_t below(dpl::RandomStream& random, std::size_t bound)
{
    return bound == 0 ? 0
                      : random.below(static_cast<std::uint32_t>(
                            std::min<std::size_t>(bound, std::numeric_limits<std::uint32_t>::max())));
}

/// Where headers are, mutations do most; half of them go to the first kilobyte.
std::size_t position(dpl::RandomStream& random, std::size_t size)
{
    return below(random, random.next() % 2 == 0 ? std::min<std::size_t>(size, 1024) : size);
}

void overwriteInteger(Bytes& bytes, dpl::RandomStream& random)
{
    static constexpr std::uint64_t extremes[]{0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000,
        0xffffffff, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff};
    const std::size_t width = std::size_t{1} << random.below(4);
    const std::size_t at = position(random, bytes.size());
    if (at + width <= bytes.size()) {
        std::uint64_t value = extremes[random.below(std::size(extremes))];
        value += random.below(3);
        std::memcpy(bytes.data() + at, &value, width);
    }
}

void mutate(Bytes& bytes, const std::vector<Bytes>& seeds, dpl::RandomStream& random)
{
    if (bytes.empty()) {
        bytes.push_back(static_cast<char>(random.next()));
        return;
    }
    const std::size_t at = position(random, bytes.size());
    const std::size_t length = 1 + below(random, std::min<std::size_t>(64, bytes.size() - at));
    switch (random.below(8)) {
    case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8))); break;
    case 1: bytes[at] = static_cast<char>(random.next()); break;
    case 2: overwriteInteger(bytes, random); break;
    case 3: bytes.erase(at, length); break;
    case 4: bytes.insert(at, bytes.substr(position(random, bytes.size()), length)); break;
    case 5: bytes.resize(at); break;
    case 6: {
        const Bytes& other = seeds[below(random, seeds.size())];
        if (!other.empty()) {
            bytes = bytes.substr(0, at) + other.substr(below(random, other.size()));
        }
        break;
    }
    default: // a digit for a digit, a bracket for a bracket: text formats stay readable for longer
        if (bytes[at] >= '0' && bytes[at] <= '9') {
            bytes[at] = static_cast<char>('0' + random.below(10));
        } else {
            bytes[at] = "{}[]\",:-e"[random.below(9)];
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    double seconds = 0.0;
    std::int64_t runs = 0;
    std::uint64_t seed = 0;
    std::string save;
    std::vector<std::string> files;
    CLI::App app("Feeds a reader with mutated files.");
    app.add_option("--seconds", seconds, "How long")->envname("DPL_FUZZ_SECONDS");
    app.add_option("--runs", runs, "How many inputs, if no time is given");
    app.add_option("--seed", seed, "Of the mutations");
    app.add_option("--save", save, "Where the input that is being tried is written first");
    app.add_option("seeds", files, "Valid files")->required()->check(CLI::ExistingFile);
    CLI11_PARSE(app, argc, argv);

    std::vector<Bytes> seeds;
    for (const std::string& file : files) {
        seeds.push_back(dpl::readFile(file));
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(seeds.back().data()), seeds.back().size());
    }
    const double start = dpl::steadySeconds();
    std::int64_t run = 0;
    for (; seconds > 0.0 ? dpl::steadySeconds() - start < seconds : run < runs; ++run) {
        dpl::RandomStream random(seed, {static_cast<std::uint64_t>(run)});
        Bytes bytes = seeds[below(random, seeds.size())];
        for (std::uint32_t i = 1 + random.below(6); i > 0; --i) {
            mutate(bytes, seeds, random);
        }
        if (!save.empty()) {
            dpl::writeFileAtomically(save, bytes);
        }
        // A copy of the exact size, so that a sanitizer sees a read behind its end.
        const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
        LLVMFuzzerTestOneInput(exact.data(), exact.size());
    }
    std::cout << run << " inputs without a finding\n";
    return 0;
}
