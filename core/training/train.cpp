#include "training/train.hpp"

#include "backbone/backbone_locations.hpp"
#include "backbone/weight_source.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/memory.hpp"
#include "base/stopped.hpp"
#include "base/torch_errors.hpp"
#include "base/whole_number.hpp"
#include "data/found_columns.hpp"
#include "records/head_record.hpp"
#include "report/number_text.hpp"
#include "scoring/scoring.hpp"
#include "text/token_hash.hpp"
#include "training/held_out_evaluation.hpp"
#include "training/model_card.hpp"
#include "training/reward_trainer.hpp"
#include "training/row_order.hpp"
#include "training/schedule.hpp"
#include "training/start_model.hpp"
#include "training/training_checkpoint.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace dpl::training {

namespace {

/// The rows of one split as token ids, with a word about what was left out. No side is longer than `maxLength`, the
/// params' or the backbone's context, whatever is less.
scoring::TokenizedComparisons load(const TrainingParams& params, data::Split split,
    const scoring::DialogueReader& reader, std::int64_t maxLength, const TrainingFiles& files, int threads,
    Observer& observer, const std::stop_token& stop, std::int64_t* skipped)
{
    data::PreferenceDatasetParams which;
    which.path = params.dataPath;
    which.subset = data::dataSubsetFromString(params.dataSubset);
    which.split = split;
    which.size = split == data::Split::train ? params.trainDatasetSize : params.evalDatasetSize;
    which.overwriteDataSubset = params.overwriteDataSubset;
    which.skipBadRows = params.skipBadRows;
    which.holdout = params.holdout;
    which.columns = data::Columns(params.columns, data::comparisonRoles());
    if (split == data::Split::train) {
        which.hiddenContextRatio = params.hiddenContextRatio;
        which.seed = params.seed;
    }
    const data::PreferenceDataset dataset = data::loadPreferences(which, stop);
    if (const std::string sentence = data::sentenceOn(data::findColumns(which));
        split == data::Split::train && !sentence.empty()) {
        observer.noted(sentence);
    }
    const auto warn = [&observer](const std::string& message) { observer.warned(message); };
    scoring::TokenizeOptions options;
    options.maxLength = maxLength;
    options.longComparisons = scoring::longComparisonsFromString(params.longComparisons);
    options.skipBadRows = params.skipBadRows;
    options.threads = threads;
    scoring::TokenizedComparisons rows = scoring::tokenize(dataset, reader, options, {files.tokenCache, warn}, stop);
    for (const std::string& sentence : dataset.leftOut) {
        observer.warned(sentence);
    }
    data::SkippedRows unusable = dataset.skipped;
    unusable.add(rows.unusable);
    if (unusable.count > 0) {
        observer.warned(unusable.sentence());
    }
    if (skipped) {
        *skipped = unusable.count;
    }
    if (const std::string sentence = rows.sentenceOnLength(toString(split) + " rows", maxLength); !sentence.empty()) {
        observer.warned(sentence);
    }
    return rows;
}

/// Of what is trained on, in the order of the dataset.
std::string hashOf(const scoring::TokenizedComparisons& rows)
{
    ContentHash hash;
    for (const scoring::TokenizedComparison& comparison : rows.comparisons) {
        text::addTokens(hash, comparison.chosen);
        text::addTokens(hash, comparison.rejected);
    }
    return hash.hex();
}

void addOutputs(const preference::OutputAverages& outputs, Metrics& metrics)
{
    for (const auto& [name, value] : {std::pair{"margin", outputs.margin()}, std::pair{"sigma", outputs.sigma()},
             std::pair{"entropy", outputs.entropy()}}) {
        if (value) {
            metrics.values.emplace_back(name, *value);
        }
    }
}

/// A training on its way.
class Training {
public:
    Training(const TrainingParams& params, const ComputeOptions& compute, const TrainingFiles& files,
        Observer& observer, const std::stop_token& stop, ranks::Group& group)
        : m_params(params), m_compute(compute), m_files(files), m_observer(observer), m_stop(stop), m_group(group)
    {
    }

