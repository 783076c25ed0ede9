#include "hub/used_files.hpp"

#include "base/format.hpp"

#include <algorithm>
#include <array>

#include <fnmatch.h>

namespace dpl::hub {

namespace {

constexpr std::array configurationFiles{"config.json", "generation_config.json"};
constexpr std::array tokenizerFiles{"added_tokens.json", "chat_template.jinja", "chat_template.json", "merges.txt",
    "special_tokens_map.json", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "vocab.json"};
/// Of an adapter, beside its weights.
constexpr std::array adapterFiles{"adapter_config.json", "reward_head.json"};

template <std::size_t Count> bool isOneOf(const std::array<const char*, Count>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool matches(const std::string& name, const std::string& pattern)
{
    return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

/// The weights of a model in one form: one file, or shards with the index that says what is in which.
bool isWeights(const std::string& name, const std::string& stem, const std::string& ending)
{
    return name == stem + ending || name == stem + ending + ".index.json"
        || matches(name, stem + "-[0-9]*-of-[0-9]*" + ending);
}

bool isSafetensors(const std::string& name)
{
    return isWeights(name, "model", ".safetensors");
}

bool isTorchWeights(const std::string& name)
{
    return isWeights(name, "pytorch_model", ".bin");
}

bool isGguf(const std::string& name)
{
    return name.ends_with(".gguf");
}

/// What is known of the files together, by which each is judged.
class ModelFiles {
public:
    explicit ModelFiles(const Listing& listing) : m_listing(listing)
    {
        m_hasSafetensors = has([](const std::string& name) { return isSafetensors(name); });
        m_hasTorchWeights = has([](const std::string& name) { return isTorchWeights(name); });
        m_hasAdapter = has([](const std::string& name) { return name == "adapter_config.json"; });
        m_hasAdapterSafetensors = has([](const std::string& name) { return name == "adapter_model.safetensors"; });
        m_hasHeadSafetensors = has([](const std::string& name) { return name == "value_head.safetensors"; });
        m_ggufs = std::count_if(
            listing.files.begin(), listing.files.end(), [](const RemoteFile& file) { return isGguf(file.name); });
    }

    ListedFile judge(const RemoteFile& file) const
    {
        const std::string& name = file.name;
        const auto as = [&](const char* use, bool isUsed = true) { return ListedFile{file, use, isUsed}; };
        constexpr const char* otherForm = "the same weights in another form";
        if (isGguf(name)) {
            return isGgufAlone() ? as("weights and tokenizer", m_ggufs == 1) : as(otherForm, false);
        }
        if (isOneOf(configurationFiles, name)) {
            return as("configuration");
        }
        if (isOneOf(tokenizerFiles, name)) {
            return as("tokenizer");
        }
        if (isSafetensors(name)) {
            return as("weights");
        }
        if (isTorchWeights(name)) {
            return m_hasSafetensors ? as(otherForm, false) : as("weights");
        }
        if (name == "value_head.safetensors") {
            return as("reward head");
        }
        if (name == "value_head.bin") {
            return m_hasHeadSafetensors ? as(otherForm, false) : as("reward head");
        }
        if (m_hasAdapter) {
            if (isOneOf(adapterFiles, name) || name == "adapter_model.safetensors") {
                return as("adapter");
            }
            if (name == "adapter_model.bin") {
                return m_hasAdapterSafetensors ? as(otherForm, false) : as("adapter");
            }
        }
        for (const char* ending : {".safetensors", ".bin", ".onnx", ".h5", ".msgpack", ".ot", ".pt", ".pth"}) {
            if (name.ends_with(ending)) {
                return as("other weights", false);
            }
        }
        return as("", false);
    }

    std::string problem(const Repository& repository) const
    {
        if (isGgufAlone() && m_ggufs > 1) {
            std::string names;
            for (const RemoteFile& file : m_listing.files) {
                if (isGguf(file.name)) {
                    names += (names.empty() ? "" : ", ") + file.name + " (" + formatBytes(file.size) + ")";
                }
            }
            return toString(repository)
                + " has several GGUF files; name the one that you want with --include: " + names;
        }
        return hasWeights() || isGgufAlone() ? std::string()
                                             : toString(repository)
                + " has no model.safetensors, pytorch_model.bin, GGUF file or adapter in its top folder, which is what "
                  "can be used here; dpl fetch --all fetches it as it is";
    }

private:
    template <typename Is> bool has(const Is& is) const
    {
        return std::any_of(
            m_listing.files.begin(), m_listing.files.end(), [&](const RemoteFile& file) { return is(file.name); });
    }

    bool hasWeights() const { return m_hasSafetensors || m_hasTorchWeights || m_hasAdapter; }
    bool isGgufAlone() const { return m_ggufs > 0 && !hasWeights(); }

    const Listing& m_listing;
    bool m_hasSafetensors = false;
    bool m_hasTorchWeights = false;
    bool m_hasAdapter = false;
    bool m_hasAdapterSafetensors = false;
    bool m_hasHeadSafetensors = false;
    std::ptrdiff_t m_ggufs = 0;
};

bool isRows(const std::string& name)
{
    for (const char* about : {"dataset_infos.json", "dataset_info.json", "state.json", "dataset_dict.json"}) {
        if (name == about || name.ends_with(std::string("/") + about)) {
            return false;
        }
    }
    for (const char* ending : {".parquet", ".arrow", ".jsonl", ".json"}) {
        for (const char* packed : {"", ".gz", ".zst"}) {
            if (name.ends_with(std::string(ending) + packed)) {
                return true;
            }
        }
    }
    return false;
}

/// In the folders of HH-RLHF that hold comparisons, and not its red team's dialogues.
bool isOfHhRlhf(const std::string& name)
{
    return name.starts_with("harmless-base/") || name.starts_with("helpful-base/");
}

/// Whether the rows are of a split of this name: train.jsonl, train-00000-of-00002.parquet, or a file in a folder
/// train.
bool isOfSplit(const std::string& name, const std::string& split)
{
    const std::string inFolder = "/" + name;
    return inFolder.find("/" + split + ".") != std::string::npos
        || inFolder.find("/" + split + "-") != std::string::npos
        || inFolder.find("/" + split + "/") != std::string::npos;
}

/// Which of a dataset's rows are read, by all of its files.
class DatasetFiles {
public:
    explicit DatasetFiles(const Listing& listing)
    {
        for (const RemoteFile& file : listing.files) {
            m_isHhRlhf = m_isHhRlhf || (isRows(file.name) && isOfHhRlhf(file.name));
        }
        // A split is called train or test; where there is none, others do for it.
        for (const auto& candidates :
            {std::vector<std::string>{"train", "train_prefs"}, {"test", "test_prefs", "validation"}}) {
            for (const std::string& split : candidates) {
                if (std::any_of(listing.files.begin(), listing.files.end(),
                        [&](const RemoteFile& file) { return isRows(file.name) && isOfSplit(file.name, split); })) {
                    m_splits.push_back(split);
                    break;
                }
            }
        }
    }

    ListedFile judge(const RemoteFile& file) const
    {
        if (file.name == "README.md") {
            return {file, "which rows are of which split", true};
        }
        if (!isRows(file.name) || file.name.front() == '.') {
            return {file, "", false};
        }
        const bool isRead = m_isHhRlhf ? isOfHhRlhf(file.name)
                                       : m_splits.empty()
                || std::any_of(m_splits.begin(), m_splits.end(),
                    [&](const std::string& split) { return isOfSplit(file.name, split); });
        return {file, isRead ? "rows" : "other rows", isRead};
    }

private:
    bool m_isHhRlhf = false;
    std::vector<std::string> m_splits; ///< that are read; none: the files are called otherwise
};

bool hasUsed(const UsedFiles& files)
{
    return std::any_of(files.files.begin(), files.files.end(), [](const ListedFile& file) { return file.isUsed; });
}

bool hasRows(const UsedFiles& files)
{
    return std::any_of(files.files.begin(), files.files.end(),
        [](const ListedFile& file) { return file.isUsed && isRows(file.file.name); });
}

} // namespace

std::int64_t UsedFiles::usedBytes() const
{
    constexpr std::int64_t most = std::int64_t{1} << 61; // what a stranger says may be anything
    std::int64_t bytes = 0;
    for (const ListedFile& file : files) {
        bytes = std::min(most, bytes + (file.isUsed ? std::clamp<std::int64_t>(file.file.size, 0, most) : 0));
    }
    return bytes;
}

UsedFiles usedFiles(const Listing& listing, const Repository& repository, const FileChoice& choice)
{
    UsedFiles used;
    const bool isDataset = repository.kind == RepositoryKind::dataset;
    const ModelFiles model(listing);
    const DatasetFiles dataset(listing);
    for (const RemoteFile& file : listing.files) {
        ListedFile listed = isDataset ? dataset.judge(file) : model.judge(file);
        if (choice.all) {
            listed.isUsed = true;
        } else if (!choice.include.empty()) {
            listed.isUsed = std::any_of(choice.include.begin(), choice.include.end(),
                [&](const std::string& pattern) { return matches(file.name, pattern); });
        }
        used.files.push_back(std::move(listed));
    }
    if (!choice.include.empty() && !choice.all) {
        if (!hasUsed(used)) {
            used.problem = toString(repository) + " has no file that matches " + choice.include.front()
                + (choice.include.size() > 1 ? " or the other patterns" : "") + "; dpl fetch --list shows its files";
        }
    } else if (listing.files.empty()) {
        used.problem = toString(repository) + " has no files";
    } else if (!choice.all && isDataset && !hasRows(used)) {
        used.problem = toString(repository)
            + " has no files of rows (JSON lines, Parquet, Arrow); dpl fetch --all fetches it as it is";
    } else if (!choice.all && !isDataset) {
        used.problem = model.problem(repository);
    }
    return used;
}

} // namespace dpl::hub
