#include "data/holdout.hpp"

#include "base/content_hash.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "data/preference_dataset.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace dpl::data {

namespace {

/// Behind which an answer begins, in HH-RLHF and in chat templates.
constexpr std::string_view answerMarks[]{"Assistant:", "<|assistant|>", "<|im_start|>assistant", "[/INST]",
    "<start_of_turn>model", "<|start_header_id|>assistant<|end_header_id|>", "### Response:"};

/// Where the last answer begins in what both texts begin with.
std::size_t endOfPrompt(std::string_view common)
{
    std::size_t end = 0;
    for (const std::string_view mark : answerMarks) {
        if (const std::size_t at = common.rfind(mark); at != std::string_view::npos) {
            end = std::max(end, at + mark.size());
        }
    }
    for (const char* boundary : {"\n", " "}) {
        if (const std::size_t at = common.rfind(boundary); end == 0 && at != std::string_view::npos) {
            end = at + 1;
        }
    }
    return end;
}

/// From 0 to below 1.
double placeOf(const std::string& prompt, std::uint64_t seed)
{
    ContentHash hash;
    hash.add(std::to_string(seed));
    hash.add(prompt);
    return std::ldexp(static_cast<double>(std::stoull(hash.hex().substr(0, 13), nullptr, 16)), -52);
}

} // namespace

bool Holdout::isForTesting(const Comparison& row) const
{
    return divides() && placeOf(promptOf(row), seed) < share;
}

void Holdout::validate() const
{
    if (!(share >= 0.0 && share <= mostShare)) {
        throw Error("holdout_share must be between 0 and " + formatLikePython(mostShare));
    }
}

std::string promptOf(const Comparison& row)
{
    if (row.hasMessages()) {
        const Dialogue chosen = row.chosen();
        const Dialogue rejected = row.rejected();
        const Json common = commonMessages(chosen.messages(), rejected.messages());
        return common.empty() ? chosen.identity() + '\n' + rejected.identity() : Dialogue(common).identity();
    }
    if (const auto prompt = row.row().find("prompt"); prompt != row.row().end() && prompt->is_string()) {
        if (const auto& text = prompt->get_ref<const std::string&>(); !text.empty()) {
            return text;
        }
    }
    const std::string chosen = row.chosen().text();
    const std::string rejected = row.rejected().text();
    const auto length = static_cast<std::size_t>(
        std::mismatch(chosen.begin(), chosen.end(), rejected.begin(), rejected.end()).first - chosen.begin());
    const std::string prompt = chosen.substr(0, endOfPrompt(std::string_view(chosen).substr(0, length)));
    return prompt.empty() ? chosen + '\n' + rejected : prompt;
}

} // namespace dpl::data
