#include "backbone/classifier_files.hpp"

#include "backbone/reward_model_parts.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "weights/weight_file.hpp"

namespace dpl::backbone {

namespace {

constexpr const char* tokenizerFiles[]{"tokenizer.json", "tokenizer.model", "tokenizer_config.json",
    "special_tokens_map.json", "vocab.json", "merges.txt", "added_tokens.json"};

/// Where config and tokenizer are.
const std::filesystem::path& origin(const RewardModel::Parts& parts)
{
    return parts.original.empty() ? parts.source.path() : parts.original;
}

Json classifierConfig(const RewardModel::Parts& parts)
{
    Json config = readJsonFile(origin(parts) / "config.json");
    config["architectures"] = {std::string(parts.model->config().family->classifier)};
    Json names = Json::object();
    Json numbers = Json::object();
    for (std::int64_t i = 0; i < parts.score.size(0); ++i) {
        names[std::to_string(i)] = "LABEL_" + std::to_string(i);
        numbers["LABEL_" + std::to_string(i)] = i;
    }
    config["id2label"] = names;
    config["label2id"] = numbers;
    if (config.value("pad_token_id", Json()).is_null() && parts.model->config().endToken) {
        config["pad_token_id"] =
            *parts.model->config().endToken; // a classifier needs one to find the last token of a padded batch
    }
    const char* type = parts.placement.type == at::kBFloat16 ? "bfloat16" : "float32";
    config["torch_dtype"] = type;
    if (config.contains("dtype")) {
        config["dtype"] = type;
    }
    return config;
}

} // namespace

void saveClassifier(const RewardModel::Parts& parts, const std::filesystem::path& folder)
{
    if (parts.source.isGguf()) {
        throw Error("a model read from a GGUF file can only be saved as an adapter");
    }
    makeFolder(folder);
    std::vector<at::Tensor> kept;
    std::vector<weights::NamedTensor> tensors;
    const auto add = [&](const std::string& name, const at::Tensor& tensor) {
        kept.push_back(tensor.detach().to(at::kCPU).contiguous());
        const at::Tensor& here = kept.back();
        tensors.push_back({name, here.sizes().vec(),
            here.scalar_type() == at::kBFloat16 ? weights::StorageType::bf16 : weights::StorageType::f32,
            {static_cast<const std::byte*>(here.const_data_ptr()), static_cast<std::size_t>(here.nbytes())}});
    };
    parts.model->forEachParameter(
        [&](const std::string& name, const at::Tensor& tensor) { add(parts.model->namePrefix() + name, tensor); });
    add("score.weight", parts.score);
    weights::writeSafetensors(folder / "model.safetensors", tensors, {{"format", "pt"}});
    writeJsonFile(folder / "config.json", classifierConfig(parts));
    for (const char* name : tokenizerFiles) {
        const std::filesystem::path file = origin(parts) / name;
        if (std::filesystem::exists(file)) {
            writeFileAtomically(folder / name, readFile(file));
        }
    }
}

} // namespace dpl::backbone
