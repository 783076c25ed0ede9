#include "data/configurations.hpp"

#include "base/error.hpp"
#include "base/file_pieces.hpp"
#include "data/front_matter.hpp"
#include "data/row_file_name.hpp"

#include <algorithm>

#include <fnmatch.h>

namespace dpl::data {

namespace {

namespace fs = std::filesystem;

/// The files of rows below a folder, by their names in it; few of a folder that is no dataset.
std::vector<std::string> rowFilesBelow(const fs::path& folder)
{
    constexpr std::size_t most = 100000;
    constexpr int deepest = 8;
    std::vector<std::string> files;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
         !error && entry != fs::recursive_directory_iterator() && files.size() < most; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        std::error_code ignored;
        if (entry->is_directory(ignored)) {
            if (name.starts_with('.') || entry.depth() == deepest) {
                entry.disable_recursion_pending();
            }
        } else if (!name.starts_with('.') && rowFileName(name) && entry->is_regular_file(ignored)) {
            files.push_back(entry->path().lexically_relative(folder).string());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// As the hub matches: * within a folder's name, ** over folders.
bool matches(const std::string& name, std::string pattern)
{
    constexpr const char* anyFolders = "**/";
    constexpr std::size_t longest = 512;
    constexpr std::ptrdiff_t mostStars = 8; // a stranger's pattern with many takes for ever
    if (pattern.size() > longest || std::count(pattern.begin(), pattern.end(), '*') > mostStars) {
        return false;
    }
    if (pattern.starts_with("./")) {
        pattern.erase(0, 2);
    }
    if (pattern.find("**") == std::string::npos) {
        return ::fnmatch(pattern.c_str(), name.c_str(), FNM_PATHNAME) == 0;
    }
    std::string none = pattern;
    for (std::size_t at = none.find(anyFolders); at != std::string::npos; at = none.find(anyFolders, at)) {
        none.erase(at, 3);
    }
    return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0 || ::fnmatch(none.c_str(), name.c_str(), 0) == 0;
}

class FilesByPattern {
public:
    explicit FilesByPattern(const fs::path& folder) : m_folder(folder), m_files(rowFilesBelow(folder)) { }

    /// Appends those that a pattern, or one of a list, names, each once.
    void add(const Json& patterns, std::vector<fs::path>& to) const
    {
        if (patterns.is_array()) {
            for (const Json& pattern : patterns) {
                add(pattern, to);
            }
            return;
        }
        if (!patterns.is_string()) {
            return;
        }
        for (const std::string& file : m_files) {
            const fs::path path = m_folder / file;
            if (matches(file, patterns.get<std::string>()) && std::find(to.begin(), to.end(), path) == to.end()) {
                to.push_back(path);
            }
        }
    }

private:
    fs::path m_folder;
    std::vector<std::string> m_files;
};

std::string textIn(const Json& object, const char* name, const std::string& fallback)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : fallback;
}

Configuration configurationOf(const Json& told, const FilesByPattern& files)
{
    Configuration configuration;
    configuration.name = textIn(told, "config_name", "default");
    configuration.isDefault = textIn(told, "default", "") == "true";
    const auto given = told.find("data_files");
    if (given == told.end()) {
        const fs::path folder = fs::path(textIn(told, "data_dir", "")).lexically_normal();
        if (folder.is_relative() && folder.begin() != folder.end() && *folder.begin() != "..") {
            configuration.folder = folder;
        }
        return configuration;
    }
    if (given->is_object()) { // patterns by split
        for (const auto& [split, patterns] : given->items()) {
            files.add(patterns, configuration.splits[split]);
        }
    } else {
        for (const Json& entry : given->is_array() ? *given : Json::array({*given})) {
            if (entry.is_object()) {
                files.add(entry.value("path", Json()), configuration.splits[textIn(entry, "split", "train")]);
            } else {
                files.add(entry, configuration.splits["train"]);
            }
        }
    }
    std::erase_if(configuration.splits, [](const auto& split) { return split.second.empty(); });
    return configuration;
}

} // namespace

std::vector<Configuration> configurationsOf(const fs::path& folder)
{
    constexpr std::size_t mostBytes = std::size_t{1} << 20;
    std::string text;
    try {
        FilePieces pieces(folder / "README.md");
        for (std::string_view piece = pieces.next(); !piece.empty() && text.size() < mostBytes; piece = pieces.next()) {
            text += piece;
        }
    } catch (const Error&) {
        return {}; // none, or nobody's to read: the files lie as they lie
    }
    const Json told = frontMatterOf(text, "configs");
    if (!told.is_array()) {
        return {};
    }
    const FilesByPattern files(folder);
    std::vector<Configuration> found;
    for (const Json& one : told) {
        if (!one.is_object()) {
            continue;
        }
        if (Configuration configuration = configurationOf(one, files);
            !configuration.splits.empty() || !configuration.folder.empty()) {
            found.push_back(std::move(configuration));
        }
    }
    return found;
}

} // namespace dpl::data
