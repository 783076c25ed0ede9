#include "preference/head_options.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "preference/head_definition.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::preference {

namespace {

std::vector<HeadOption> optionsOfAllHeads()
{
    std::vector<HeadOption> all;
    for (const HeadPointer& head : registeredHeads()) {
        for (HeadOption& option : head->options()) {
            all.push_back(std::move(option));
        }
    }
    std::stable_sort(
        all.begin(), all.end(), [](const HeadOption& a, const HeadOption& b) { return a.place < b.place; });
    return all;
}

template <typename T> const T& as(const OptionValue& value, std::string_view name)
{
    if (const T* held = std::get_if<T>(&value)) {
        return *held;
    }
    throw Error("the option " + std::string(name) + " is read as what it is not");
}

std::size_t placeOf(std::string_view name)
{
    const auto& all = headOptions();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].name == name) {
            return i;
        }
    }
    throw Error("no reward head has an option " + std::string(name));
}

std::string numberText(double value)
{
    return value == std::floor(value) ? std::to_string(static_cast<std::int64_t>(value)) : formatLikePython(value);
}

void checkRange(const HeadOption& option, double value)
{
    if (std::isfinite(value) && value >= option.least && value <= option.most) {
        return;
    }
    const std::string range = std::isinf(option.most)
        ? numberText(option.least) + " or more"
        : "between " + numberText(option.least) + " and " + numberText(option.most);
    throw Error(option.name + " must be " + range + (option.remark.empty() ? "" : " " + option.remark));
}

void checkChoice(const HeadOption& option, const std::string& value)
{
    if (std::find(option.choices.begin(), option.choices.end(), value) != option.choices.end()) {
        return;
    }
    std::string list;
    for (std::size_t i = 0; i < option.choices.size(); ++i) {
        list += (i == 0 ? "" : i + 1 < option.choices.size() ? ", " : " or ") + option.choices[i];
    }
    throw Error(option.name + ": \"" + value + "\" is not known; it is " + list);
}

} // namespace

const std::vector<HeadOption>& headOptions()
{
    static const std::vector<HeadOption> all = optionsOfAllHeads();
    return all;
}

HeadOptions::HeadOptions()
{
    for (const HeadOption& option : headOptions()) {
        m_values.push_back(option.standard);
    }
}

const OptionValue& HeadOptions::at(std::string_view name) const
{
    return m_values[placeOf(name)];
}

OptionValue& HeadOptions::at(std::string_view name)
{
    return m_values[placeOf(name)];
}

std::int64_t HeadOptions::wholeNumber(std::string_view name) const
{
    return as<std::int64_t>(at(name), name);
}

double HeadOptions::number(std::string_view name) const
{
    return as<double>(at(name), name);
}

const std::string& HeadOptions::choice(std::string_view name) const
{
    return as<std::string>(at(name), name);
}

void HeadOptions::validate() const
{
    for (const HeadOption& option : headOptions()) {
        validate(option.name);
    }
}

void HeadOptions::validate(std::string_view name) const
{
    const HeadOption& option = headOptions()[placeOf(name)];
    const OptionValue& value = at(name);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        checkRange(option, static_cast<double>(*whole));
    } else if (const auto* number = std::get_if<double>(&value)) {
        checkRange(option, *number);
    } else {
        checkChoice(option, std::get<std::string>(value));
    }
}

} // namespace dpl::preference
