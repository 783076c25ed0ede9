#include "summary/published_numbers.hpp"

#include "records/evaluation_record.hpp"

namespace dpl::summary {

using data::DataSubset;
using preference::RewardHead;

const std::vector<PublishedRates>& publishedRates()
{
    static const std::vector<PublishedRates> rows{
        {{RewardHead::base, DataSubset::helpful}, records::Statistic::mean, 0.524, 0.726},
        {{RewardHead::base, DataSubset::harmless}, records::Statistic::mean, 0.037, 0.495},
        {{RewardHead::base, DataSubset::both}, records::Statistic::mean, 0.251, 0.682},
        {{RewardHead::meanAndVariance, DataSubset::both}, records::Statistic::mean, 0.305, 0.684},
        {{RewardHead::meanAndVariance, DataSubset::both}, records::Statistic::quantile, 0.203, 0.664},
        {{RewardHead::categorical, DataSubset::both}, records::Statistic::mean, 0.321, 0.662},
        {{RewardHead::categorical, DataSubset::both}, records::Statistic::quantile, 0.134, 0.662},
    };
    return rows;
}

std::optional<PublishedRates> publishedRates(const records::ModelKey& model, records::Statistic statistic)
{
    for (const PublishedRates& row : publishedRates()) {
        if (row.model == model && row.statistic == statistic) {
            return row;
        }
    }
    return std::nullopt;
}

std::optional<double> publishedExplainedVariance(const records::ModelKey& model)
{
    const bool gaussian = model.head == RewardHead::meanAndVariance;
    if (!gaussian && model.head != RewardHead::categorical) {
        return std::nullopt;
    }
    switch (model.trainSet) {
    case DataSubset::helpful: return gaussian ? 0.89 : 0.63;
    case DataSubset::harmless: return gaussian ? 0.77 : 0.53;
    case DataSubset::both: return gaussian ? 0.53 : 0.41;
    }
    return std::nullopt;
}

bool isOfPapersData(const std::filesystem::path& evaluationFile)
{
    const auto record = records::recordOf(evaluationFile);
    const Json path = record ? record->params.value("data_path", Json()) : Json();
    if (!path.is_string()) {
        return true;
    }
    std::string name;
    for (const char c : path.get<std::string>()) {
        name += c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return name.find("hh_rlhf") != std::string::npos;
}

} // namespace dpl::summary
