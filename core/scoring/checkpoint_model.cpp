#include "scoring/checkpoint_model.hpp"

#include "backbone/backbone_locations.hpp"
#include "base/error.hpp"

namespace dpl::scoring {

CheckpointModels::CheckpointModels(std::string device, Observer& observer, std::stop_token stop)
    : m_device(std::move(device)), m_observer(observer), m_stop(std::move(stop))
{
}

const backbone::RewardModel& CheckpointModels::load(const CheckpointParams& params)
{
    const std::filesystem::path& checkpoint = params.checkpoint;
    std::error_code ignored;
    if (!std::filesystem::is_directory(checkpoint, ignored)) {
        throw Error(checkpoint.string()
            + " is not a folder; name the folder of an adapter (with adapter_config.json), or of a fully fine-tuned "
              "model");
    }
    const bool isAdapter = backbone::isAdapter(checkpoint);
    std::optional<backbone::Adapter> adapter;
    std::filesystem::path backbonePath = checkpoint;
    if (isAdapter) {
        adapter = backbone::readAdapter(checkpoint);
        backbonePath = params.modelName.empty() ? backbone::backboneOf(checkpoint, adapter->config)
                                                : backbone::locateBackbone(params.modelName);
        if (!std::filesystem::exists(backbonePath, ignored)) {
            throw Error(checkpoint.string() + " is an adapter for the backbone \"" + backbonePath.string()
                + "\", which was not found; name it with --model_name");
        }
    } else if (!std::filesystem::exists(checkpoint / "config.json", ignored)) {
        throw Error(checkpoint.string()
            + " has neither adapter_config.json nor config.json; name the folder that a training wrote "
              "(..._peft_last_checkpoint)");
    }
    const std::string how = std::string(params.bf16 ? "bfloat16" : "float32") + (params.keepStored ? " stored" : "");
    if (!m_model || m_backbone != backbonePath || m_howLoaded != how || !isAdapter) {
        m_model.reset();
        backbone::LoadOptions options;
        options.device = m_device;
        options.type = params.bf16 ? "bfloat16" : "float32";
        options.keepStored = params.keepStored;
        m_model.emplace(backbonePath, options, m_observer, m_stop);
        m_backbone = backbonePath;
        m_howLoaded = how;
    }
    if (adapter) {
        m_model->putOn(*adapter);
    } else if (m_model->outputs() == 0) {
        throw Error(checkpoint.string() + " is a language model without a score layer, not a reward model");
    }
    if (params.outputs != 0 && params.outputs != m_model->outputs()) {
        throw Error("num_outputs is " + std::to_string(params.outputs) + ", but the checkpoint " + checkpoint.string()
            + " has " + std::to_string(m_model->outputs()) + " outputs; leave the option out");
    }
    const std::filesystem::path tokenizerPath =
        params.tokenizerName.empty() ? backbonePath : backbone::locateBackbone(params.tokenizerName);
    if (!m_tokenizer || m_tokenizerPath != tokenizerPath) {
        m_tokenizer = text::loadTokenizer(tokenizerPath);
        m_tokenizerPath = tokenizerPath;
    }
    return *m_model;
}

} // namespace dpl::scoring