    TrainingResult run()
    {
        loadRowsInTurn();
        m_result.totalSteps = m_order->totalSteps();
        loadModel();
        try {
            trainSteps();
            if (m_group.isFirst()) {
                chooseModel();
            }
            m_result.finished = true;
        } catch (const Stopped&) {
            if (m_trainer) { // not while the best model was being loaded, whose training has a checkpoint
                saveCheckpoint(); // the step that was interrupted has changed nothing
            }
        } catch (const ranks::RankLost& lost) {
            saveCheckpoint(); // nor has this one
            throw ranks::RankLost(lost.what() + (" at step " + std::to_string(m_sums.steps))
                + (m_files.checkpoints.folder.empty() ? "" : ", whose checkpoint is whole")
                + "; the same command goes on, with another number of processes as well");
        }
        finish();
        return m_result;
    }

private:
    /// Rank 0 first: on one machine, others find the token ids that it has kept.
    void loadRowsInTurn()
    {
        if (m_group.isFirst()) {
            loadRows();
        }
        m_group.waitForFirst();
        if (!m_group.isFirst()) {
            loadRows();
        }
    }

    void loadRows()
    {
        m_observer.progressed({"Reading rows", 0, 0});
        m_reader.emplace(
            backbone::locateBackbone(m_params.tokenizerName.empty() ? m_params.modelName : m_params.tokenizerName),
            m_params.chatTemplate);
        const text::Tokenizer& tokenizer = m_reader->tokenizer();
        const int threads = threadCount(m_compute);
        const backbone::BackboneConfig config = backbone::readConfig(backbone::locateBackbone(m_params.modelName));
        if (config.vocabularySize > 0
            && static_cast<std::int64_t>(tokenizer.vocabularySize()) > config.vocabularySize) {
            throw Error("the tokenizer has " + std::to_string(tokenizer.vocabularySize()) + " tokens, but the backbone "
                + m_params.modelName + " only " + std::to_string(config.vocabularySize)
                + "; use the backbone's own tokenizer");
        }
        const std::int64_t maxLength = std::min(m_params.maxLength, config.contextLength);
        m_rows = load(m_params, data::Split::train, *m_reader, maxLength, m_files, threads, m_observer, m_stop,
            &m_result.skippedRows);
        if (const templates::ChatTemplate* used = m_reader->usedTemplate()) {
            m_observer.noted(scoring::sentenceOn(*used));
        }
        m_result.comparisons = static_cast<std::int64_t>(m_rows.comparisons.size());
        m_result.tooLong = m_rows.tooLong;
        m_order.emplace(m_rows.comparisons.size(), m_params.trainBatchSize, m_params.gradientAccumulationSteps,
            m_params.epochs, m_params.seed);
        m_dataHash = hashOf(m_rows);
        if (m_params.evaluates()) {
            if (!m_params.holdout.divides() && data::datasetLayout(m_params.dataPath) == data::DatasetLayout::file) {
                m_observer.warned(m_params.dataPath
                    + " is a single file, so training and evaluation use the same rows; holdout_share "
                      "keeps some of them for testing");
            }
            m_testRows =
                load(m_params, data::Split::test, *m_reader, maxLength, m_files, threads, m_observer, m_stop, nullptr);
        }
    }

    void loadModel()
    {
        m_sums.data = m_dataHash;
        bool goesOn = false;
        if (m_group.isFirst()) {
            goesOn = m_files.checkpoints.resume && resume();
            if (!goesOn) {
                start();
            }
        } else {
            startNew(); // where another start was, it is the first rank that knows of it
            m_trainer.emplace(*m_model, m_params, m_group);
        }
        if (!m_group.isAlone()) {
            compareRanks(); // before tensors are exchanged
            takeStateOfFirst(goesOn);
        }
    }

