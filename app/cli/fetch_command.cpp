#include "fetch_command.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "base/stopped.hpp"
#include "exit_codes.hpp"
#include "fetch_terminal.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <memory>

namespace dpl::cli {

namespace {

struct FetchOptions {
    std::string name;
    bool isDataset = false;
    hub::FileChoice choice;
    bool list = false;
    bool json = false;
};

void print(const hub::FetchPlan& plan, const hub::Repository& repository)
{
    std::cout << toString(repository) << " at " << plan.commit.substr(0, 8)
              << (plan.licence.empty() ? ", no licence named" : ", licence: " + plan.licence)
              << (plan.isGated ? "; it asks to accept its terms" : "") << "\n";
    std::size_t widest = 0;
    for (const hub::FetchPlan::File& file : plan.files) {
        widest = std::max(widest, file.file.name.size());
    }
    for (const hub::FetchPlan::File& file : plan.files) {
        std::string line = (file.isUsed ? "  + " : "  - ");
        std::string size = file.file.size < 0 ? "?" : formatBytes(file.file.size);
        line += std::string(10 - std::min<std::size_t>(10, size.size()), ' ') + size + "  " + file.file.name;
        if (!file.use.empty()) {
            line += std::string(widest - file.file.name.size() + 2, ' ') + file.use;
        }
        std::cout << line << "\n";
    }
    const std::size_t used = plan.used().size();
    const std::int64_t there = plan.usedBytes() - plan.missingBytes();
    std::cout << used << " of " << plan.files.size() << " files are used (+): " << formatBytes(plan.usedBytes())
              << (there > 0 ? ", of which " + formatBytes(there) + " are in the cache" : "") << "\n";
    if (!plan.problem.empty()) {
        std::cout << plan.problem << "\n";
    }
}

void run(const FetchOptions& options)
{
    hub::FetchParams params;
    hub::HubSettings settings;
    try {
        params.repository = hub::requireRepository(
            options.name, options.isDataset ? hub::RepositoryKind::dataset : hub::RepositoryKind::model);
        params.choice = options.choice;
        settings = hub::hubSettings();
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    const std::stop_token stop = stopOnInterruption();
    if (options.list) {
        FetchTerminal terminal;
        try {
            const hub::FetchPlan plan = hub::planFetch(params, settings, terminal, stop);
            if (options.json) {
                std::cout << dumpJson(plan.toJson(), 2) << "\n";
            } else {
                print(plan, params.repository);
            }
        } catch (const Stopped&) {
            throw CLI::RuntimeError(interruptedExitCode(false));
        }
        return;
    }
    hub::FetchResult result;
    {
        FetchTerminal terminal;
        result = hub::fetch(params, settings, terminal, stop);
    }
    if (options.json) {
        std::cout << dumpJson(result.toJson(), 2) << "\n";
    }
    if (!result.finished) {
        std::cerr << "dpl: stopped; " << whatIsKept(result) << "\n";
        throw CLI::RuntimeError(interruptedExitCode());
    }
    std::cerr << "dpl: " << (result.wasThere ? "already there: " : "fetched ") << result.files
              << (result.files == 1 ? " file, " : " files, ") << formatBytes(result.bytes) << "\n";
    if (!options.json) {
        std::cout << result.snapshot.string() << "\n";
    }
}

} // namespace

void addFetchCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("fetch", "Fetch a model or a dataset by its name from the Hugging Face hub");
    command->footer(
        "What is fetched lies in the Hugging Face cache, which Python's libraries share, and is found there by its "
        "name:\n"
        "  dpl fetch HuggingFaceTB/SmolLM2-135M --list\n"
        "  dpl fetch HuggingFaceTB/SmolLM2-135M\n"
        "  dpl fetch Anthropic/hh-rlhf --dataset\n"
        "  dpl train --model_name HuggingFaceTB/SmolLM2-135M --data_path Anthropic/hh-rlhf\n"
        "Only what is used is fetched: of a model its configuration, tokenizer and weights, these in one form, or its "
        "adapter; of a\n"
        "dataset its rows. Every file is checked by its checksum. The folder is printed. A fetch that was stopped or "
        "killed resumes when\n"
        "the command is repeated.\n"
        "HF_TOKEN, or the file that `hf auth login` writes, opens what is private or asks to accept terms; HF_HOME, "
        "HF_HUB_CACHE,\n"
        "HF_ENDPOINT, HF_HUB_OFFLINE, HF_HUB_DOWNLOAD_TIMEOUT, https_proxy and SSL_CERT_FILE mean what they mean "
        "elsewhere.");
    auto options = std::make_shared<FetchOptions>();
    command->add_option("name", options->name, "ORG/NAME, or ORG/NAME@REVISION: a branch, tag or commit")->required();
    command->add_flag("--dataset", options->isDataset, "It is a dataset");
    command
        ->add_option("--include", options->choice.include,
            "Fetch the files whose names match this pattern instead, such as '*.Q8_0.gguf' or 'data/train-*'; may be "
            "given several times")
        ->allow_extra_args(false);
    command->add_flag("--all", options->choice.all, "Fetch every file");
    command->add_flag("--list", options->list, "Fetch nothing: list files, sizes, licence, and what is used");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
