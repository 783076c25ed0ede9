#include "evaluation/ranked_texts.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "base/torch_errors.hpp"
#include "data/text_list.hpp"
#include "ranks/together.hpp"
#include "records/head_record.hpp"
#include "scoring/find_checkpoints.hpp"
#include "scoring/scoring.hpp"
#include "text/token_hash.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace dpl::evaluation {

namespace {

constexpr double none = -std::numeric_limits<double>::infinity();

/// Of all texts, in their order.
std::string hashOf(const std::vector<text::TokenIds>& texts)
{
    ContentHash hash;
    for (const text::TokenIds& ids : texts) {
        text::addTokens(hash, ids);
    }
    return hash.hex();
}

class Ranking {
public:
    Ranking(const RankParams& params, const ComputeOptions& compute, Observer& observer, const std::stop_token& stop,
        ranks::Group& group)
        : m_params(params), m_compute(compute), m_observer(observer), m_stop(stop), m_group(group),
          m_list(data::loadTexts(params.scores.input, params.scores.skipBadRows,
              data::Columns(params.scores.columns, data::responseRoles())))
    {
        if (m_list.skipped.count > 0) {
            m_observer.warned(m_list.skipped.sentence());
        }
        groupTexts();
    }

    RankedTexts run()
    {
        const ScoreParams& scores = m_params.scores;
        scoring::CheckpointModels models(m_compute.device, m_observer, m_stop);
        m_outputs.resize(scores.checkpoints.size());
        for (std::size_t i = 0; i < scores.checkpoints.size(); ++i) {
            scoreBy(models, i);
        }
        return ranked();
    }

private:
    /// Texts with the same prompt, and, of them, a few at a time that share its computation.
    void groupTexts()
    {
        constexpr std::size_t mostTogether = 8;
        std::map<std::string, std::size_t> places;
        for (std::size_t i = 0; i < m_list.texts.size(); ++i) {
            const auto [place, isNew] = places.try_emplace(m_list.texts[i].prompt, m_prompts.size());
            if (isNew) {
                m_prompts.emplace_back();
            }
            m_prompts[place->second].push_back(i);
        }
        for (const std::vector<std::size_t>& prompt : m_prompts) {
            const bool isShared = !m_list.texts[prompt.front()].prompt.empty();
            for (std::size_t i = 0; i < prompt.size(); ++i) {
                if (i == 0 || !isShared || m_groups.back().size() == mostTogether) {
                    m_groups.emplace_back();
                }
                m_groups.back().push_back(prompt[i]);
            }
        }
    }

    std::vector<text::TokenIds> tokens(const scoring::DialogueReader& reader, const std::string& name)
    {
        std::vector<scoring::ReadText> texts;
        for (const data::ListedText& text : m_list.texts) {
            texts.push_back(reader.read(text.dialogue, text.where));
        }
        std::vector<text::TokenIds> ids = reader.encode(std::move(texts), threadCount(m_compute), m_stop);
        const auto longest = static_cast<std::size_t>(m_params.scores.maxLength);
        std::int64_t count = 0;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (ids[i].empty()) {
                throw Error(m_list.texts[i].where + ": the text is empty");
            }
            if (ids[i].size() <= longest) {
                continue;
            }
            ++count;
            if (m_params.scores.longTexts == LongTexts::refuse) {
                throw Error(m_list.texts[i].where + ": the text has more than " + std::to_string(longest)
                    + " tokens; raise max_length, or choose truncate or keep");
            }
            if (m_params.scores.longTexts == LongTexts::truncate) {
                ids[i].resize(longest);
            }
        }
        if (count > 0) {
            m_observer.warned(name + ": " + std::to_string(count) + " texts have more than " + std::to_string(longest)
                + " tokens and are " + (m_params.scores.longTexts == LongTexts::truncate ? "cut there" : "kept whole"));
        }
        return ids;
    }

    void scoreBy(scoring::CheckpointModels& models, std::size_t index)
    {
        const ScoreParams& scores = m_params.scores;
        scoring::CheckpointParams which = scores.model;
        which.checkpoint = scores.checkpoints[index];
        which.rewardLabel = scores.labelOf(index);
        const backbone::RewardModel& model = models.load(which);
        const std::vector<text::TokenIds> ids = tokens(models.reader(), scores.names[index]);
        ranks::agree(m_group, {{"the texts or the models", hashOf(ids)}, {"the numbers of outputs", model.outputs()}});
        const bool isRanking =
            scores.names[index] == (m_params.rankBy.empty() ? scores.names.front() : m_params.rankBy);
        const preference::RewardHead head = records::headOf(scoring::namedHeadOf(which.checkpoint), model.outputs());
        std::vector<std::vector<double>>& outputs = m_outputs[index];
        outputs.resize(ids.size());
        scoring::scoreGroups(
            model, m_groups.size(),
            [&](std::size_t group) {
                scoring::TextGroup texts;
                for (const std::size_t i : m_groups[group]) {
                    texts.emplace_back(ids[i]);
                }
                return texts;
            },
            [&](std::size_t group, const scoring::GroupScores& groupScores) {
                for (std::size_t i = 0; i < groupScores.size(); ++i) {
                    outputs[m_groups[group][i]] = groupScores[i];
                }
                m_observer.progressed({"Scoring with " + scores.names[index], static_cast<std::int64_t>(group) + 1,
                    static_cast<std::int64_t>(m_groups.size())});
            },
            m_stop, 0, m_group);
        if (isRanking) {
            for (const std::vector<double>& of : outputs) {
                m_rewards.push_back(rewardOf(head, of));
            }
        }
    }