    /// From the newest checkpoint that can be used.
    bool resume()
    {
        for (const auto& checkpoint : listCheckpoints(m_files.checkpoints.folder)) {
            std::string problem;
            try {
                resumeFrom(checkpoint);
            } catch (const Error& error) {
                if (isRefusal(error)) {
                    throw; // it is not the checkpoint that is wrong
                }
                problem = error.what();
            }
            if (problem.empty()) {
                m_observer.noted("resumed from the checkpoint " + checkpoint.filename().string());
                if (m_sums.data != m_dataHash) {
                    throw Error("the rows in " + m_params.dataPath
                        + ", their chat template or their tokens have changed since this run began; start a new "
                          "one");
                }
                return true;
            }
            m_observer.warned("the checkpoint " + checkpoint.string() + " cannot be used (" + problem
                + "); continuing from the one before it, or from the start");
        }
        return false;
    }

    void start()
    {
        m_sums = {};
        m_sums.data = m_dataHash;
        if (m_params.startFrom.empty()) {
            startNew();
        } else {
            startFrom(findStartModel(m_params).folder);
        }
        m_trainer.emplace(*m_model, m_params, m_group);
    }

    /// Ranks begin alike by the seed; what was trained before, they get from the first.
    void takeStateOfFirst(bool goesOn)
    {
        const bool isTrained = goesOn || !m_params.startFrom.empty();
        const std::string sums = ranks::broadcastText(m_group, isTrained ? m_sums.toJson().dump() : "");
        if (sums.empty()) {
            return;
        }
        if (!m_group.isFirst()) {
            const std::string source = "what rank 0 says";
            m_sums = TrainingSums::fromJson(parseJson(sums, source), source);
        }
        m_trainer->takeStateOfFirst(m_sums.steps);
    }

    /// Before the first step.
    void compareRanks()
    {
        if (m_group.isAlone()) {
            return;
        }
        ranks::agree(m_group,
            {{"the rows of data_path, or their tokens", m_dataHash},
                {"the held-out rows, or their tokens", hashOf(m_testRows)},
                {"what is trained", m_trainer->trainableText()}});
        const std::vector<std::string> threads = ranks::gatherTexts(m_group, std::to_string(threadCount(m_compute)));
        if (std::adjacent_find(threads.begin(), threads.end(), std::not_equal_to<>()) != threads.end()) {
            m_trainer->takeNormOfFirst();
            m_observer.warned(
                "the ranks compute with different numbers of threads, so that last digits may differ from "
                "those of another run; --threads makes them equal");
        }
    }

    void startNew()
    {
        m_model.emplace(loadBackbone(backbone::locateBackbone(m_params.modelName)));
        if (m_params.fullFineTuning) {
            m_model->startFullTraining(m_params.outputs(), m_params.seed);
        } else {
            m_model->startAdapter(m_params.lora(), m_params.outputs(), m_params.seed);
        }
    }

    /// From weights that were trained before, with a new optimiser and schedule.
    void startFrom(const std::filesystem::path& trained)
    {
        if (!m_params.fullFineTuning) {
            startNew();
            startFromAdapter(*m_model, trained);
            return;
        }
        m_model.emplace(loadBackbone(trained));
        if (m_model->outputs() != m_params.outputs()) {
            throw Error("start_from: " + trained.string() + " has " + std::to_string(m_model->outputs())
                + " outputs, and the head has " + std::to_string(m_params.outputs())
                + "; reward_model_type and its options must be the same");
        }
        m_model->resumeFullTraining(backbone::locateBackbone(m_params.modelName));
    }

    backbone::RewardModel loadBackbone(const std::filesystem::path& path)
    {
        backbone::LoadOptions options;
        options.device = m_compute.device;
        options.type = m_params.bf16 ? "bfloat16" : "float32";
        options.keepStored = m_params.keepStored;
        backbone::RewardModel model(path, options, m_observer, m_stop);
        std::error_code ignored;
        if (!std::filesystem::exists(m_params.modelName, ignored)) {
            model.setBaseModelName(m_params.modelName); // a name of the Hugging Face hub is known everywhere
        }
        return model;
    }

