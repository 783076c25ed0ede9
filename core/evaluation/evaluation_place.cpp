#include "evaluation/evaluation_place.hpp"

#include "base/content_hash.hpp"
#include "base/files.hpp"
#include "base/format.hpp"
#include "data/dataset_folder.hpp"
#include "data/row_file_name.hpp"
#include "evaluation/evaluation_output.hpp"
#include "hub/named_files.hpp"
#include "runs/other_run.hpp"
#include "scoring/scoring.hpp"

#include <algorithm>
#include <map>

namespace dpl::evaluation {

namespace {

namespace fs = std::filesystem;
using records::EvaluationRecord;

/// Where files lie, which says nothing about what is in them, and what only checks or does not act on the rows.
constexpr const char* places[]{"reward_model_checkpoint", "reward_model_checkpoints", "data_path", "input",
    "model_name", "tokenizer_name", "chat_template", "output", "if_other", "num_outputs"};

/// Params with the defaults of those that an earlier version did not have.
Json completed(const EvaluationRecord& record)
{
    const std::string source = "the record of an evaluation";
    return record.kind == "scoring" ? ScoreParams::fromJson(record.params, source).toJson()
                                    : EvaluateParams::fromJson(record.params, source).toJson();
}

Json withoutPlaces(Json params)
{
    for (const char* name : places) {
        params.erase(name);
    }
    return params;
}

/// Whether a record tells which chat templates the models had; earlier versions read texts alone and told none.
bool tellsTemplates(const Json& content)
{
    constexpr const char* name = "chat_template";
    const auto models = content.find("models");
    return content.value("model", Json::object()).contains(name)
        || (models != content.end()
            && std::any_of(models->begin(), models->end(), [&](const Json& model) { return model.contains(name); }));
}

Json withoutTemplates(Json content)
{
    if (content.contains("model")) {
        content["model"].erase("chat_template");
    }
    for (Json& model : content.contains("models") ? content["models"] : content) {
        if (model.is_object()) {
            model.erase("chat_template");
        }
    }
    return content;
}

/// The content that is asked for as the version that wrote `there` would have told it.
Json asToldIn(const Json& there, const EvaluationRecord& asked)
{
    constexpr std::size_t formerDigits = 32; // a template's SHA-256 has more
    if (!tellsTemplates(there)) {
        return withoutTemplates(asked.content);
    }
    Json content = asked.content;
    const auto tell = [&](Json& model, const Json& before) {
        const auto told = before.is_object() ? before.find("chat_template") : before.end();
        const auto own = model.find("chat_template");
        if (own == model.end() || told == before.end() || !told->is_string()
            || told->get_ref<const std::string&>().size() != formerDigits) {
            return;
        }
        if (const auto former = asked.formerHashes.find(own->get<std::string>()); former != asked.formerHashes.end()) {
            *own = former->second;
        }
    };
    if (content.contains("model")) {
        tell(content["model"], there.value("model", Json::object()));
    }
    if (content.contains("models")) {
        const Json before = there.value("models", Json::object());
        for (auto& [name, model] : content["models"].items()) {
            tell(model, before.value(name, Json::object()));
        }
    }
    return content;
}

/// What differs, in words; empty if nothing does.
std::string difference(const EvaluationRecord& there, const EvaluationRecord& asked)
{
    if (there.kind != asked.kind) {
        return there.kind == "scoring" ? "it holds scores of responses" : "it holds an evaluation of comparisons";
    }
    Json before;
    try {
        before = completed(there);
    } catch (const Error&) {
        return "its record has parameters that this version does not know";
    }
    const Json now = completed(asked);
    auto differences = runs::paramDifferences(withoutPlaces(before), withoutPlaces(now));
    std::string changed;
    if (there.content != asToldIn(there.content, asked)) {
        // The places are what can be told of other content; where they are the same it has changed.
        bool told = false;
        for (const auto& place : runs::paramDifferences(before, now)) {
            const bool isOutput = place.name == "output" || place.name == "if_other" || place.name == "num_outputs";
            if (!isOutput && std::find(std::begin(places), std::end(places), place.name) != std::end(places)) {
                differences.push_back(place);
                told = true;
            }
        }
        if (!told) {
            const bool data = there.content.value("data", Json()) != asked.content.value("data", Json());
            changed = data ? "the rows have changed since" : "the model has changed since";
        }
    }
    return runs::textOf(differences) + (differences.empty() || changed.empty() ? "" : ", and ") + changed;
}

/// How a file stands to an evaluation.
struct Found {
    enum class State { absent, whole, begun, other };
    State state = State::absent;
    std::optional<EvaluationRecord> record; ///< of a whole file, the evaluation's own or another's
    std::string what; ///< of another: what differs
};

Found look(const fs::path& file, const EvaluationRecord& asked)
{
    std::error_code ignored;
    Found found;
    if (outputPlace(file).isStream) {
        return found;
    }
    const bool isThere = fs::exists(file, ignored);
    if (isThere) {
        found.record = records::recordOf(file);
        if (!found.record) {
            found.what = "it has no record of what it was made of (an earlier version of this program or another one "
                         "wrote it)";
        } else if (found.record->file != hashOfFiles({file})) {
            found.what = "it was changed after it was written";
            found.record.reset();
        } else {
            found.what = difference(*found.record, asked);
            if (found.what.empty()) {
                found.state = Found::State::whole;
                return found;
            }
        }
    }
    if (const auto begun = beginningOf(records::partialFile(file))) {
        const std::string differs = difference(*begun, asked);
        if (differs.empty() && begun->cut == asked.cut) {
            found.state = Found::State::begun;
            return found;
        }
        if (!isThere) {
            found.state = Found::State::other;
            found.record = begun;
            found.what = "an evaluation was begun there of which " + (differs.empty() ? "the batches differ" : differs);
            return found;
        }
    }
    found.state = isThere ? Found::State::other : Found::State::absent;
    return found;
}

/// "name", "name-2", ...: the first at which `isFree`.
template <typename IsFree>
fs::path firstFree(const fs::path& folder, const std::string& stem, const std::string& ending, const IsFree& isFree)
{
    fs::path path = folder / (stem + ending);
    for (int number = 2; !isFree(path); ++number) {
        path = folder / (stem + "-" + std::to_string(number) + ending);
    }
    return path;
}

EvaluationPlace namedPlace(const fs::path& file, IfOther ifOther, const EvaluationRecord& record)
{
    Found found = look(file, record);
    if (found.state == Found::State::other && ifOther == IfOther::refuse) {
        throw OtherEvaluation(file, found.what);
    }
    if (found.state == Found::State::other && ifOther == IfOther::ownName) {
        std::string stem = file.filename().string();
        const std::size_t end = std::min(stem.find(".jsonl"), stem.size());
        const std::string ending = stem.substr(end);
        const fs::path other = firstFree(file.parent_path(), stem.substr(0, end), ending, [&](const fs::path& path) {
            found = look(path, record);
            return found.state != Found::State::other;
        });
        return {other, found.state == Found::State::whole ? found.record : std::nullopt, {}};
    }
    const bool isDone = found.state == Found::State::whole && ifOther != IfOther::replace;
    return {file, isDone ? found.record : std::nullopt, {}};
}

/// Of a model that was in the checkpoint's folder before: nobody can make it again.
bool isOutdated(const Found& found, const EvaluationRecord& asked)
{
    const auto checkpoint = [](const EvaluationRecord& record) {
        return record.content.value("model", Json::object()).value("checkpoint", Json());
    };
    return found.record && checkpoint(*found.record) != checkpoint(asked);
}

/// Puts an evaluation file with its record into a folder of its own.
fs::path putAside(const fs::path& file, const fs::path& evaluations)
{
    std::error_code ignored;
    const fs::path folder = firstFree(
        evaluations, "of-the-model-before", "", [&](const fs::path& path) { return !fs::exists(path, ignored); });
    makeFolder(folder);
    const fs::path aside = folder / file.filename();
    std::error_code error;
    fs::rename(file, aside, error);
    if (error) {
        throw Error("cannot move " + file.string() + " to " + aside.string() + ": " + error.message());
    }
    fs::rename(records::recordFile(file), records::recordFile(aside), ignored);
    fs::remove(records::partialFile(file), ignored);
    return aside;
}

std::string absolutePath(const fs::path& path)
{
    std::error_code ignored;
    const bool isHubs = hub::isOwnersName(path.string()) && !fs::exists(path, ignored);
    return path.empty() || isHubs ? path.string() : fs::absolute(path).lexically_normal().string();
}

EvaluationRecord begin(const std::string& kind)
{
    EvaluationRecord record;
    record.kind = kind;
    record.program = DPL_VERSION;
    record.cut = {{"tokens_per_batch", scoring::tokensPerBatch}};
    return record;
}

} // namespace

OtherEvaluation::OtherEvaluation(const fs::path& file, const std::string& what)
    : Error(file.string() + " is not replaced: " + what
          + "; name another output, keep both with --own_name, or replace it with "
            "--overwrite")
{
}

EvaluationRecord recordFor(const EvaluateParams& params)
{
    EvaluationRecord record = begin("evaluation");
    EvaluateParams recorded = params;
    recorded.model.checkpoint = absolutePath(params.model.checkpoint);
    recorded.dataPath = absolutePath(params.dataPath);
    record.params = recorded.toJson();
    for (const char* name : {"output", "if_other"}) {
        record.params.erase(name);
    }
    record.content["data"] =
        hashOfFiles(data::datasetFiles(params.dataPath, params.subset, params.split, params.holdout));
    record.content["model"] =
        scoring::contentOf(scoring::filesOf(params.model), params.model.checkpoint, record.formerHashes);
    return record;
}

EvaluationRecord recordFor(const ScoreParams& params)
{
    EvaluationRecord record = begin("scoring");
    ScoreParams recorded = params;
    recorded.input = absolutePath(params.input);
    for (fs::path& checkpoint : recorded.checkpoints) {
        checkpoint = absolutePath(checkpoint);
    }
    record.params = recorded.toJson();
    for (const char* name : {"output", "if_other"}) {
        record.params.erase(name);
    }
    record.content["data"] = hashOfFiles({params.input});
    for (std::size_t i = 0; i < params.checkpoints.size(); ++i) {
        scoring::CheckpointParams model = params.model;
        model.checkpoint = params.checkpoints[i];
        record.content["models"][params.names[i]] =
            scoring::contentOf(scoring::filesOf(model), model.checkpoint, record.formerHashes);
    }
    return record;
}

bool isSame(const EvaluationRecord& a, const EvaluationRecord& b)
{
    return difference(a, b).empty();
}

bool isStandard(const EvaluateParams& params)
{
    const EvaluateParams usual;
    if (params.split != usual.split || params.evalDatasetSize != 0 || params.maxLength != usual.maxLength
        || params.overwriteDataSubset || params.holdout.divides() || !params.columns.empty()
        || !params.model.rewardLabel.empty()) {
        return false;
    }
    const data::DatasetLayout layout = data::datasetLayout(params.dataPath);
    return layout == data::DatasetLayout::hhRlhf || layout == data::DatasetLayout::relabelled;
}

std::string nameOf(const EvaluateParams& params)
{
    constexpr std::size_t longest = 80; // of 255 bytes
    const fs::path path = absolutePath(params.dataPath);
    std::string name = (path.has_filename() ? path : path.parent_path()).filename().string();
    name = data::withoutRowEnding(name);
    std::error_code ignored;
    const auto place = hub::located(params.dataPath, hub::RepositoryKind::dataset);
    if (place && fs::is_directory(*place, ignored)) {
        name += "-" + data::toString(params.split);
    } else if (name == "test" || name == "train") {
        name = path.parent_path().filename().string() + "-" + name;
    }
    if (name.size() > longest) {
        std::size_t from = name.size() - longest;
        while ((static_cast<unsigned char>(name[from]) & 0xc0U) == 0x80U) {
            ++from; // not within a character
        }
        name = name.substr(from);
    }
    name += params.evalDatasetSize > 0 ? "-" + std::to_string(params.evalDatasetSize) + "-rows" : "-all-rows";
    name += "-" + std::to_string(params.maxLength) + "-tokens";
    if (params.holdout.divides()) {
        name += "-" + formatLikePython(params.holdout.share) + "-held-out";
        name += params.holdout.seed > 0 ? "-seed-" + std::to_string(params.holdout.seed) : "";
    }
    name += params.model.bf16 ? "-bf16" : "";
    std::string label = params.model.rewardLabel;
    for (char& c : label) {
        const bool isPlain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        c = isPlain ? c : '_';
    }
    name += label.empty() ? "" : "-" + label.substr(0, longest);
    return name + (params.overwriteDataSubset ? "-subset-overwritten" : "");
}

EvaluationPlace placeOf(const EvaluateParams& params, const EvaluationRecord& record)
{
    if (!params.output.empty()) {
        return namedPlace(params.output, params.ifOther, record);
    }
    const std::string name = "eval_results_" + toString(params.subset) + ".jsonl";
    const fs::path& checkpoint = params.model.checkpoint;
    const fs::path evaluations = checkpoint / records::evaluationsFolder;
    std::string note;
    if (isStandard(params)) {
        const fs::path file = checkpoint / name;
        const Found found = look(file, record);
        if (found.state != Found::State::other || params.ifOther == IfOther::replace) {
            return namedPlace(file, params.ifOther, record);
        }
        if (isOutdated(found, record)) {
            std::error_code ignored;
            if (!fs::exists(file, ignored)) {
                return {file, std::nullopt, {}}; // only begun: of no use without the model
            }
            const fs::path aside = putAside(file, evaluations);
            return {file, std::nullopt,
                "the model in " + checkpoint.string() + " has changed since it was evaluated; what was in "
                    + file.string() + " is now in " + aside.string()};
        }
        note = file.string() + " is kept as it is (" + found.what + ")";
    }
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator entry(evaluations, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        folders.push_back(entry->path());
    }
    std::sort(folders.begin(), folders.end());
    for (const fs::path& folder : folders) {
        const Found found = look(folder / name, record);
        if (found.state == Found::State::whole || found.state == Found::State::begun) {
            return namedPlace(folder / name, params.ifOther, record);
        }
    }
    const fs::path folder = firstFree(evaluations, nameOf(params), "",
        [&](const fs::path& path) { return look(path / name, record).state != Found::State::other; });
    return {folder / name, std::nullopt, note};
}

EvaluationPlace placeOf(const ScoreParams& params, const EvaluationRecord& record)
{
    return namedPlace(params.output, params.ifOther, record);
}

} // namespace dpl::evaluation
