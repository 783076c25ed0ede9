#include "recipes/recipe_paths.hpp"

#include "recipes/recipes.hpp"
#include "recipes/score_text_recipe.hpp"
#include "recipes/sweep_recipe.hpp"
#include "recipes/synthetic_recipe.hpp"

#include <map>
#include <string>

namespace dpl::recipes {

namespace {

using Uses = std::map<std::string, PathUse>;
using Visit = std::function<void(Json& value, PathUse use)>;

/// Members of params that are paths, in whichever object of them.
const Uses& usesOfAll()
{
    static const Uses uses{{"model_name", PathUse::model}, {"tokenizer_name", PathUse::model},
        {"start_from", PathUse::model}, {"reward_model_checkpoint", PathUse::model},
        {"reward_model_checkpoints", PathUse::model}, {"data_path", PathUse::dataset}, {"chat_template", PathUse::file},
        {"input", PathUse::file}, {"output", PathUse::output}};
    return uses;
}

void visitValue(Json& value, PathUse use, const Visit& visit)
{
    if (value.is_array()) {
        for (Json& entry : value) {
            visitValue(entry, use, visit);
        }
    } else if (value.is_string() && !value.get_ref<const std::string&>().empty()) {
        visit(value, use);
    }
}

void visitBelow(Json& value, const Uses& uses, const Visit& visit)
{
    for (auto& [name, member] : value.items()) {
        if (const auto use = uses.find(name); value.is_object() && use != uses.end()) {
            visitValue(member, use->second, visit);
        } else if (member.is_structured()) {
            visitBelow(member, uses, visit);
        }
    }
}

} // namespace

void visitPaths(Json& recipe, const Visit& visit)
{
    const std::string kind = kindOf(recipe).name;
    if (kind == SyntheticRecipe::kind || !recipe.contains("params")) {
        return; // an environment that is a file is read before it becomes params
    }
    Uses uses = usesOfAll();
    if (kind == SweepRecipe::kind) {
        uses["responses"] = PathUse::file;
    } else if (kind == ScoreTextRecipe::kind) {
        uses["checkpoints"] = PathUse::model;
    }
    visitBelow(recipe["params"], uses, visit);
}

} // namespace dpl::recipes
