#include "synthetic/result.hpp"

#include "base/error.hpp"
#include "base/json_numbers.hpp"
#include "utility/utility_distribution.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::synthetic {

using preference::SyntheticModel;

namespace {

constexpr int resultVersion = 1;

struct Measure {
    const char* name;
    std::optional<double> ModelResult::*member;
};

/// The measures, by their names in result.json and in --json.
constexpr Measure measures[]{{"ms_per_iteration", &ModelResult::msPerIteration},
    {"final_loss", &ModelResult::finalLoss}, {"heldout_loss", &ModelResult::heldoutLoss},
    {"kendall_tau_borda", &ModelResult::tauBorda}, {"kendall_tau_expected_utility", &ModelResult::tauExpectedUtility},
    {"r2", &ModelResult::r2}, {"sigma_error", &ModelResult::sigmaError}};

Json votingToJson(const VotingScores& voting)
{
    return {{"borda", dpl::toJson(voting.borda)}, {"copeland", dpl::toJson(voting.copeland)},
        {"maximin", dpl::toJson(voting.maximin)}};
}

std::vector<double> sized(const JsonObject& object, const std::string& key, std::size_t size)
{
    std::vector<double> values = object.numbers(key);
    if (values.size() != size && !values.empty()) {
        throw Error(
            object.at(key) + ": " + std::to_string(values.size()) + " values instead of " + std::to_string(size));
    }
    return values;
}

VotingScores votingFromJson(const JsonObject& object, std::size_t size)
{
    return {sized(object, "borda", size), sized(object, "copeland", size), sized(object, "maximin", size)};
}

std::optional<double> finite(double value)
{
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

GroundTruth groundTruth(const Environment& environment)
{
    const Grid grid = curveGrid(environment.dimension());
    GroundTruth truth;
    for (std::size_t i = 0; i < grid.size(); ++i) {
        truth.bordaCount.push_back(environment.bordaCount(grid.point(i)));
        truth.expectedUtility.push_back(environment.expectedUtility(grid.point(i)));
        truth.standardDeviation.push_back(environment.standardDeviation(grid.point(i)));
    }
    const Grid coarse = votingGrid(environment.dimension());
    truth.voting = votingScores(preferenceMatrix(environment, coarse), coarse.size());
    return truth;
}

void assess(ModelResult& result, const GroundTruth& truth)
{
    if (result.voting) {
        result.tauBorda = finite(kendallTau(result.voting->borda, truth.voting.borda));
        return;
    }
    if (result.mean.empty()) {
        return;
    }
    result.tauBorda = finite(kendallTau(result.mean, truth.bordaCount));
    result.tauExpectedUtility = finite(kendallTau(result.mean, truth.expectedUtility));
    if (result.stdev.empty()) {
        return;
    }
    result.r2 = finite(utility::explainedVariance(result.mean, result.stdev));
    // Preferences fix utilities up to a linear map only: bring mu to the scale of the expected utility first.
    const double scale = std::abs(leastSquaresLine(result.mean, truth.expectedUtility).slope);
    double sum = 0.0;
    for (std::size_t i = 0; i < result.stdev.size(); ++i) {
        sum += std::abs(scale * result.stdev[i] - truth.standardDeviation[i]);
    }
    result.sigmaError = finite(sum / static_cast<double>(result.stdev.size()));
}

Json SyntheticResult::toJson() const
{
    Json json;
    json["version"] = resultVersion;
    json["params"] = params.toJson();
    json["dimension"] = dimension;
    json["finished"] = finished;
    json["grid"] = dpl::toJson(curveGrid(dimension).axis());
    json["voting_grid"] = dpl::toJson(votingGrid(dimension).axis());
    json["truth"] = {{"borda_count", dpl::toJson(truth.bordaCount)},
        {"expected_utility", dpl::toJson(truth.expectedUtility)},
        {"standard_deviation", dpl::toJson(truth.standardDeviation)}, {"voting", votingToJson(truth.voting)}};
    Json list = Json::array();
    for (const ModelResult& result : models) {
        Json entry;
        entry["model"] = toString(result.model);
        entry["seed"] = result.seed;
        entry["iterations"] = result.iterations;
        for (const Measure& measure : measures) {
            const auto& value = result.*measure.member;
            entry[measure.name] = value ? Json(*value) : Json(nullptr);
        }
        entry["loss_steps"] = dpl::toJson(result.lossSteps);
        entry["losses"] = dpl::toJson(result.losses);
        entry["mean"] = dpl::toJson(result.mean);
        entry["stdev"] = dpl::toJson(result.stdev);
        entry["probabilities"] = dpl::toJson(result.probabilities);
        entry["voting"] = result.voting ? votingToJson(*result.voting) : Json(nullptr);
        list.push_back(std::move(entry));
    }
    json["models"] = std::move(list);
    return json;
}

SyntheticResult SyntheticResult::fromJson(const Json& value, const std::string& source)
{
    const JsonObject object(value, source);
    if (object.integer("version") > resultVersion) {
        throw Error(source + " was written by a newer version of this program");
    }
    SyntheticResult result;
    result.params = SyntheticParams::fromJson(object.value("params"), object.at("params"));
    const auto environment = environmentFromJson(result.params.environment, object.at("params"));
    result.dimension = environment->dimension();
    result.finished = object.boolean("finished", false);
    const std::size_t points = curveGrid(result.dimension).size();
    const std::size_t voters = votingGrid(result.dimension).size();
    const JsonObject truth = object.object("truth");
    result.truth = {sized(truth, "borda_count", points), sized(truth, "expected_utility", points),
        sized(truth, "standard_deviation", points), votingFromJson(truth.object("voting"), voters)};
    const Json& list = object.array("models");
    for (std::size_t i = 0; i < list.size(); ++i) {
        const JsonObject entry(list[i], object.at("models[" + std::to_string(i) + "]"));
        ModelResult model;
        try {
            model.model = preference::syntheticModelFromString(entry.string("model"));
        } catch (const Error& error) {
            throw Error(entry.at("model") + ": " + error.what());
        }
        model.seed = unsignedInteger(entry, "seed");
        model.iterations = entry.integer("iterations");
        for (const Measure& measure : measures) {
            if (entry.has(measure.name)) {
                model.*measure.member = entry.number(measure.name);
            }
        }
        model.lossSteps = entry.numbers("loss_steps");
        model.losses = sized(entry, "losses", model.lossSteps.size());
        model.mean = sized(entry, "mean", points);
        model.stdev = sized(entry, "stdev", points);
        model.probabilities = sized(entry, "probabilities", points * static_cast<std::size_t>(environment->atoms()));
        if (entry.has("voting")) {
            model.voting = votingFromJson(entry.object("voting"), voters);
        }
        result.models.push_back(std::move(model));
    }
    return result;
}

std::vector<const ModelResult*> overSeeds(const SyntheticResult& result, SyntheticModel model)
{
    std::vector<const ModelResult*> found;
    for (const ModelResult& entry : result.models) {
        if (entry.model == model) {
            found.push_back(&entry);
        }
    }
    return found;
}

std::optional<MeanAndDeviation> summary(
    const SyntheticResult& result, SyntheticModel model, std::optional<double> ModelResult::*measure)
{
    std::vector<double> values;
    for (const ModelResult* entry : overSeeds(result, model)) {
        if (!(entry->*measure)) {
            return std::nullopt;
        }
        values.push_back(*(entry->*measure));
    }
    return values.empty() ? std::nullopt : std::optional(meanAndDeviation(values));
}

Json summaryJson(const SyntheticResult& result)
{
    Json json;
    for (const SyntheticModel model : result.params.models) {
        Json& entry = json[toString(model)];
        for (const Measure& measure : measures) {
            const auto value = summary(result, model, measure.member);
            entry[measure.name] = value ? Json(value->mean) : Json(nullptr);
            if (value && overSeeds(result, model).size() > 1) {
                entry[std::string(measure.name) + "_deviation"] = value->deviation;
            }
        }
    }
    return json;
}

} // namespace dpl::synthetic
