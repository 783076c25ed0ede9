#include "places/slurm_request.hpp"

#include "base/error.hpp"
#include "base/json_strings.hpp"

#include <utility>

namespace dpl::places {

namespace {

int count(const JsonObject& object, const std::string& key)
{
    const std::int64_t number = object.integer(key, 0);
    if (number < 0 || number > 1'000'000) {
        throw Error(object.at(key) + ": expected a number from 0 to 1000000");
    }
    return static_cast<int>(number);
}

} // namespace

std::string SlurmRequest::problem() const
{
    for (const auto& [name, value] : {std::pair("partition", partition), std::pair("account", account),
             std::pair("time", time), std::pair("memory", memory)}) {
        if (value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./:,@%")
            != std::string::npos) {
            return std::string(name) + " cannot be \"" + value + "\" for Slurm";
        }
    }
    for (const auto& [name, value] : {std::pair("nodes", nodes), std::pair("gpus", gpus), std::pair("cpus", cpus),
             std::pair("array limit", arrayLimit)}) {
        if (value < 0) {
            return std::string(name) + " must not be below 0";
        }
    }
    for (const std::string& directive : directives) {
        if (!directive.starts_with("-") || directive.find_first_of("\n\r") != std::string::npos) {
            return "\"" + directive + "\" is no option of sbatch, such as --constraint=a100";
        }
    }
    return {};
}

Json SlurmRequest::toJson() const
{
    Json json = Json::object();
    const auto add = [&json](const char* key, const auto& value, const auto& byDefault) {
        if (value != byDefault) {
            json[key] = value;
        }
    };
    const SlurmRequest defaults;
    add("partition", partition, defaults.partition);
    add("account", account, defaults.account);
    add("time", time, defaults.time);
    add("nodes", nodes, defaults.nodes);
    add("gpus", gpus, defaults.gpus);
    add("cpus", cpus, defaults.cpus);
    add("memory", memory, defaults.memory);
    add("array_limit", arrayLimit, defaults.arrayLimit);
    add("directives", directives, defaults.directives);
    return json;
}

SlurmRequest SlurmRequest::fromJson(const Json& value, const std::string& source)
{
    const JsonObject object(value, source);
    SlurmRequest request;
    request.partition = object.string("partition", "");
    request.account = object.string("account", "");
    request.time = object.string("time", "");
    request.nodes = count(object, "nodes");
    request.gpus = count(object, "gpus");
    request.cpus = count(object, "cpus");
    request.memory = object.string("memory", "");
    request.arrayLimit = count(object, "array_limit");
    if (object.has("directives")) {
        request.directives = strings(object, "directives");
    }
    return request;
}

} // namespace dpl::places
