#include "evaluation/evaluation_matrix.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "evaluation/evaluation_output.hpp"
#include "evaluation/evaluation_place.hpp"
#include "records/evaluation_record.hpp"
#include "report/number_text.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>

namespace dpl::evaluation {

namespace {

namespace fs = std::filesystem;
using records::EvaluationRecord;

std::string normalPath(const fs::path& path)
{
    return path.empty() ? std::string() : fs::absolute(path / "").lexically_normal().parent_path().string();
}

/// What has to be the same for an evaluation to be the one that is asked for, but for the model.
Json essence(const EvaluateParams& params)
{
    Json json = params.toJson();
    for (const char* name : {"reward_model_checkpoint", "model_name", "tokenizer_name", "chat_template", "num_outputs",
             "output", "if_other"}) {
        json.erase(name);
    }
    json["data_path"] = normalPath(params.dataPath);
    return json;
}

/// The same for scores.
Json essence(const ScoreParams& params)
{
    Json json = params.toJson();
    for (const char* name : {"reward_model_checkpoints", "reward_model_names", "model_name", "tokenizer_name",
             "chat_template", "num_outputs", "output", "if_other", "reward_label"}) {
        json.erase(name);
    }
    json["input"] = normalPath(params.input);
    return json;
}

bool scores(const ScoreParams& params, const records::FoundCheckpoint& found)
{
    for (std::size_t i = 0; i < params.checkpoints.size(); ++i) {
        if (normalPath(params.checkpoints[i]) == normalPath(found.folder)) {
            return found.labels.empty() || params.labelOf(i) == found.rewardLabel;
        }
    }
    return false;
}

constexpr const char* partialEnding = ".partial";

/// An evaluation file, whole or begun, with its record.
struct RecordedFile {
    fs::path file;
    bool isWhole = false;
    EvaluationRecord record;
};

/// Those of a folder with names that begin with `stem`, the whole ones first.
void addFiles(const fs::path& folder, const std::string& stem, std::vector<RecordedFile>& files)
{
    std::error_code error;
    for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (!name.starts_with(stem)) {
            continue;
        }
        const bool isPartial = name.ends_with(partialEnding);
        if (auto record = isPartial        ? beginningOf(entry->path())
                : name.ends_with(".jsonl") ? records::recordOf(entry->path())
                                           : std::nullopt) {
            files.push_back({entry->path(), !isPartial, std::move(*record)});
        }
    }
}

std::vector<RecordedFile> evaluationsOf(const records::FoundCheckpoint& found, const fs::path& elsewhere)
{
    std::vector<RecordedFile> files;
    addFiles(found.folder, "eval_results_", files);
    for (const fs::path& above : {found.folder / records::evaluationsFolder, elsewhere / found.folder.filename()}) {
        std::error_code error;
        for (fs::directory_iterator entry(above, error); !error && entry != fs::directory_iterator();
             entry.increment(error)) {
            addFiles(entry->path(), "eval_results_", files);
        }
    }
    return files;
}

std::int64_t secondsOf(fs::file_time_type time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::file_clock::to_sys(time).time_since_epoch())
        .count();
}

std::optional<fs::file_time_type> writtenAt(const fs::path& file)
{
    std::error_code error;
    const fs::file_time_type time = fs::last_write_time(file, error);
    return error ? std::nullopt : std::optional(time);
}

/// The youngest of the files that make a checkpoint or a dataset; evaluations beside a model are none of them.
std::optional<fs::file_time_type> youngest(const fs::path& path)
{
    std::error_code error;
    if (!fs::is_directory(path, error)) {
        return writtenAt(path);
    }
    std::optional<fs::file_time_type> latest;
    for (fs::recursive_directory_iterator entry(path, error); !error && entry != fs::recursive_directory_iterator();
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (name == records::evaluationsFolder) {
            entry.disable_recursion_pending();
        }
        std::error_code ignored;
        if (!name.starts_with("eval_results_") && entry->is_regular_file(ignored)) {
            latest = std::max(latest, writtenAt(entry->path()));
        }
    }
    return latest;
}

