#include "synthetic/params.hpp"

#include "base/command_line.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "base/json_numbers.hpp"
#include "base/json_strings.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::synthetic {

namespace {

std::string joined(const std::vector<preference::SyntheticModel>& models)
{
    std::string text;
    for (const auto model : models) {
        text += (text.empty() ? "" : ",") + toString(model);
    }
    return text;
}

} // namespace

std::vector<ParamProblem> SyntheticParams::problems() const
{
    std::vector<ParamProblem> all;
    const auto require = [&](bool holds, const char* name, const std::string& value, const std::string& rule) {
        if (!holds) {
            all.push_back({name, " must be " + rule + ", not " + value});
        }
    };
    const auto inRange = [](std::int64_t value, std::int64_t low, std::int64_t high) {
        return value >= low && value <= high;
    };
    require(!models.empty(), "models", "empty", "at least one of base, mean_and_variance, categorical and classifier");
    const bool isEachOnce = std::all_of(models.begin(), models.end(),
        [&](preference::SyntheticModel model) { return std::count(models.begin(), models.end(), model) == 1; });
    require(isEachOnce, "models", joined(models), "different from each other");
    require(
        inRange(batchSize, 2, 1 << 20), "batch_size", std::to_string(batchSize), "between 2 and 1048576 comparisons");
    require(std::isfinite(learningRate) && learningRate > 0.0 && learningRate <= 1.0, "lr",
        formatLikePython(learningRate), "above 0 and at most 1");
    require(
        inRange(iterations, 1, 100'000'000), "num_iterations", std::to_string(iterations), "between 1 and 100000000");
    require(inRange(seeds, 1, 1000), "seeds", std::to_string(seeds), "between 1 and 1000 repetitions");
    require(alternatives == 0 || inRange(alternatives, 2, 1 << 20), "alternatives", std::to_string(alternatives),
        "0 (two new ones per comparison) or between 2 and 1048576");
    require(comparisons == 0 || inRange(comparisons, 2, 1 << 24), "comparisons", std::to_string(comparisons),
        "0 (as batch_size) or between 2 and 16777216");
    require(alternatives > 0 || comparisons == 0, "comparisons", std::to_string(comparisons),
        "0 unless alternatives are reused: set --alternatives too, or --batch_size instead");
    require(!maxStdev || (std::isfinite(*maxStdev) && *maxStdev > 0.0), "max_std",
        maxStdev ? formatLikePython(*maxStdev) : "", "above 0");
    return all;
}

void SyntheticParams::validate() const
{
    const std::vector<ParamProblem> all = problems();
    if (!all.empty()) {
        throw Error(all.front().sentence());
    }
}

Sampling SyntheticParams::sampling() const
{
    const std::int64_t count = alternatives > 0 && comparisons > 0 ? comparisons : batchSize;
    return {static_cast<std::size_t>(count), static_cast<std::size_t>(alternatives)};
}

Json SyntheticParams::toJson() const
{
    Json names = Json::array();
    for (const auto model : models) {
        names.push_back(toString(model));
    }
    Json json;
    json["env"] = environment;
    json["models"] = names;
    json["batch_size"] = batchSize;
    json["lr"] = learningRate;
    json["num_iterations"] = iterations;
    json["seed"] = seed;
    json["seeds"] = seeds;
    json["alternatives"] = alternatives;
    json["comparisons"] = comparisons;
    json["max_std"] = maxStdev ? Json(*maxStdev) : Json(nullptr);
    return json;
}

SyntheticParams SyntheticParams::fromJson(const Json& value, const std::string& source)
{
    const JsonObject object(value, source);
    object.rejectOthers({"env", "models", "batch_size", "lr", "num_iterations", "seed", "seeds", "alternatives",
        "comparisons", "max_std"});
    SyntheticParams params;
    params.environment = object.value("env");
    environmentFromJson(params.environment, object.at("env"));
    if (object.has("models")) {
        params.models.clear();
        for (const std::string& name : strings(object, "models")) {
            try {
                params.models.push_back(preference::syntheticModelFromString(name));
            } catch (const Error& error) {
                throw Error(object.at("models") + ": " + error.what());
            }
        }
    }
    params.batchSize = object.integer("batch_size", params.batchSize);
    params.learningRate = object.number("lr", params.learningRate);
    params.iterations = object.integer("num_iterations", params.iterations);
    params.seed = object.has("seed") ? unsignedInteger(object, "seed") : params.seed;
    params.seeds = object.integer("seeds", params.seeds);
    params.alternatives = object.integer("alternatives", params.alternatives);
    params.comparisons = object.integer("comparisons", params.comparisons);
    if (object.has("max_std")) {
        params.maxStdev = object.number("max_std");
    }
    try {
        params.validate();
    } catch (const Error& error) {
        throw Error(source + ": " + error.what());
    }
    return params;
}

SyntheticParams paperPreset()
{
    SyntheticParams params;
    params.batchSize = 2048;
    params.learningRate = 1e-3;
    params.iterations = 1000;
    return params;
}

SyntheticParams fastPreset()
{
    SyntheticParams params = paperPreset();
    params.alternatives = 1024;
    params.comparisons = 16384;
    return params;
}

std::string environmentName(const SyntheticParams& params)
{
    return environmentFromJson(params.environment, "env")->name();
}

std::filesystem::path referenceFolder(const SyntheticParams& params)
{
    return std::filesystem::path(environmentName(params))
        / (std::to_string(params.batchSize) + "_" + formatLikePython(params.learningRate) + "_"
            + std::to_string(params.iterations));
}

std::filesystem::path runFolderName(const SyntheticParams& params)
{
    const SyntheticParams defaults;
    std::filesystem::path folder = referenceFolder(params);
    const auto add = [&](bool differs, const char* name, const std::string& value) {
        if (differs) {
            folder += "_" + std::string(name) + "-" + value;
        }
    };
    std::string models = joined(params.models);
    std::replace(models.begin(), models.end(), ',', '+');
    add(params.seed != defaults.seed, "seed", std::to_string(params.seed));
    add(params.seeds != defaults.seeds, "seeds", std::to_string(params.seeds));
    add(params.models != defaults.models, "models", models);
    add(params.alternatives != defaults.alternatives, "alternatives", std::to_string(params.alternatives));
    add(params.comparisons != defaults.comparisons, "comparisons", std::to_string(params.comparisons));
    add(params.maxStdev != defaults.maxStdev, "max_std", params.maxStdev ? formatLikePython(*params.maxStdev) : "");
    return folder;
}

std::string titleOf(const SyntheticParams& params)
{
    const std::string name = environmentName(params);
    return "Synthetic " + (name == "1d" ? "1-D" : name == "2d" ? "2-D" : name);
}

std::vector<std::string> commandLine(const SyntheticParams& params, const std::string& environmentFile)
{
    const Json defaults = SyntheticParams().toJson();
    const Json values = params.toJson();
    CommandLine line("synthetic");
    line.add("env", params.environment.is_string() ? params.environment : Json(environmentFile));
    for (const char* name : {"batch_size", "lr", "num_iterations"}) {
        line.add(name, values[name]);
    }
    for (const char* name : {"models", "seed", "seeds", "alternatives", "comparisons", "max_std"}) {
        line.addUnless(defaults[name], name, values[name]);
    }
    return line.words();
}

} // namespace dpl::synthetic
