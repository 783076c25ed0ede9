#include "evaluation/remedies.hpp"

#include <algorithm>

namespace dpl::evaluation {

namespace {

bool isBelow(const std::filesystem::path& path, const std::filesystem::path& root)
{
    return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

std::optional<FoundCheckpoint> checkpointOf(
    const ModelKey& model, const std::vector<FoundCheckpoint>& checkpoints, const std::filesystem::path& root)
{
    std::optional<FoundCheckpoint> first;
    for (const FoundCheckpoint& found : checkpoints) {
        if (!found.error.empty() || found.trainSet != model.trainSet || found.head() != model.head) {
            continue;
        }
        if (isBelow(found.folder, root)) {
            return found;
        }
        if (!first) {
            first = found;
        }
    }
    return first;
}

std::filesystem::path siblingOf(const ModelKey& model, const std::vector<FoundCheckpoint>& checkpoints)
{
    std::filesystem::path any;
    for (const FoundCheckpoint& found : checkpoints) {
        if (found.run.empty()) {
            continue;
        }
        if (found.error.empty() && found.head() == model.head) {
            return found.run;
        }
        any = any.empty() ? found.run : any;
    }
    return any;
}

std::optional<ScoreParams> scoreParams(const FoundCheckpoint& found, const EvaluationData& data, const ModelKey& model)
{
    if (data.responses.empty()) {
        return std::nullopt;
    }
    ScoreParams params;
    params.input = data.responses.front().file;
    params.checkpoints = {found.folder};
    params.names = {columnName(model)};
    params.output = params.input.parent_path() / ("jailbroken_evaluations_" + columnName(model) + ".jsonl");
    params.maxLength = found.maxLength;
    return params;
}

} // namespace

std::vector<Remedy> remediesOf(
    const Summary& summary, const EvaluationData& data, const std::vector<FoundCheckpoint>& checkpoints)
{
    std::vector<Remedy> remedies;
    for (const MissingPart& part : summary.missing) {
        Remedy remedy{part, checkpointOf(part.model, checkpoints, summary.root), {}, {}, {}};
        if (!remedy.checkpoint) {
            remedy.sibling = siblingOf(part.model, checkpoints);
        } else if (part.kind == MissingPart::Kind::responses) {
            remedy.score = scoreParams(*remedy.checkpoint, data, part.model);
        } else if (!remedy.checkpoint->dataPath.empty()) {
            EvaluateParams params;
            params.model.checkpoint = remedy.checkpoint->folder;
            params.dataPath = remedy.checkpoint->dataPath;
            params.maxLength = remedy.checkpoint->maxLength;
            remedy.evaluate = params;
        }
        remedies.push_back(std::move(remedy));
    }
    return remedies;
}

} // namespace dpl::evaluation
