#include "evaluation/missing_work.hpp"

#include "base/error.hpp"
#include "records/evaluation_record.hpp"

#include <algorithm>

namespace dpl::evaluation {

namespace {

bool isBelow(const std::filesystem::path& path, const std::filesystem::path& root)
{
    return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

std::optional<records::FoundCheckpoint> checkpointOf(const records::ModelKey& model,
    const std::vector<records::FoundCheckpoint>& checkpoints, const std::filesystem::path& root)
{
    std::optional<records::FoundCheckpoint> first;
    for (const records::FoundCheckpoint& found : checkpoints) {
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

std::filesystem::path siblingOf(
    const records::ModelKey& model, const std::vector<records::FoundCheckpoint>& checkpoints)
{
    std::filesystem::path any;
    for (const records::FoundCheckpoint& found : checkpoints) {
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

std::optional<ScoreParams> scoreParams(
    const records::FoundCheckpoint& found, const summary::EvaluationData& data, const records::ModelKey& model)
{
    if (data.responses.empty()) {
        return std::nullopt;
    }
    ScoreParams params;
    params.input = data.responses.front().file;
    params.checkpoints = {found.folder};
    params.names = {records::columnName(model)};
    params.output = params.input.parent_path() / ("jailbroken_evaluations_" + records::columnName(model) + ".jsonl");
    params.maxLength = found.maxLength;
    params.ifOther = IfOther::ownName;
    return params;
}

/// On the rows that the other models of the tables were evaluated on, where a record says which, else on those of the
/// dataset that the model was trained on.
std::optional<EvaluateParams> evaluateParams(const records::FoundCheckpoint& found, const summary::EvaluationData& data)
{
    EvaluateParams params;
    params.dataPath = found.dataPath;
    params.holdout = found.holdout;
    params.columns = found.columns;
    params.maxLength = found.maxLength;
    for (const auto& [model, comparisons] : data.comparisons) {
        if (const auto record = records::recordOf(comparisons.file); record && record->kind == "evaluation") {
            try {
                params = EvaluateParams::fromJson(record->params, records::recordFile(comparisons.file).string());
                params.model = {};
                break;
            } catch (const Error&) {
                // Of a later version: the next one may say it.
            }
        }
    }
    params.model.checkpoint = found.folder;
    return params.dataPath.empty() ? std::nullopt : std::optional(params);
}

} // namespace

std::vector<MissingWork> missingWork(const summary::Summary& summary, const summary::EvaluationData& data,
    const std::vector<records::FoundCheckpoint>& checkpoints)
{
    std::vector<MissingWork> remedies;
    for (const summary::MissingPart& part : summary.missing) {
        MissingWork remedy{part, checkpointOf(part.model, checkpoints, summary.root), {}, {}, {}};
        if (!remedy.checkpoint) {
            remedy.sibling = siblingOf(part.model, checkpoints);
        } else if (part.kind == summary::MissingPart::Kind::responses) {
            remedy.score = scoreParams(*remedy.checkpoint, data, part.model);
        } else {
            remedy.evaluate = evaluateParams(*remedy.checkpoint, data);
        }
        remedies.push_back(std::move(remedy));
    }
    return remedies;
}

} // namespace dpl::evaluation