std::int64_t linesOf(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return std::count(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>(), '\n');
}

std::string wordsFor(const std::string& reason)
{
    std::string words = reason;
    std::replace(words.begin(), words.end(), '_', ' ');
    return words == "not finite" ? "without a finite score" : words;
}

MatrixCell cellOf(const RecordedFile& file, const fs::path& model, const fs::path& data)
{
    MatrixCell cell;
    cell.file = file.file;
    const auto written = writtenAt(file.file);
    cell.when = written ? secondsOf(*written) : 0;
    if (!file.isWhole) {
        cell.state = MatrixCell::State::partial;
        cell.rows = std::max<std::int64_t>(0, linesOf(file.file) - 1); // the first is the record
        return cell;
    }
    cell.state =
        std::max(youngest(model), youngest(data)) > written ? MatrixCell::State::outdated : MatrixCell::State::done;
    cell.rows = file.record.rows;
    for (const auto& [reason, count] : file.record.leftOut.items()) {
        if (count.is_number_integer() && count > 0) {
            cell.leftOut.emplace_back(wordsFor(reason), count.get<std::int64_t>());
        }
    }
    if (const Json accuracy =
            file.record.result.is_object() ? file.record.result.value("mean_accuracy", Json()) : Json();
        accuracy.is_number() && cell.rows > 0) {
        cell.accuracy = accuracy.get<double>();
        cell.interval = wilsonInterval(*cell.accuracy * static_cast<double>(cell.rows), cell.rows);
    }
    return cell;
}

/// The best of what is there of an evaluation: whole and up to date, whole, begun.
void take(MatrixCell& cell, MatrixCell other)
{
    const auto rank = [](const MatrixCell& which) {
        switch (which.state) {
        case MatrixCell::State::done: return 3;
        case MatrixCell::State::outdated: return 2;
        case MatrixCell::State::partial: return 1;
        case MatrixCell::State::missing: return 0;
        }
        return 0;
    };
    if (rank(other) > rank(cell)) {
        other.others = std::move(cell.others);
        cell = std::move(other);
    }
}

MatrixCell comparisonsCell(const EvaluateParams& planned, const std::vector<RecordedFile>& files)
{
    MatrixCell cell;
    const Json wanted = essence(planned);
    for (const RecordedFile& file : files) {
        if (file.record.kind != "evaluation") {
            continue;
        }
        try {
            const EvaluateParams params = EvaluateParams::fromJson(file.record.params, "record");
            if (essence(params) == wanted) {
                take(cell, cellOf(file, planned.model.checkpoint, planned.dataPath));
            } else if (file.isWhole && normalPath(params.dataPath) == normalPath(planned.dataPath)) {
                cell.others.push_back(toString(params.subset) + ", " + nameOf(params));
            }
        } catch (const Error&) {
            // Of a later version: it is not the one that is asked for.
        }
    }
    return cell;
}

MatrixCell responsesCell(
    const ScoreParams& planned, const records::FoundCheckpoint& found, const std::vector<RecordedFile>& files)
{
    MatrixCell cell;
    const Json wanted = essence(planned);
    for (const RecordedFile& file : files) {
        if (file.record.kind != "scoring") {
            continue;
        }
        try {
            const ScoreParams params = ScoreParams::fromJson(file.record.params, "record");
            if (scores(params, found) && essence(params) == wanted) {
                take(cell, cellOf(file, found.folder, planned.input));
            }
        } catch (const Error&) {
            // Of a later version: it is not the one that is asked for.
        }
    }
    return cell;
}

} // namespace

std::int64_t MatrixCell::rowsAsked() const
{
    std::int64_t all = rows;
    for (const auto& [reason, count] : leftOut) {
        all += count;
    }
    return all;
}

