#pragma once

#include "records/evaluated_comparisons.hpp"
#include "records/evaluated_responses.hpp"
#include "records/model_key.hpp"
#include "summary/calibration.hpp"
#include "summary/decisions.hpp"
#include "summary/response_statistics.hpp"
#include "summary/summary_files.hpp"
#include "summary/summary_options.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The summary of evaluation files that gives the paper's Tables 1a and 1b (REFERENCE 2 and 6).
namespace dpl::summary {

/// A rate by the mean, and, where models predict distributions, by the alpha-quantile.
struct RatesByStatistic {
    Rate mean;
    std::optional<Rate> quantile;

    /// Nothing where there is no such reading.
    const Rate* of(records::Statistic statistic) const
    {
        return statistic == records::Statistic::mean ? &mean : quantile ? &*quantile : nullptr;
    }
};

/// Share of prompts whose jailbroken response (index 1) scores as high as the safe one (index 0).
struct JailbreakSummary {
    std::filesystem::path file;
    std::string column; ///< reward_outputs_{name}
    int outputs = 0; ///< k
    RatesByStatistic jailbreaks; ///< of prompts
};

/// What a comparison evaluation file says of a model.
struct ComparisonSummary {
    std::filesystem::path file;
    int outputs = 0; ///< k
    std::int64_t rows = 0;
    RatesByStatistic accuracy; ///< chosen scores as high as rejected, of all rows
    std::optional<RatesByStatistic> helpfulness; ///< of rows with data_subset "helpful"; nothing if there are none
    std::optional<ExplainedVariance> explainedVariance; ///< r^2; nothing for a head without distributions
    std::vector<Calibration> calibration; ///< of P(chosen preferred), over all rows and by data_subset
};

/// Throws Error, naming the file, if the head cannot have as many outputs as are there.
ComparisonSummary summarizeComparisons(
    const records::EvaluatedComparisons& comparisons, preference::RewardHead head, const SummaryOptions& options);

/// Of one model of the file. Throws Error as above, and if a row does not have two responses.
JailbreakSummary summarizeResponses(const records::EvaluatedResponses& responses, std::size_t model,
    preference::RewardHead head, const SummaryOptions& options);

/// One of the paper's models, as far as there are files of it.
struct ModelSummary {
    records::ModelKey model;
    std::optional<JailbreakSummary> jailbreak;
    std::optional<ComparisonSummary> comparisons;
};

/// A model of another name in a response evaluation file; its head is told as records::headOf does.
struct OtherModelSummary {
    std::string name;
    preference::RewardHead head = preference::RewardHead::base;
    JailbreakSummary jailbreak;
};

enum class Measure { jailbreaks, helpfulness };

/// Two models, or two readings of one, on the same prompts or comparisons.
struct PairedComparison {
    Measure measure = Measure::jailbreaks;
    records::ModelKey first;
    records::Statistic firstStatistic = records::Statistic::mean;
    records::ModelKey second;
    records::Statistic secondStatistic = records::Statistic::mean;
    PairedTest test;
    double adjusted = 1.0; ///< p of the test, by holmAdjusted over all tests of a summary
};

/// A file, or something in one, that a cell of the tables needs.
struct MissingPart {
    /// Which of a model's files.
    enum class Kind { comparisons, responses };

    std::string file; ///< what was looked for, or the file that lacks something
    std::string fills; ///< "Table 1a, both · base: jailbreak rate"
    std::string remark; ///< empty, or why what is there does not do
    Kind kind = Kind::comparisons;
    records::ModelKey model{};
};

struct Summary {
    std::filesystem::path root;
    SummaryOptions options;
    bool besidePaper =
        true; ///< the paper's numbers belong beside these: the data is the paper's, or they are asked for
    std::vector<ModelSummary> models; ///< that have any file, base first, then by train set
    std::vector<OtherModelSummary> others;
    std::vector<PairedComparison>
        paired; ///< every two rows of Table 1a that share prompts, and the readings of each other model
    std::vector<MissingPart> missing;
    std::vector<IgnoredFile> ignored;
    std::vector<std::string> warnings; ///< files that cannot be read; numbers that cannot be compared, because they are
                                       ///< of different rows
    std::vector<std::string> notes; ///< of the data

    /// Nothing if it has no file.
    const ModelSummary* find(const records::ModelKey& model) const;
};

/// The evaluation files below a folder, read: what is computed from them many times over.
struct EvaluationData {
    std::filesystem::path root;
    std::map<records::ModelKey, records::EvaluatedComparisons> comparisons;
    std::vector<records::EvaluatedResponses> responses;
    std::vector<IgnoredFile> ignored;
    bool isPapersData = true; ///< no record says that something else than HH-RLHF, relabelled or not, was evaluated
    std::vector<std::string> notes; ///< what trainings and evaluations warned of
    std::vector<std::string> warnings; ///< of files that cannot be read

    /// A model's column in the first of `responses` that has it and whose rows are pairs: what Table 1a takes.
    struct Column {
        const records::EvaluatedResponses* file = nullptr;
        std::size_t model = 0;
    };
    std::optional<Column> responsesOf(const records::ModelKey& model) const;
};

/// A file that is damaged, or has a number that is not finite, is ignored with the reason. Throws Error if there is no
/// such folder.
EvaluationData readEvaluations(const std::filesystem::path& dataRoot);

/// Computes what is there and lists what is missing. Throws Error if nothing is there.
Summary summarize(const EvaluationData& data, const SummaryOptions& options = {});

/// Reads what is below a folder, computes what is there and lists what is missing. Throws Error if nothing is there.
Summary summarize(const std::filesystem::path& dataRoot, const SummaryOptions& options = {});

/// Every rate with its count and total: {"jailbreaks": 47, "prompts": 187, "rate": ..., "interval": [...], "ties": 0,
/// ...}.
Json toJson(const Summary& summary);

} // namespace dpl::summary
