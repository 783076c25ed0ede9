#pragma once

#include "hub/repository.hpp"

#include <CLI/App.hpp>

#include <filesystem>
#include <stop_token>
#include <string>

namespace dpl::cli {

/// --fetch, of a command whose options name models or datasets as the hub has them.
class NamedSources {
public:
    void addTo(CLI::App& command);

    /// With --fetch, fetches what a name stands for, if it leads to nothing here and the hub may have it. Throws
    /// hub::HubError and Error; where a stop ends it, the command ends as one that was interrupted.
    void provide(const std::string& name, hub::RepositoryKind kind, const std::stop_token& stop) const;

    /// The same for the backbone that an adapter names.
    void provideBackboneOf(const std::filesystem::path& checkpoint, const std::stop_token& stop) const;

private:
    bool m_fetches = false;
};

/// Where a model that is named as the hub has it lies, if it is in the Hugging Face cache; else the name.
std::filesystem::path modelPlace(const std::string& name);

} // namespace dpl::cli
