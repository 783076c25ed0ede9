#include "backbone_command.hpp"
#include "base/standard_streams.hpp"
#include "cancel_command.hpp"
#include "completion_command.hpp"
#include "demo_command.hpp"
#include "devices_command.hpp"
#include "evaluate_command.hpp"
#include "exit_codes.hpp"
#include "fetch_command.hpp"
#include "help_command.hpp"
#include "job_command.hpp"
#include "jobs_command.hpp"
#include "places/askpass.hpp"
#include "places_command.hpp"
#include "runs_command.hpp"
#include "submit_command.hpp"
#include "summarize_command.hpp"
#include "sweep_command.hpp"
#include "synthetic_command.hpp"
#include "tokenize_command.hpp"
#include "train_command.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>
#include <regex>

namespace {

int run(int argc, char** argv)
{
    using namespace dpl;
    CLI::App app("dpl: hidden context in preference learning, on the command line.\n"
                 "Trains ordinary and distributional reward models, and shows what each believes.");
    app.name("dpl");
    app.set_version_flag("--version", "dpl " DPL_VERSION);
    app.require_subcommand(1);
    app.footer("`dpl COMMAND --help` explains a command. dpl-workbench runs the same jobs in a window.");
    cli::addDemoCommand(app);
    cli::addSyntheticCommand(app);
    cli::addTrainCommand(app);
    cli::addEvaluateCommand(app);
    cli::addScoreCommand(app);
    cli::addSummarizeCommand(app);
    cli::addSweepCommand(app);
    cli::addRunsCommand(app);
    cli::addSubmitCommand(app);
    cli::addJobsCommand(app);
    cli::addCancelCommand(app);
    cli::addPlacesCommand(app);
    cli::addJobCommand(app);
    cli::addFetchCommand(app);
    cli::addBackboneCommand(app);
    cli::addTokenizeCommand(app);
    cli::addDevicesCommand(app);
    cli::addCompletionCommand(app);
    cli::addHelpCommand(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp& call) {
        return app.exit(call);
    } catch (const CLI::CallForVersion& call) {
        return app.exit(call);
    } catch (const CLI::RuntimeError& ended) {
        return ended.get_exit_code();
    } catch (const CLI::ConversionError& error) {
        const std::string message = error.what();
        const bool hasComma = std::regex_search(message, std::regex("[0-9],[0-9]"));
        std::cerr << "dpl: " << message << (hasComma ? "; write numbers with a point, such as 0.1" : "")
                  << "; see dpl --help\n";
        return cli::wrongUseExitCode;
    } catch (const CLI::ParseError& error) {
        if (const auto unknown = app.remaining(); app.get_subcommands().empty() && !unknown.empty()) {
            std::cerr << "dpl: there is no command or option \"" << unknown.front() << "\"; see dpl --help\n";
            return cli::wrongUseExitCode;
        }
        std::cerr << "dpl: " << error.what() << "; see dpl --help\n";
        return cli::wrongUseExitCode;
    } catch (const cli::WrongUse& error) {
        std::cerr << "dpl: " << error.what() << "\n";
        return cli::wrongUseExitCode;
    } catch (const std::bad_alloc&) {
        std::cerr << "dpl: out of memory; lower the batch size or the length of texts\n";
        return cli::failedExitCode;
    } catch (const std::exception& error) {
        std::cerr << "dpl: " << error.what() << "\n";
        return cli::failedExitCode;
    }
    return cli::doneExitCode;
}

} // namespace

int main(int argc, char** argv)
{
    dpl::openClosedStreams();
    if (dpl::places::isAskpass()) {
        return dpl::places::runAskpass(argc, argv);
    }
    const int code = run(argc, argv);
    const std::string problem = dpl::flushStandardOutput();
    if (problem.empty() || code != dpl::cli::doneExitCode) {
        return code;
    }
    std::cerr << "dpl: cannot write standard output: " << problem << "\n";
    return dpl::cli::failedExitCode;
}