    void resumeFrom(const std::filesystem::path& checkpoint)
    {
        const TrainingSums sums = readTrainingSums(checkpoint);
        if (sums.steps < 0 || sums.steps > m_result.totalSteps) {
            throw Error("it is at step " + std::to_string(sums.steps) + " of " + std::to_string(m_result.totalSteps));
        }
        if (m_params.loadBestModelAtEnd && sums.heldOut.best()) {
            const auto best = bestModelFolder(m_files.checkpoints.folder, sums.heldOut.best()->step);
            if (!isPresent(best)) {
                throw Error("the best model so far, " + best.string() + ", is not there");
            }
        }
        takeModel(checkpoint / "model");
        m_trainer.emplace(*m_model, m_params, m_group);
        m_trainer->loadOptimizer(checkpoint / "optimizer.safetensors", sums.steps);
        m_sums = sums;
    }

    /// The weights that this training saved in a folder.
    void takeModel(const std::filesystem::path& saved)
    {
        if (m_params.fullFineTuning) {
            m_model.emplace(loadBackbone(saved));
            m_model->resumeFullTraining(backbone::locateBackbone(m_params.modelName));
            return;
        }
        const backbone::Adapter adapter = backbone::readAdapter(saved);
        if (!m_model) {
            m_model.emplace(loadBackbone(backbone::locateBackbone(m_params.modelName)));
        }
        m_model->putOn(adapter);
    }

    void trainSteps()
    {
        m_lastCheckpoint = steadySeconds();
        m_intervalSeconds = 0.0;
        if (isEvaluationDue() && m_sums.lastEvaluated != m_sums.steps) {
            evaluate(); // the first one, or one that was interrupted
        }
        const std::int64_t total = m_result.totalSteps;
        const Schedule schedule = scheduleFromString(m_params.schedule);
        while (m_sums.steps < total && !m_sums.heldOut.stops(m_params)) {
            if (m_group.isAlone()) {
                throwIfStopped(m_stop);
            }
            const double start = steadySeconds();
            const StepReport report =
                oneStep(m_params.learningRate * learningRateMultiplier(schedule, m_sums.steps, total));
            const double seconds = steadySeconds() - start;
            add(report, seconds);
            m_observer.progressed({"Training", m_sums.steps, total});
            if (m_sums.steps % m_params.loggingSteps == 0 || m_sums.steps == total) {
                log(report);
            }
            const bool evaluates = isEvaluationDue();
            // By time, but so that saving a large model takes a small share of it.
            const double pause = std::max(m_files.checkpoints.everySeconds, 10.0 * m_savingSeconds);
            const bool isAsked = m_observer.wantsCheckpoint();
            if (isAsked || evaluates || m_sums.steps % m_params.saveSteps == 0
                || steadySeconds() - m_lastCheckpoint > pause) {
                saveCheckpoint();
            }
            if (evaluates) {
                evaluate();
            }
        }
    }

    bool isEvaluationDue() const
    {
        if (m_sums.steps == 0) {
            return m_params.evalFirstStep;
        }
        if (m_sums.steps == m_result.totalSteps) {
            return m_params.evaluates();
        }
        return m_params.evalSteps > 0 && m_sums.steps % m_params.evalSteps == 0;
    }

    StepReport oneStep(double learningRate)
    {
        std::vector<std::vector<const scoring::TokenizedComparison*>> batches;
        for (const auto& rows : m_order->batches(m_sums.steps)) {
            auto& batch = batches.emplace_back();
            for (const std::size_t row : rows) {
                batch.push_back(&m_rows.comparisons[row]);
            }
        }
        try {
            return m_trainer->step(batches, m_sums.steps, learningRate, m_stop);
        } catch (const ranks::RankLost&) {
            throw;
        } catch (const ranks::OtherRankFailed&) {
            throw;
        } catch (const Error& error) {
            throw Error("step " + std::to_string(m_sums.steps + 1) + ": " + error.what());
        }
    }

