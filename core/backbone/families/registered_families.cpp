#include "backbone/family_spec.hpp"

#include <algorithm>

namespace dpl::backbone {

/// The registry: a line for each family, in the order of lists. Each is a function of that name in its own file.
#define DPL_FAMILIES(family)                                                                                           \
    family(llamaFamily) family(mistralFamily) family(qwen2Family) family(qwen3Family) family(gemma2Family)             \
        family(gemma3Family) family(phi3Family) family(olmo2Family) family(gptNeoxFamily) family(gpt2Family)

#define DPL_DECLARE(function) FamilySpec function();
DPL_FAMILIES(DPL_DECLARE)
#undef DPL_DECLARE

namespace {

std::string listed(std::string_view FamilySpec::*name)
{
    std::vector<std::string_view> names;
    for (const FamilySpec& family : families()) {
        if (!(family.*name).empty()) {
            names.push_back(family.*name);
        }
    }
    std::string result;
    for (std::size_t i = 0; i < names.size(); ++i) {
        result += std::string(i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + std::string(names[i]);
    }
    return result;
}

const FamilySpec* find(std::string_view FamilySpec::*name, std::string_view value)
{
    const auto& all = families();
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const FamilySpec& family) { return !value.empty() && family.*name == value; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

const std::vector<FamilySpec>& families()
{
    static const std::vector<FamilySpec> result{
#define DPL_CALL(function) function(),
        DPL_FAMILIES(DPL_CALL)
#undef DPL_CALL
    };
    return result;
}

const FamilySpec* familyOfModelType(std::string_view modelType)
{
    return find(&FamilySpec::modelType, modelType);
}

const FamilySpec* familyOfOuterModelType(std::string_view modelType)
{
    return find(&FamilySpec::outerModelType, modelType);
}

const FamilySpec* familyOfGguf(std::string_view architecture)
{
    return find(&FamilySpec::ggufArchitecture, architecture);
}

std::string supportedModelTypes()
{
    return listed(&FamilySpec::modelType);
}

std::string supportedGgufArchitectures()
{
    return listed(&FamilySpec::ggufArchitecture);
}

std::string withoutModelPrefix(std::string_view name)
{
    const auto strip = [&](std::string_view prefix) {
        const bool has = name.starts_with(prefix);
        name.remove_prefix(has ? prefix.size() : 0);
        return has;
    };
    for (const FamilySpec& family : families()) {
        if (strip(family.prefix)) {
            break;
        }
    }
    if (strip("language_model.")) {
        strip("model.");
    }
    return std::string(name);
}

} // namespace dpl::backbone
