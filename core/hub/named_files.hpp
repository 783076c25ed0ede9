#pragma once

#include "hub/repository.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace dpl::hub {

/// What a name of the user's leads to: a folder or file of that name if there is one, else the snapshot of the model or
/// dataset of that name in the Hugging Face cache (of a model that is one GGUF file that file); nothing otherwise.
std::optional<std::filesystem::path> located(const std::string& name, RepositoryKind kind);

/// "; it is not in the Hugging Face cache (PATH) either, where `dpl fetch ORG/NAME` brings it": the end of a sentence
/// that says that there is no folder or file of a name; empty for what cannot be a repository's name.
std::string fetchAdvice(const std::string& name, RepositoryKind kind);

/// Whether a name leads to nothing, and the hub may have it: one with an owner.
bool mayBeFetched(const std::string& name, RepositoryKind kind);

} // namespace dpl::hub
