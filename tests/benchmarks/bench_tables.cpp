// Speed of reading a Parquet file as columns of texts, on one thread: for every row and column the bytes of its text
// are at hand. The peer, pyarrow's iter_batches, ends where its batches are.
//
// Rounds of this and of the peer take turns; medians are compared, and what both read is, too. Prints one JSON object.
//
//   bench_tables FILE [--rounds 9] [--peer "python tests/benchmarks/peers/tables.py"]     the peer makes FILE

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "data/row_reader.hpp"
#include "data/table_rows.hpp"
#include "median.hpp"
#include "peer.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace {

using namespace dpl;
using bench::median;
using bench::runPeer;

struct Amount {
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
};

Amount readColumns(const std::filesystem::path& file)
{
    const std::unique_ptr<data::TableFile> table = data::openTable(file, data::TableFormat::parquet);
    data::TableBatches batches(*table, file.string(), 0);
    Amount amount;
    while (batches.next()) {
        for (std::size_t column = 0; column < batches.columns().size(); ++column) {
            for (std::int64_t row = 0; row < batches.rows(); ++row) {
                amount.bytes += static_cast<std::int64_t>(batches.text(column, row).value_or("").size());
            }
        }
        amount.rows += batches.rows();
    }
    return amount;
}

double timed(const std::filesystem::path& file, Amount& amount)
{
    const double start = steadySeconds();
    amount = readColumns(file);
    return 1000.0 * (steadySeconds() - start);
}

double timedRows(const std::filesystem::path& file)
{
    const double start = steadySeconds();
    const std::unique_ptr<data::RowReader> reader = data::openRows(file);
    for (Json row; reader->next(row);) { }
    return 1000.0 * (steadySeconds() - start);
}

int run(int argc, char** argv)
{
    CLI::App app("Speed of reading a Parquet file as columns of texts");
    std::filesystem::path file;
    int rounds = 9;
    std::string peer;
    app.add_option("file", file, "of texts alone")->required();
    app.add_option("--rounds", rounds, "of each")->check(CLI::Range(1, 1000));
    app.add_option("--peer", peer, "command that takes the file and --rounds, and prints the peer's JSON line");
    CLI11_PARSE(app, argc, argv);

    const auto askPeer = [&](int peerRounds) {
        return runPeer(peer + " '" + file.string() + "' --rounds " + std::to_string(peerRounds));
    };
    Json told = peer.empty() ? Json() : askPeer(1);
    Amount amount;
    timed(file, amount); // into the page cache
    std::vector<double> own;
    std::vector<double> peers;
    for (int round = 0; round < rounds; ++round) {
        own.push_back(timed(file, amount));
        if (!peer.empty()) {
            told = askPeer(1);
            peers.push_back(told["milliseconds"].get<double>());
        }
    }
    Json result{{"file_mib", static_cast<double>(std::filesystem::file_size(file)) / 1048576.0}, {"rounds", rounds},
        {"rows", amount.rows}, {"bytes", amount.bytes}, {"milliseconds", median(own)},
        {"milliseconds_as_json", timedRows(file)}};
    if (!peer.empty()) {
        result["peer"] = told["peer"];
        result["peer_milliseconds"] = median(peers);
        result["times_as_fast"] = median(peers) / median(own);
        result["same_content"] = told["rows"] == Json(amount.rows) && told["bytes"] == Json(amount.bytes);
    }
    std::cout << result.dump(2) << "\n";
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "bench_tables: " << error.what() << "\n";
        return 1;
    }
}
