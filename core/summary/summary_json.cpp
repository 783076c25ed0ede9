#include "summary/published_numbers.hpp"
#include "summary/results_by_column.hpp"
#include "summary/summary.hpp"

#include <cmath>

namespace dpl::summary {

namespace {

/// Whole numbers as such: "47", and "47.5" where a tie counts half.
Json countJson(double count)
{
    return count == std::floor(count) ? Json(static_cast<std::int64_t>(count)) : Json(count);
}

Json intervalJson(const Interval& interval)
{
    return Json::array({finiteOrNull(interval.low), finiteOrNull(interval.high)});
}

Json rateJson(const Rate& rate, const char* count, const char* total, std::optional<double> paper = std::nullopt)
{
    Json json;
    json[count] = countJson(rate.count);
    json[total] = rate.total;
    json["rate"] = rate.share();
    json["interval"] = intervalJson(rate.interval);
    json["ties"] = rate.ties;
    if (paper) {
        json["paper"] = *paper;
        json["difference"] = rate.share() - *paper;
    }
    return json;
}

/// {"mean": ..., "quantile": ...}; `paper` picks the published number of a reading.
Json ratesJson(
    const RatesByStatistic& rates, const char* count, const char* total,
    const std::function<std::optional<double>(records::Statistic)>& paper = [](records::Statistic) {
        return std::nullopt;
    })
{
    Json json;
    for (const records::Statistic statistic : {records::Statistic::mean, records::Statistic::quantile}) {
        if (const Rate* rate = rates.of(statistic)) {
            json[toString(statistic)] = rateJson(*rate, count, total, paper(statistic));
        }
    }
    return json;
}

std::function<std::optional<double>(records::Statistic)> published(
    const records::ModelKey& model, bool besidePaper, double PublishedRates::*field)
{
    return [model, besidePaper, field](records::Statistic statistic) {
        const auto row = publishedRates(model, statistic);
        return row && besidePaper ? std::optional((*row).*field) : std::nullopt;
    };
}

Json jailbreakJson(
    const JailbreakSummary& jailbreak, const std::function<std::optional<double>(records::Statistic)>& paper)
{
    return {{"file", jailbreak.file.string()}, {"column", jailbreak.column}, {"outputs", jailbreak.outputs},
        {"jailbreak_rate", ratesJson(jailbreak.jailbreaks, "jailbreaks", "prompts", paper)}};
}

Json calibrationJson(const Calibration& calibration)
{
    Json json{{"subset", calibration.subset.empty() ? Json() : Json(calibration.subset)},
        {"comparisons", calibration.right.total}, {"accuracy", calibration.right.share()},
        {"accuracy_interval", intervalJson(calibration.right.interval)}, {"confidence", calibration.confidence},
        {"expected_calibration_error", calibration.expectedError},
        {"expected_calibration_error_interval", intervalJson(calibration.expectedErrorInterval)},
        {"brier_score", calibration.brierScore}, {"log_loss", finiteOrNull(calibration.logLoss)},
        {"bins", Json::array()}};
    for (const ReliabilityBin& bin : calibration.bins) {
        json["bins"].push_back({{"comparisons", bin.comparisons}, {"confidence", bin.confidence},
            {"right", bin.right.share()}, {"interval", intervalJson(bin.right.interval)}});
    }
    return json;
}

/// Without `besidePaper`, without the paper's number.
Json comparisonsJson(const ComparisonSummary& comparisons, const records::ModelKey& model, bool besidePaper)
{
    Json json{{"file", comparisons.file.string()}, {"outputs", comparisons.outputs}, {"rows", comparisons.rows},
        {"accuracy", ratesJson(comparisons.accuracy, "right", "comparisons")}};
    if (comparisons.helpfulness) {
        json["helpfulness_accuracy"] = ratesJson(*comparisons.helpfulness, "right", "comparisons",
            published(model, besidePaper, &PublishedRates::helpfulnessAccuracy));
    }
    if (const auto& r2 = comparisons.explainedVariance) {
        json["r2"] = {{"value", finiteOrNull(r2->value)}, {"interval", intervalJson(r2->interval)}};
        if (const auto paper = publishedExplainedVariance(model); paper && besidePaper) {
            json["r2"]["paper"] = *paper;
            json["r2"]["difference"] = finiteOrNull(r2->value - *paper);
        }
    }
    json["calibration"] = Json::array();
    for (const Calibration& calibration : comparisons.calibration) {
        json["calibration"].push_back(calibrationJson(calibration));
    }
    return json;
}

Json sideJson(const records::ModelKey& model, records::Statistic statistic)
{
    return {{"type", preference::toString(model.head)}, {"train_set", data::toString(model.trainSet)},
        {"by", toString(statistic)}};
}

} // namespace

Json toJson(const Summary& summary)
{
    Json json{{"data_root", summary.root.string()}};
    json.update(summary.options.toJson());
    for (const char* list : {"models", "other_models", "paired_tests", "missing", "ignored"}) {
        json[list] = Json::array();
    }
    for (const ModelSummary& model : summary.models) {
        Json entry{
            {"type", preference::toString(model.model.head)}, {"train_set", data::toString(model.model.trainSet)}};
        if (model.jailbreak) {
            entry["jailbreak"] = jailbreakJson(
                *model.jailbreak, published(model.model, summary.besidePaper, &PublishedRates::jailbreakRate));
        }
        if (model.comparisons) {
            entry["evaluation"] = comparisonsJson(*model.comparisons, model.model, summary.besidePaper);
        }
        json["models"].push_back(std::move(entry));
    }
    for (const OtherModelSummary& other : summary.others) {
        json["other_models"].push_back({{"name", other.name}, {"type", preference::toString(other.head)},
            {"jailbreak", jailbreakJson(other.jailbreak, [](records::Statistic) { return std::nullopt; })}});
    }
    for (const PairedComparison& paired : summary.paired) {
        json["paired_tests"].push_back(
            {{"measure", paired.measure == Measure::jailbreaks ? "jailbreaks" : "helpfulness_accuracy"},
                {"first", sideJson(paired.first, paired.firstStatistic)},
                {"second", sideJson(paired.second, paired.secondStatistic)}, {"pairs", paired.test.pairs},
                {"only_first", paired.test.onlyFirst}, {"only_second", paired.test.onlySecond}, {"p", paired.test.p},
                {"p_holm", paired.adjusted}});
    }
    for (const MissingPart& part : summary.missing) {
        json["missing"].push_back({{"file", part.file}, {"fills", part.fills}, {"remark", part.remark}});
    }
    for (const IgnoredFile& file : summary.ignored) {
        json["ignored"].push_back({{"file", file.file.string()}, {"reason", file.reason}});
    }
    json["warnings"] = summary.warnings;
    json["notes"] = summary.notes;
    return json;
}

Json toJson(const ResultsByColumn& results)
{
    using Parts = ResultsByColumn::Parts;
    Json json{{"column", results.column},
        {"parts",
            results.parts == Parts::texts         ? "texts"
                : results.parts == Parts::numbers ? "numbers"
                                                  : "ranges"},
        {"models", Json::array()}};
    for (const ModelResults& model : results.models) {
        Json groups = Json::array();
        for (const GroupResult& group : model.groups) {
            Json entry = Json::object();
            if (results.parts == Parts::ranges) {
                entry["from"] = group.range->first;
                entry["to"] = group.range->second;
            } else {
                entry["value"] = group.range ? Json(group.range->first) : Json(group.value);
            }
            entry["accuracy"] = ratesJson(group.accuracy, "right", "comparisons");
            if (group.explained) {
                entry["r2"] = finiteOrNull(*group.explained);
            }
            groups.push_back(std::move(entry));
        }
        json["models"].push_back({{"type", preference::toString(model.model.head)},
            {"train_set", data::toString(model.model.trainSet)}, {"groups", std::move(groups)}});
    }
    return json;
}

} // namespace dpl::summary
