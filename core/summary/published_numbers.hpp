#pragma once

#include "records/model_key.hpp"

#include <optional>
#include <vector>

namespace dpl::summary {

/// A row of the paper's Table 1a (Llama-2-7B, 187 prompts), as shares.
struct PublishedRates {
    records::ModelKey model;
    records::Statistic statistic = records::Statistic::mean;
    double jailbreakRate = 0.0;
    double helpfulnessAccuracy = 0.0;
};

/// The seven rows, in their order.
const std::vector<PublishedRates>& publishedRates();

std::optional<PublishedRates> publishedRates(const records::ModelKey& model, records::Statistic statistic);

/// Table 1b; nothing for base models, which have no r^2.
std::optional<double> publishedExplainedVariance(const records::ModelKey& model);

/// Whether an evaluation file is of HH-RLHF, relabelled or not, as the paper's numbers are: unless its record names
/// another dataset. Files of the reference have no record.
bool isOfPapersData(const std::filesystem::path& evaluationFile);

} // namespace dpl::summary
