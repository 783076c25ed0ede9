#include "hub/repository.hpp"

#include "base/error.hpp"
#include "base/utf8.hpp"

#include <algorithm>

namespace dpl::hub {

namespace {

constexpr std::size_t longestPart = 96;
constexpr std::size_t longestFileName = 255; // bytes, as file systems have it
constexpr std::size_t longestFilePath = 2048;

bool isPlain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
        || c == '.';
}

/// As the hub has it.
bool isNamePart(const std::string& part)
{
    const auto ends = [&](char c) { return part.front() == c || part.back() == c; };
    return !part.empty() && part.size() <= longestPart && std::all_of(part.begin(), part.end(), isPlain) && !ends('-')
        && !ends('.') && part.find("..") == std::string::npos && part.find("--") == std::string::npos;
}

/// Branches may have slashes ("refs/pr/1"); they become files of the cache, so their parts must be safe.
bool isRevision(const std::string& revision)
{
    try {
        requireSafeFileName(revision);
    } catch (const Error&) {
        return false;
    }
    return revision.find_first_of(" ~^:?*[@") == std::string::npos;
}

} // namespace

std::string toString(RepositoryKind kind)
{
    return kind == RepositoryKind::model ? "model" : "dataset";
}

std::string toString(const Repository& repository)
{
    return repository.revision == "main" ? repository.name : repository.name + "@" + repository.revision;
}

std::optional<Repository> repositoryNamed(const std::string& text, RepositoryKind kind)
{
    Repository repository{kind, text.substr(0, text.find('@'))};
    if (repository.name.size() < text.size()) {
        repository.revision = text.substr(repository.name.size() + 1);
    }
    const std::size_t slash = repository.name.find('/');
    const bool hasOwner = slash != std::string::npos;
    const bool isNamed = hasOwner
        ? isNamePart(repository.name.substr(0, slash)) && isNamePart(repository.name.substr(slash + 1))
        : isNamePart(repository.name);
    return isNamed && isRevision(repository.revision) ? std::optional(repository) : std::nullopt;
}

bool isOwnersName(const std::string& text)
{
    return text.find('/') < text.find('@') && repositoryNamed(text, RepositoryKind::model).has_value();
}

Repository requireRepository(const std::string& text, RepositoryKind kind)
{
    if (const auto repository = repositoryNamed(text, kind)) {
        return *repository;
    }
    throw Error("\"" + text + "\" is not a " + toString(kind) + "'s name: write ORG/NAME, or ORG/NAME@REVISION");
}

std::string fetchCommand(const Repository& repository)
{
    return "dpl fetch " + toString(repository) + (repository.kind == RepositoryKind::dataset ? " --dataset" : "");
}

bool isCommit(const std::string& revision)
{
    return revision.size() == 40 && revision.find_first_not_of("0123456789abcdef") == std::string::npos;
}

void requireSafeFileName(const std::string& name)
{
    const auto refuse = [&](const std::string& why) {
        std::string shown;
        for (const char c : name.substr(0, longestFileName)) {
            shown += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
        }
        throw Error(
            "the repository has a file with the name \"" + shown + "\", which " + why + "; nothing of it is fetched");
    };
    if (firstInvalidUtf8(name)) {
        refuse("is not UTF-8");
    }
    if (name.size() > longestFilePath) {
        refuse("is too long");
    }
    for (const char c : name) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\') {
            refuse("has a backslash or a control character");
        }
    }
    std::size_t from = 0;
    for (;;) {
        const std::size_t end = std::min(name.find('/', from), name.size());
        const std::string part = name.substr(from, end - from);
        if (part.empty() || part == "." || part == "..") {
            refuse("could lie outside its folder");
        }
        if (part.size() > longestFileName) {
            refuse("is too long");
        }
        if (end == name.size()) {
            return;
        }
        from = end + 1;
    }
}

} // namespace dpl::hub
