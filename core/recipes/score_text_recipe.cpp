#include "recipes/score_text_recipe.hpp"

#include "recipes/recipe_members.hpp"

namespace dpl::recipes {

Json ScoreTextRecipe::members() const
{
    return {{"params", text.toJson()}, {"folder", folder.string()}};
}

ScoreTextRecipe ScoreTextRecipe::fromJson(const Json& recipe)
{
    const JsonObject json = membersOf(recipe, kind, "the scoring of a text");
    return {evaluation::ScoredText::fromJson(json.value("params"), json.at("params")), json.string("folder", "")};
}

Outcome ScoreTextRecipe::run(
    const ComputeOptions& compute, evaluation::EvaluationObserver& observer, const std::stop_token& stop) const
{
    evaluation::ScoreParams params = evaluation::prepareScoring(text, folder);
    params.ifOther = evaluation::IfOther::replace; // the folder is this text's alone
    return outcomeOf(evaluation::score(params, compute, observer, stop).finished);
}

} // namespace dpl::recipes
