#include "scoring/checkpoint_model.hpp"

#include "backbone/backbone_locations.hpp"
#include "base/content_hash.hpp"
#include "base/error.hpp"
#include "base/mapped_file.hpp"
#include "hub/digest.hpp"
#include "hub/named_files.hpp"
#include "scoring/reward_label.hpp"
#include "weights/weight_file.hpp"

#include <algorithm>

namespace dpl::scoring {

namespace {

namespace fs = std::filesystem;

/// Whether a file of a model's folder has a say in what the model gives: weights, configs, tokenizers.
bool counts(const fs::path& file)
{
    const std::string name = file.filename().string();
    for (const char* ending : {".safetensors", ".bin", ".gguf", ".index.json"}) {
        if (name.ends_with(ending)) {
            return true;
        }
    }
    for (const char* beginning : {"config.json", "adapter_config.json", "reward_head.json", "tokenizer", "vocab",
             "merges.txt", "added_tokens.json", "special_tokens_map.json"}) {
        if (name.starts_with(beginning)) {
            return true;
        }
    }
    return false;
}

void addFile(const fs::path& file, ContentHash& hash)
{
    constexpr std::size_t whole = std::size_t{64} << 20;
    constexpr std::size_t pieces = 64;
    constexpr std::size_t pieceBytes = std::size_t{1} << 18;
    hash.add(file.filename().string());
    const MappedFile mapped(file);
    const std::string_view bytes(reinterpret_cast<const char*>(mapped.bytes().data()), mapped.bytes().size());
    hash.add(std::to_string(bytes.size()));
    if (bytes.size() <= whole) {
        hash.add(bytes);
    } else {
        for (std::size_t i = 0; i < pieces; ++i) {
            hash.add(bytes.substr((bytes.size() - pieceBytes) / (pieces - 1) * i, pieceBytes));
        }
    }
}

/// Of a file, or of those in a folder that count, by name.
std::string hashOf(const fs::path& place)
{
    std::vector<fs::path> files;
    std::error_code error;
    if (!fs::is_directory(place, error)) {
        files = weights::ggufPieces(place);
    }
    for (fs::directory_iterator entry(place, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_regular_file(ignored) && counts(entry->path())) {
            files.push_back(entry->path());
        }
    }
    std::sort(files.begin(), files.end());
    ContentHash hash;
    for (const fs::path& file : files) {
        addFile(file, hash);
    }
    return hash.hex();
}

} // namespace

CheckpointFiles filesOf(const CheckpointParams& params)
{
    const fs::path& checkpoint = params.checkpoint;
    std::error_code ignored;
    if (!fs::is_directory(checkpoint, ignored)) {
        throw Error(checkpoint.string()
            + " is not a folder; name the folder of an adapter (with adapter_config.json), or of a fully fine-tuned "
              "model"
            + hub::fetchAdvice(checkpoint.string(), hub::RepositoryKind::model));
    }
    CheckpointFiles files{std::nullopt, checkpoint, {}, params.chatTemplate};
    if (backbone::isAdapter(checkpoint)) {
        files.adapter = backbone::readAdapter(checkpoint);
        files.backbone = params.modelName.empty() ? backbone::backboneOf(checkpoint, files.adapter->config)
                                                  : backbone::locateBackbone(params.modelName);
        if (!fs::exists(files.backbone, ignored)) {
            throw Error(checkpoint.string() + " is an adapter for the backbone \"" + files.backbone.string()
                + "\", which was not found; name it with --model_name"
                + hub::fetchAdvice(files.backbone.string(), hub::RepositoryKind::model));
        }
    } else if (!fs::exists(checkpoint / "config.json", ignored)) {
        throw Error(checkpoint.string()
            + " has neither adapter_config.json nor config.json; name the folder that a training wrote "
              "(..._peft_last_checkpoint)");
    }
    files.tokenizer = params.tokenizerName.empty() ? files.backbone : backbone::locateBackbone(params.tokenizerName);
    if (!files.chatTemplate.empty() && !fs::exists(files.chatTemplate, ignored)) {
        throw Error("chat_template: there is no file " + files.chatTemplate.string());
    }
    if (files.chatTemplate.empty() && fs::exists(checkpoint / chatTemplateFile, ignored)) {
        files.chatTemplate = checkpoint / chatTemplateFile;
    }
    return files;
}

Json contentOf(
    const CheckpointFiles& files, const fs::path& checkpoint, std::map<std::string, std::string>& formerHashes)
{
    Json content{{"checkpoint", hashOf(checkpoint)}};
    if (files.adapter) {
        content["backbone"] = hashOf(files.backbone);
    }
    if (files.tokenizer != files.backbone) {
        content["tokenizer"] = hashOf(files.tokenizer);
    }
    if (const std::string source = chatTemplateSource(files.tokenizer, files.chatTemplate); !source.empty()) {
        ContentHash hash;
        hash.add(source);
        const std::string digest = hub::sha256(source);
        content["chat_template"] = digest;
        formerHashes[digest] = hash.hex();
    }
    return content;
}

CheckpointModels::CheckpointModels(std::string device, Observer& observer, std::stop_token stop)
    : m_device(std::move(device)), m_observer(observer), m_stop(std::move(stop))
{
}

const backbone::RewardModel& CheckpointModels::load(const CheckpointParams& params)
{
    const std::filesystem::path& checkpoint = params.checkpoint;
    const CheckpointFiles files = filesOf(params);
    const std::string how = std::string(params.bf16 ? "bfloat16" : "float32") + (params.keepStored ? " stored" : "");
    const backbone::Adapter* adapter = files.adapter ? &*files.adapter : nullptr;
    if (!m_model || m_backbone != files.backbone || m_howLoaded != how || !adapter) {
        m_model.reset();
        backbone::LoadOptions options;
        options.device = m_device;
        options.type = params.bf16 ? "bfloat16" : "float32";
        options.keepStored = params.keepStored;
        m_model.emplace(files.backbone, options, m_observer, m_stop, adapter);
        m_backbone = files.backbone;
        m_howLoaded = how;
    } else {
        m_model->putOn(*adapter);
    }
    if (m_model->outputs() == 0) {
        throw Error(checkpoint.string() + " is a language model without a score layer, not a reward model");
    }
    if (params.outputs != 0 && params.outputs != m_model->outputs()) {
        throw Error("num_outputs is " + std::to_string(params.outputs) + ", but the checkpoint " + checkpoint.string()
            + " has " + std::to_string(m_model->outputs()) + " outputs; leave the option out");
    }
    const auto kind = adapter && adapter->outputs() > 0 ? adapter->head : m_model->headKind();
    const std::vector<std::string> labels = labelsOf(checkpoint, m_model->outputs(), kind);
    if (const auto output = rewardOutput(checkpoint, labels, m_model->outputs(), params.rewardLabel)) {
        m_model->keepOutput(*output);
    }
    if (const auto readBy = std::pair(files.tokenizer, files.chatTemplate); !m_reader || m_readBy != readBy) {
        m_reader = std::make_unique<DialogueReader>(files.tokenizer, files.chatTemplate);
        m_readBy = readBy;
    }
    return *m_model;
}

} // namespace dpl::scoring
