#include "runs/listed_run.hpp"

#include "base/error.hpp"
#include "preference/reward_head.hpp"
#include "runs/metrics_tail.hpp"
#include "runs/run_folder.hpp"
#include "runs/run_names.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::runs {

namespace {

std::string text(const Json& object, const char* key)
{
    return object.is_object() && object.contains(key) && object[key].is_string() ? object[key].get<std::string>()
                                                                                 : std::string();
}

std::optional<double> number(const Json& object, const char* key)
{
    if (object.is_object() && object.contains(key) && object[key].is_number()) {
        return object[key].get<double>();
    }
    return std::nullopt;
}

std::optional<double> finite(const std::map<std::string, double>& values, const char* key)
{
    const auto found = values.find(key);
    if (found == values.end() || !std::isfinite(found->second)) {
        return std::nullopt;
    }
    return found->second;
}

} // namespace

std::string ListedRun::name() const
{
    if (!notes.name.empty()) {
        return notes.name;
    }
    if (!head.empty() && !subset.empty()) {
        return preference::modelName(subset, head, seed) + (variant.empty() ? "" : " · " + variant);
    }
    return record.title.empty() ? folder.filename().string() : record.title;
}

double ListedRun::share() const
{
    if (record.state == RunState::finished) {
        return 1.0; // at whatever step, if it stopped early
    }
    if (record.totalSteps <= 0) {
        return 0.0;
    }
    return std::clamp(static_cast<double>(record.step) / static_cast<double>(record.totalSteps), 0.0, 1.0);
}

std::optional<double> ListedRun::workingSeconds() const
{
    return seconds ? seconds : secondsBetween(record.created, record.finished);
}

namespace {

void place(ListedRun& run, const std::filesystem::path& folder, const std::filesystem::path& root)
{
    run.folder = folder;
    const std::filesystem::path below = folder.lexically_relative(root);
    if (!below.empty() && *below.begin() != ".." && std::distance(below.begin(), below.end()) > 1) {
        run.experiment = below.begin()->string();
    } else if (!below.empty() && *below.begin() == "..") {
        run.experiment = folder.parent_path().filename().string();
    }
}

/// Whether a folder within the run's is a trained model, as `dpl train` and the reference name it.
bool hasModel(const std::filesystem::path& run)
{
    std::error_code error;
    for (std::filesystem::directory_iterator entry(run, error), end; !error && entry != end; entry.increment(error)) {
        if (!entry->path().filename().string().ends_with("_last_checkpoint")) {
            continue;
        }
        for (const char* file : {"adapter_model.safetensors", "adapter_model.bin", "model.safetensors"}) {
            std::error_code ignored;
            if (std::filesystem::exists(entry->path() / file, ignored)) {
                return true;
            }
        }
    }
    return bool(error); // what cannot be looked at is not said to be gone
}

void takeParameters(ListedRun& run)
{
    const Json& params = run.record.params;
    run.head = text(params, "reward_model_type");
    run.subset = text(params, "data_subset");
    run.backbone = std::filesystem::path(text(params, "model_name")).filename().string();
    run.learningRate = number(params, "learning_rate");
    run.variant = variantOf(run);
    if (params.is_object() && params.contains("seed")) {
        const Json& seed = params["seed"];
        if (seed.is_number_unsigned() || (seed.is_number_integer() && seed.get<std::int64_t>() >= 0)) {
            run.seed = seed.get<std::uint64_t>();
        }
    }
}

} // namespace

ListedRun plannedRun(const std::filesystem::path& folder, const std::filesystem::path& root, const std::string& kind,
    const std::string& title, const Json& params)
{
    ListedRun run;
    place(run, folder, root);
    run.record.kind = kind;
    run.record.title = title;
    run.record.params = params;
    takeParameters(run);
    return run;
}

ListedRun readListedRun(const std::filesystem::path& folder, const std::filesystem::path& root)
{
    ListedRun run;
    place(run, folder, root);
    try {
        run.record = readRun(folder);
        run.notes = readNotes(folder);
    } catch (const Error& error) {
        run.error = error.what();
        if (run.record.kind.empty()) {
            run.record.state = RunState::failed;
            return run;
        }
    }
    takeParameters(run);
    run.modelIsGone = run.record.kind == "training" && run.record.state == RunState::finished && !hasModel(folder);
    run.last = lastMetrics(folder);
    run.loss = finite(run.last, "train/loss");
    run.accuracy = finite(run.last, "train/accuracy");
    run.heldOutAccuracy = finite(run.last, "eval/accuracy");
    run.heldOutLoss = finite(run.last, "eval/loss");
    run.comparisonsPerSecond = finite(run.last, "train/comparisons_per_second");
    run.seconds = finite(run.last, "train/time");
    if (const auto heldOut = number(run.record.summary, "eval_accuracy")) {
        run.heldOutAccuracy = heldOut;
    }
    if (const auto heldOut = number(run.record.summary, "eval_loss")) {
        run.heldOutLoss = heldOut;
    }
    if (const auto speed = number(run.record.summary, "comparisons_per_second")) {
        run.comparisonsPerSecond = speed;
    }
    return run;
}

namespace {

class ListedRuns final : public KindOf<ListedRun> {
public:
    std::vector<std::filesystem::path> in(const SeenFolder& folder) const override
    {
        return isRunFolder(folder) ? std::vector{folder.path} : std::vector<std::filesystem::path>();
    }

    std::vector<std::filesystem::path> dependencies(const std::filesystem::path& found) const override
    {
        return {found, found / "run.json", found / "notes.json", found / "metrics.jsonl",
            found / placedName}; // a model comes and goes in it
    }

protected:
    std::shared_ptr<const ListedRun> read(
        const std::filesystem::path& found, const std::filesystem::path& root) const override
    {
        return std::make_shared<const ListedRun>(readListedRun(found, root));
    }

    std::vector<std::filesystem::path> growing(const ListedRun& run) const override
    {
        const bool isUnderWay = run.record.state == RunState::running
            || (run.record.placed && isActive(run.record.placed->stage)); // whose end may be told above its folder
        return isUnderWay ? std::vector{run.folder / "metrics.jsonl"} : std::vector<std::filesystem::path>();
    }
};

} // namespace

std::shared_ptr<const KindOf<ListedRun>> listedRuns()
{
    return std::make_shared<const ListedRuns>();
}

void sortNewestFirst(Entries<ListedRun>& runs)
{
    std::stable_sort(
        runs.begin(), runs.end(), [](const auto& a, const auto& b) { return a->record.created > b->record.created; });
}

} // namespace dpl::runs