    void add(const StepReport& report, double seconds)
    {
        ++m_sums.steps;
        ++m_sums.intervalSteps;
        const double right = report.accuracy * static_cast<double>(report.comparisons);
        m_sums.lossSum += report.loss;
        m_sums.rightSum += right;
        m_sums.comparisons += report.comparisons;
        m_sums.intervalLoss += report.loss;
        m_sums.intervalRight += right;
        m_sums.intervalComparisons += report.comparisons;
        m_sums.intervalOutputs.add(report.outputs);
        m_intervalSeconds += seconds;
        m_intervalTokens += report.tokens;
        m_intervalTimedComparisons += report.comparisons;
        m_seconds += seconds;
        m_timedComparisons += report.comparisons;
        m_timedTokens += report.tokens;
    }

    void log(const StepReport& report)
    {
        Metrics metrics{"train", m_sums.steps, {}};
        metrics.values = {
            {"loss", m_sums.intervalLoss / static_cast<double>(m_sums.intervalSteps)},
            {"accuracy", m_sums.intervalRight / static_cast<double>(m_sums.intervalComparisons)},
        };
        addOutputs(m_sums.intervalOutputs, metrics);
        const std::vector<std::pair<std::string, double>> more{
            {"learning_rate", report.learningRate},
            {"grad_norm", report.gradientNorm},
            {"epoch", static_cast<double>(m_sums.steps) / static_cast<double>(m_order->stepsPerEpoch())},
            {"comparisons_per_second", static_cast<double>(m_intervalTimedComparisons) / m_intervalSeconds},
            {"tokens_per_second", static_cast<double>(m_intervalTokens) / m_intervalSeconds},
            {"memory_mib", static_cast<double>(residentBytes()) / (1 << 20)},
        };
        metrics.values.insert(metrics.values.end(), more.begin(), more.end());
        m_observer.measured(metrics);
        m_sums.intervalSteps = 0;
        m_sums.intervalLoss = m_sums.intervalRight = 0.0;
        m_sums.intervalComparisons = 0;
        m_sums.intervalOutputs = {};
        m_intervalSeconds = 0.0;
        m_intervalTokens = m_intervalTimedComparisons = 0;
    }

    void evaluate()
    {
        const HeldOut heldOut = evaluateHeldOut(*m_model, m_testRows, m_params, m_group, m_observer, m_stop);
        m_sums.lastEvaluated = m_sums.steps;
        Metrics metrics{"eval", m_sums.steps, {{"loss", heldOut.loss}, {"accuracy", heldOut.accuracy}}};
        addOutputs(heldOut.outputs, metrics);
        m_observer.measured(metrics);
        m_observer.noted("evaluated " + std::to_string(heldOut.comparisons) + " held-out comparisons at step "
            + std::to_string(m_sums.steps) + ": loss " + report::significantText(heldOut.loss, 4) + " nats, accuracy "
            + report::fixedText(heldOut.accuracy, 3));
        if (m_sums.steps > 0) { // before the first step it is not yet this training's model
            m_result.heldOut = heldOut;
        }
        const bool isBest = m_sums.heldOut.add({m_sums.steps, heldOut}, m_params);
        if (isBest && m_params.loadBestModelAtEnd && m_group.isFirst()) {
            keepBestModel(m_files.checkpoints.folder, m_sums.steps, *m_model);
        }
        if (m_sums.heldOut.stops(m_params) && m_sums.steps < m_result.totalSteps) {
            m_observer.noted("stops early at step " + std::to_string(m_sums.steps) + " of "
                + std::to_string(m_result.totalSteps) + ": the held-out " + m_params.metricForBestModel
                + " has not improved for " + std::to_string(m_sums.heldOut.withoutImprovement()) + " evaluations");
        }
    }

