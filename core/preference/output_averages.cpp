#include "preference/output_averages.hpp"

#include <cmath>

namespace dpl::preference {

namespace {

/// None where there are no atoms.
std::optional<double> entropyOf(const utility::UtilityDistribution& response)
{
    double entropy = 0.0;
    const auto add = [&entropy](double probability) {
        if (probability > 0.0) {
            entropy -= probability * std::log(probability);
        }
    };
    if (const auto* categorical = std::get_if<utility::CategoricalUtility>(&response)) {
        for (const double probability : categorical->probabilities) {
            add(probability);
        }
        return entropy;
    }
    const std::vector<utility::Atom> atoms = utility::atomsOf(response);
    for (const utility::Atom& atom : atoms) {
        add(atom.probability);
    }
    return atoms.empty() ? std::nullopt : std::optional(entropy);
}

} // namespace

OutputAverages::OutputAverages(const Sums& sums)
    : m_margin{sums[0], static_cast<std::int64_t>(sums[1])}, m_sigma{sums[2], static_cast<std::int64_t>(sums[3])},
      m_entropy{sums[4], static_cast<std::int64_t>(sums[5])}
{
}

OutputAverages::Sums OutputAverages::sums() const
{
    return {m_margin.total, static_cast<double>(m_margin.count), m_sigma.total, static_cast<double>(m_sigma.count),
        m_entropy.total, static_cast<double>(m_entropy.count)};
}

void OutputAverages::Sum::add(double value)
{
    total += value;
    ++count;
}

std::optional<double> OutputAverages::mean(const Sum& sum)
{
    return sum.count > 0 ? std::optional(sum.total / static_cast<double>(sum.count)) : std::nullopt;
}

void OutputAverages::addSpread(const utility::UtilityDistribution& response)
{
    if (utility::kindOf(response) == utility::UtilityKind::point) {
        return;
    }
    m_sigma.add(utility::stdev(response));
    if (const auto entropy = entropyOf(response)) {
        m_entropy.add(*entropy);
    }
}

void OutputAverages::add(RewardHead head, int outputs, std::span<const double> chosen, std::span<const double> rejected)
{
    const auto width = static_cast<std::size_t>(outputs);
    for (std::size_t at = 0; at + width <= chosen.size(); at += width) {
        const auto better = distribution(head, chosen.subspan(at, width));
        const auto worse = distribution(head, rejected.subspan(at, width));
        m_margin.add(utility::mean(better) - utility::mean(worse));
        addSpread(better);
        addSpread(worse);
    }
}

void OutputAverages::add(const OutputAverages& more)
{
    for (Sum OutputAverages::*sum : {&OutputAverages::m_margin, &OutputAverages::m_sigma, &OutputAverages::m_entropy}) {
        (this->*sum).total += (more.*sum).total;
        (this->*sum).count += (more.*sum).count;
    }
}

Json OutputAverages::toJson() const
{
    Json json;
    json["margin"] = {{"sum", m_margin.total}, {"of", m_margin.count}};
    json["sigma"] = {{"sum", m_sigma.total}, {"of", m_sigma.count}};
    json["entropy"] = {{"sum", m_entropy.total}, {"of", m_entropy.count}};
    return json;
}

OutputAverages OutputAverages::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    const auto sum = [&json](const char* name) {
        const JsonObject object = json.object(name);
        return Sum{object.number("sum", std::nan("")), object.integer("of")};
    };
    OutputAverages averages;
    averages.m_margin = sum("margin");
    averages.m_sigma = sum("sigma");
    averages.m_entropy = sum("entropy");
    return averages;
}

} // namespace dpl::preference
