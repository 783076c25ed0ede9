#include "named_sources.hpp"

#include "backbone/adapter.hpp"
#include "base/error.hpp"
#include "exit_codes.hpp"
#include "fetch_terminal.hpp"
#include "hub/fetch.hpp"
#include "hub/named_files.hpp"
#include "interruption.hpp"
#include "option_names.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace dpl::cli {

void NamedSources::addTo(CLI::App& command)
{
    addSwitch(command, "fetch", m_fetches,
        "Fetch models and datasets that are named ORG/NAME and are not there, as dpl fetch does");
}

void NamedSources::provide(const std::string& name, hub::RepositoryKind kind, const std::stop_token& stop) const
{
    if (!m_fetches || !hub::mayBeFetched(name, kind)) {
        return;
    }
    const hub::FetchParams params{hub::requireRepository(name, kind), {}};
    hub::FetchResult result;
    {
        FetchTerminal terminal;
        result = hub::fetch(params, hub::hubSettings(), terminal, stop);
    }
    if (!result.finished) {
        std::cerr << "dpl: stopped while fetching " << name << "; " << whatIsKept(result) << "\n";
        throw CLI::RuntimeError(interruptedExitCode());
    }
    std::cerr << "dpl: fetched " << name << " into " << result.snapshot.string() << "\n";
}

void NamedSources::provideBackboneOf(const std::filesystem::path& checkpoint, const std::stop_token& stop) const
{
    if (!m_fetches || !backbone::isAdapter(checkpoint)) {
        return;
    }
    const backbone::AdapterConfig config = backbone::readAdapterConfig(checkpoint);
    std::error_code ignored;
    if (!std::filesystem::exists(backbone::backboneOf(checkpoint, config), ignored)) {
        provide(config.baseModel, hub::RepositoryKind::model, stop);
    }
}

std::filesystem::path modelPlace(const std::string& name)
{
    return hub::located(name, hub::RepositoryKind::model).value_or(name);
}

} // namespace dpl::cli