    /// The best one in place of the last, if that is asked for.
    void chooseModel()
    {
        m_result.stoppedEarly = m_sums.steps < m_result.totalSteps;
        const auto& best = m_sums.heldOut.best();
        if (!m_params.loadBestModelAtEnd) {
            return;
        }
        if (!best) {
            m_observer.warned("no evaluation gave a number to choose the best model by, so the last one is kept");
            return;
        }
        m_result.bestStep = best->step;
        m_result.heldOut = best->heldOut;
        if (best->step != m_sums.steps) {
            m_trainer.reset(); // its moments are of the other one
            takeModel(bestModelFolder(m_files.checkpoints.folder, best->step));
        }
        m_observer.noted("the trained model is that of step " + std::to_string(best->step)
            + ", the best one by held-out " + m_params.metricForBestModel);
    }

    void saveCheckpoint()
    {
        if (m_files.checkpoints.folder.empty()) {
            return;
        }
        const double start = steadySeconds();
        writeCheckpoint(m_files.checkpoints.folder, m_sums.steps,
            [&](const std::filesystem::path& folder) { writeTrainingState(folder, *m_model, *m_trainer, m_sums); });
        m_lastCheckpoint = steadySeconds();
        m_savingSeconds = m_lastCheckpoint - start;
        m_observer.noted("wrote the checkpoint step-" + std::to_string(m_sums.steps));
    }

    void finish()
    {
        m_result.steps = m_sums.steps;
        if (m_sums.steps > 0) {
            m_result.trainLoss = m_sums.lossSum / static_cast<double>(m_sums.steps);
            m_result.trainAccuracy = m_sums.rightSum / static_cast<double>(m_sums.comparisons);
        }
        if (m_seconds > 0.0) {
            m_result.comparisonsPerSecond = static_cast<double>(m_timedComparisons) / m_seconds;
            m_result.tokensPerSecond = static_cast<double>(m_timedTokens) / m_seconds;
        }
        m_result.peakBytes = peakResidentBytes();
        if (m_result.finished && !m_files.model.empty()) {
            m_model->save(m_files.model);
            // A whole model with several outputs would be taken for a classifier with labels.
            const bool mayBeClassifier = m_params.fullFineTuning && m_params.outputs() > 1;
            records::writeHeadRecord(m_files.model, m_params.head(), mayBeClassifier);
            writeFileAtomically(m_files.model / "README.md", modelCard(m_params, m_result, m_model->baseModelName()));
            if (const templates::ChatTemplate* used = m_reader->usedTemplate()) {
                writeFileAtomically(m_files.model / scoring::chatTemplateFile, used->source());
            }
            m_observer.noted("wrote the trained model " + m_files.model.filename().string());
        }
    }

    const TrainingParams& m_params;
    const ComputeOptions& m_compute;
    const TrainingFiles& m_files;
    Observer& m_observer;
    std::stop_token m_stop;
    ranks::Group& m_group;
    std::optional<scoring::DialogueReader> m_reader;
    scoring::TokenizedComparisons m_rows;
    scoring::TokenizedComparisons m_testRows;
    std::optional<RowOrder> m_order;
    std::optional<backbone::RewardModel> m_model;
    std::optional<RewardTrainer> m_trainer;
    TrainingSums m_sums;
    TrainingResult m_result;
    std::string m_dataHash;
    double m_lastCheckpoint = 0.0;
    double m_savingSeconds = 0.0;
    double m_intervalSeconds = 0.0;
    std::int64_t m_intervalTokens = 0;
    std::int64_t m_intervalTimedComparisons = 0;
    double m_seconds = 0.0;
    std::int64_t m_timedComparisons = 0;
    std::int64_t m_timedTokens = 0;
};

} // namespace