    double rewardOf(preference::RewardHead head, const std::vector<double>& outputs) const
    {
        if (!scoring::isFinite({outputs})) {
            return none;
        }
        const auto distribution = preference::distribution(head, outputs);
        return m_params.alpha ? utility::quantile(distribution, *m_params.alpha) : utility::mean(distribution);
    }

    RankedTexts ranked()
    {
        std::vector<std::int64_t> ranks(m_list.texts.size());
        std::vector<std::size_t> order;
        const auto notFinite = std::count(m_rewards.begin(), m_rewards.end(), none);
        if (notFinite > 0) {
            m_observer.warned(std::to_string(notFinite) + " texts have outputs that are not finite; they come last");
        }
        for (std::vector<std::size_t> prompt : m_prompts) {
            std::stable_sort(prompt.begin(), prompt.end(),
                [this](std::size_t a, std::size_t b) { return m_rewards[a] > m_rewards[b]; });
            for (std::size_t i = 0; i < prompt.size(); ++i) {
                // Equal rewards have equal ranks.
                const bool isTie = i > 0 && m_rewards[prompt[i]] == m_rewards[prompt[i - 1]];
                ranks[prompt[i]] = isTie ? ranks[prompt[i - 1]] : static_cast<std::int64_t>(i) + 1;
                if (m_params.top > 0 && static_cast<std::int64_t>(i) < m_params.top) {
                    order.push_back(prompt[i]);
                }
            }
        }
        for (std::size_t i = 0; m_params.top == 0 && i < m_list.texts.size(); ++i) {
            order.push_back(i);
        }
        RankedTexts result{{}, static_cast<std::int64_t>(m_list.texts.size()), m_list.skipped.count};
        for (const std::size_t i : order) {
            result.lines.push_back(lineOf(i, ranks[i]));
        }
        return result;
    }

    std::string lineOf(std::size_t i, std::int64_t rank) const
    {
        Json line = m_list.texts[i].row;
        line["rank"] = rank;
        line["reward"] = std::isfinite(m_rewards[i]) ? Json(m_rewards[i]) : Json();
        Json& outputs = line["outputs"] = Json::object();
        for (std::size_t model = 0; model < m_outputs.size(); ++model) {
            Json values = Json::array();
            for (const double value : m_outputs[model][i]) {
                values.push_back(std::isfinite(value) ? Json(static_cast<float>(value)) : Json());
            }
            outputs[m_params.scores.names[model]] = values;
        }
        return dumpJson(line);
    }

    const RankParams& m_params;
    const ComputeOptions& m_compute;
    Observer& m_observer;
    const std::stop_token& m_stop;
    ranks::Group& m_group;
    data::TextList m_list;
    std::vector<std::vector<std::size_t>> m_prompts; ///< texts of each
    std::vector<std::vector<std::size_t>> m_groups; ///< that go through a model together
    std::vector<std::vector<std::vector<double>>> m_outputs; ///< [models][texts]
    std::vector<double> m_rewards; ///< of the model that ranks
};

} // namespace

void RankParams::validate() const
{
    ScoreParams whole = scores;
    whole.output = "-";
    whole.validate();
    if (top < 0) {
        throw Error("top must be 0 or more");
    }
    if (alpha && !(*alpha > 0.0 && *alpha < 1.0)) {
        throw Error("alpha must be between 0 and 1");
    }
    if (!rankBy.empty() && std::find(scores.names.begin(), scores.names.end(), rankBy) == scores.names.end()) {
        throw Error("rank_by: \"" + rankBy + "\" is none of the models' names");
    }
}

RankedTexts rankTexts(const RankParams& params, const ComputeOptions& compute, Observer& observer,
    const std::stop_token& stop, ranks::Group& group)
{
    params.validate();
    checkDevice(compute.device);
    const ComputeScope scope(compute);
    return ranks::together(group, [&] {
        return translatingTorchErrors(compute.device, scoring::memoryRemedy,
            [&] { return Ranking(params, compute, observer, stop, group).run(); });
    });
}

} // namespace dpl::evaluation
