#pragma once

#include <optional>
#include <string>

namespace dpl::hub {

enum class RepositoryKind { model, dataset };

std::string toString(RepositoryKind kind); ///< "model", "dataset"

/// A model or a dataset on the hub. A model may be a backbone, an adapter or a reward model.
struct Repository {
    RepositoryKind kind = RepositoryKind::model;
    std::string name; ///< "meta-llama/Llama-2-7b-hf"; of a few old ones without an owner, "gpt2"
    std::string revision = "main"; ///< branch, tag or commit
};

/// "ORG/NAME" or "ORG/NAME@REVISION".
std::string toString(const Repository& repository);

/// What a text names if it is ORG/NAME, NAME or either with @REVISION; nothing for what cannot be the name of a
/// repository, such as a path that goes up or has more than two parts.
std::optional<Repository> repositoryNamed(const std::string& text, RepositoryKind kind);

/// The same with an owner: what can hardly be meant as anything else, if there is no file of that name.
bool isOwnersName(const std::string& text);

/// Throws Error that says what a name is like.
Repository requireRepository(const std::string& text, RepositoryKind kind);

/// "dpl fetch ORG/NAME --dataset"
std::string fetchCommand(const Repository& repository);

/// 40 hexadecimal digits in lower case.
bool isCommit(const std::string& revision);

/// Throws Error if a name that a repository gives one of its files could lead out of the repository's folder, or cannot
/// be a file's: absolute, with "..", empty parts, backslashes or control characters, not UTF-8, or too long.
void requireSafeFileName(const std::string& name);

} // namespace dpl::hub