Json TrainingResult::toJson() const
{
    Json json;
    json["finished"] = finished;
    json["stopped_early"] = stoppedEarly;
    json["steps"] = steps;
    json["total_steps"] = totalSteps;
    json["comparisons"] = comparisons;
    json["too_long"] = tooLong;
    json["skipped_rows"] = skippedRows;
    json["train_loss"] = finiteOrNull(trainLoss);
    json["train_accuracy"] = finiteOrNull(trainAccuracy);
    json["eval_loss"] = heldOut ? finiteOrNull(heldOut->loss) : Json();
    json["eval_accuracy"] = heldOut ? finiteOrNull(heldOut->accuracy) : Json();
    json["eval_comparisons"] = heldOut ? Json(heldOut->comparisons) : Json();
    json["best_step"] = bestStep ? Json(*bestStep) : Json();
    json["comparisons_per_second"] = comparisonsPerSecond;
    json["tokens_per_second"] = tokensPerSecond;
    json["peak_rss_mib"] = static_cast<double>(peakBytes) / (1 << 20);
    return json;
}

TrainingResult TrainingResult::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    TrainingResult result;
    result.finished = json.boolean("finished", false);
    result.stoppedEarly = json.boolean("stopped_early", false);
    result.steps = json.integer("steps");
    result.totalSteps = json.integer("total_steps");
    result.comparisons = json.integer("comparisons");
    result.tooLong = json.integer("too_long");
    result.skippedRows = json.integer("skipped_rows");
    result.trainLoss = json.number("train_loss", std::nan(""));
    result.trainAccuracy = json.number("train_accuracy", std::nan(""));
    if (json.has("eval_comparisons")) {
        result.heldOut = HeldOut{json.number("eval_loss", std::nan("")), json.number("eval_accuracy", std::nan("")),
            json.integer("eval_comparisons"), {}};
    }
    if (json.has("best_step")) {
        result.bestStep = json.integer("best_step");
    }
    result.comparisonsPerSecond = json.number("comparisons_per_second");
    result.tokensPerSecond = json.number("tokens_per_second");
    result.peakBytes = wholeNumber(std::floor(json.number("peak_rss_mib") * (1 << 20))).value_or(0);
    return result;
}

Json cutOf(const TrainingParams& params)
{
    return {{"comparisons_per_batch", params.trainBatchSize}, {"batches_per_step", params.gradientAccumulationSteps},
        {"tokens_per_evaluation_batch", scoring::tokensPerBatch}};
}

void checkShares(const TrainingParams& params, int processes)
{
    const std::int64_t batches = params.gradientAccumulationSteps;
    if (batches % processes == 0) {
        return;
    }
    const std::int64_t more = (batches / processes + 1) * processes;
    std::int64_t fewer = std::min<std::int64_t>(batches, processes);
    while (batches % fewer != 0) {
        --fewer;
    }
    throw Error(std::to_string(batches) + (batches == 1 ? " batch a step (" : " batches a step (")
        + "gradient_accumulation_steps counts those of the whole job) cannot be shared evenly among "
        + std::to_string(processes) + " processes: set gradient_accumulation_steps to " + std::to_string(more)
        + ", or use " + std::to_string(fewer) + (fewer == 1 ? " process" : " processes"));
}

TrainingResult train(const TrainingParams& params, const ComputeOptions& compute, const TrainingFiles& files,
    Observer& observer, const std::stop_token& stop, ranks::Group& group)
{
    params.validate();
    checkDevice(compute.device);
    checkShares(params, group.size());
    if (group.isFirst() && params.loadBestModelAtEnd && files.checkpoints.folder.empty()) {
        throw Error("load_best_model_at_end keeps the best model among the checkpoints, which have no folder");
    }
    const ComputeScope scope(compute);
    try {
        return translatingTorchErrors(compute.device,
            "lower per_device_train_batch_size or max_length, or turn on gradient_checkpointing or keep_stored",
            [&] { return Training(params, compute, files, observer, stop, group).run(); });
    } catch (const Stopped&) {
        group.stop();
        return {}; // before the first step
    }
}

} // namespace dpl::training
