// Speed of dequantising, in gigabytes of float32 a second on one thread, for every type of real number; and, for a file
// or folder of weights that is named, how long it takes to open and to dequantise all of it, and the memory at its
// largest. Prints one JSON object.
//
//   bench_weights [--threads 2] [--dump DIR] [SmolLM2-135M-Instruct.Q4_1.gguf]

#include "base/clock.hpp"
#include "base/compute.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "weights/weight_file.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include <sys/resource.h>

namespace {

using namespace dpl;
using namespace dpl::weights;

/// Rows of a matrix that stays in the cache, as in the inner loop of a model that keeps its weights as they are stored;
/// the median of many rounds.
double gigabytesPerSecond(StorageType type)
{
    constexpr std::int64_t columns = 4096;
    constexpr std::int64_t rows = 16;
    const BlockLayout layout = blockLayout(type);
    std::string content(rows * columns / layout.elements * layout.bytes, '\0');
    RandomStream random(1);
    for (char& byte : content) {
        byte = static_cast<char>(random.next() & 0x3f); // no infinite scales
    }
    const StoredTensor tensor{"w", {rows, columns}, type, std::as_bytes(std::span(content))};
    std::vector<float> out(rows * columns);
    std::vector<double> seconds;
    for (int round = 0; round < 201; ++round) {
        const double start = steadySeconds();
        for (int i = 0; i < 20; ++i) {
            dequantiseRows(tensor, 0, rows, out);
        }
        seconds.push_back((steadySeconds() - start) / 20);
    }
    std::nth_element(seconds.begin(), seconds.begin() + 100, seconds.end());
    return static_cast<double>(out.size() * sizeof(float)) / seconds[100] * 1e-9;
}

double peakMegabytes()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

Json readThrough(const std::string& path, const std::string& dump)
{
    const double before = peakMegabytes();
    const double start = steadySeconds();
    const auto files = openWeights(path);
    const double opened = steadySeconds();
    std::vector<float> values;
    std::size_t tensors = 0;
    std::size_t stored = 0;
    std::size_t bytes = 0;
    for (const auto& file : files) {
        for (const StoredTensor& tensor : file->tensors()) {
            if (!isReal(tensor.type)) {
                continue;
            }
            values.resize(static_cast<std::size_t>(tensor.elements()));
            dequantise(tensor, values);
            file->release(tensor);
            ++tensors;
            stored += tensor.bytes.size();
            bytes += values.size() * sizeof(float);
            if (!dump.empty()) {
                const auto raw = std::as_bytes(std::span(values));
                writeFileAtomically(std::filesystem::path(dump) / (tensor.name + ".f32"),
                    std::string_view(reinterpret_cast<const char*>(raw.data()), raw.size()));
            }
        }
    }
    const double done = steadySeconds();
    return {{"format", files.front()->format()}, {"tensors", tensors},
        {"stored_megabytes", static_cast<double>(stored) * 1e-6},
        {"float32_megabytes", static_cast<double>(bytes) * 1e-6}, {"open_seconds", opened - start},
        {"dequantise_seconds", done - opened}, {"peak_megabytes_before", before}, {"peak_megabytes", peakMegabytes()}};
}

} // namespace

int main(int argc, char** argv)
{
    ComputeOptions options;
    std::string path;
    std::string dump;
    CLI::App app("Speed of reading weights.");
    app.add_option("--threads", options.threads, "For the file");
    app.add_option("--dump", dump, "A folder for each tensor's numbers, to compare them with another program's");
    app.add_option("weights", path, "A weight file or a folder of them");
    CLI11_PARSE(app, argc, argv);
    try {
        const ComputeScope scope(options);
        Json result;
        if (!path.empty()) {
            result["file"] = readThrough(path, dump);
        }
        for (const StorageType type : {StorageType::f64, StorageType::f32, StorageType::f16, StorageType::bf16,
                 StorageType::q8_0, StorageType::q4_0, StorageType::q4_1, StorageType::q5_0, StorageType::q5_1,
                 StorageType::q2_k, StorageType::q3_k, StorageType::q4_k, StorageType::q5_k, StorageType::q6_k,
                 StorageType::iq4_nl, StorageType::iq4_xs, StorageType::mxfp4}) {
            result["gigabytes_per_second"][toString(type)] = gigabytesPerSecond(type);
        }
        std::cout << result.dump(2) << "\n";
    } catch (const std::exception& error) {
        std::cerr << "bench_weights: " << error.what() << "\n";
        return 1;
    }
    return 0;
}