std::string rateText(const MatrixCell& cell)
{
    const auto percent = [](double share) { return report::fixedText(100.0 * share, 1); };
    return cell.accuracy
        ? percent(*cell.accuracy) + " % (" + percent(cell.interval.low) + "\u2013" + percent(cell.interval.high) + ")"
        : std::string();
}

std::string rowsText(const MatrixCell& cell)
{
    const std::string all = formatCount(cell.rowsAsked()) + " rows";
    return cell.leftOut.empty() ? all : formatCount(cell.rows) + " of " + all;
}

std::string leftOutText(const MatrixCell& cell)
{
    std::string text;
    for (const auto& [reason, count] : cell.leftOut) {
        text += (text.empty() ? "" : ", ") + formatCount(count) + " " + reason;
    }
    return text;
}

EvaluationMatrix evaluationMatrix(const EvaluationChoice& choice, const fs::path& elsewhere)
{
    EvaluationMatrix matrix{choice, {}};
    for (const records::FoundCheckpoint& found : choice.checkpoints) {
        const std::vector<RecordedFile> evaluations = evaluationsOf(found, elsewhere);
        std::vector<MatrixCell>& row = matrix.cells.emplace_back();
        for (const FoundDataset& dataset : choice.datasets) {
            EvaluationChoice one = choice;
            one.checkpoints = {found};
            one.datasets = {dataset};
            one.leftOut.clear();
            const EvaluationPlan plan = planEvaluations(one, elsewhere);
            if (dataset.kind == DatasetKind::comparisons) {
                row.push_back(comparisonsCell(plan.evaluations.front(), evaluations));
                continue;
            }
            // All models of an experiment are scored into one file there, and those of several elsewhere.
            const ScoreParams& planned = plan.scorings.front();
            const fs::path shared = elsewhere / stemOf(dataset.path);
            std::vector<RecordedFile> files;
            addFiles(planned.output.parent_path(), "jailbroken_evaluations", files);
            if (planned.output.parent_path() != shared) {
                addFiles(shared, "jailbroken_evaluations", files);
            }
            row.push_back(responsesCell(planned, found, files));
        }
    }
    return matrix;
}

std::vector<ChoiceCell> cellsOf(const EvaluationMatrix& matrix, const EvaluateParams& params)
{
    EvaluationChoice choice = matrix.choice;
    choice.leftOut.clear();
    std::vector<ChoiceCell> cells;
    const Json wanted = essence(params);
    for (std::size_t model = 0; model < choice.checkpoints.size(); ++model) {
        if (normalPath(choice.checkpoints[model].folder) != normalPath(params.model.checkpoint)) {
            continue;
        }
        for (std::size_t dataset = 0; dataset < choice.datasets.size(); ++dataset) {
            EvaluationChoice one = choice;
            one.checkpoints = {choice.checkpoints[model]};
            one.datasets = {choice.datasets[dataset]};
            const EvaluationPlan plan = planEvaluations(one, {});
            if (!plan.evaluations.empty() && essence(plan.evaluations.front()) == wanted) {
                cells.emplace_back(model, dataset);
            }
        }
    }
    return cells;
}

std::vector<ChoiceCell> cellsOf(const EvaluationMatrix& matrix, const ScoreParams& params)
{
    std::vector<ChoiceCell> cells;
    for (std::size_t model = 0; model < matrix.choice.checkpoints.size(); ++model) {
        if (!scores(params, matrix.choice.checkpoints[model])) {
            continue;
        }
        for (std::size_t dataset = 0; dataset < matrix.choice.datasets.size(); ++dataset) {
            EvaluationChoice one = matrix.choice;
            one.leftOut.clear();
            one.datasets = {matrix.choice.datasets[dataset]};
            const EvaluationPlan plan = planEvaluations(one, {});
            if (!plan.scorings.empty() && essence(plan.scorings.front()) == essence(params)) {
                cells.emplace_back(model, dataset);
            }
        }
    }
    return cells;
}

} // namespace dpl::evaluation
