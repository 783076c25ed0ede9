// Rows of messages, from the dataset to the evaluation file and what reads it.

#include "base/content_hash.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "data/json_rows.hpp"
#include "error_message.hpp"
#include "evaluation/evaluate.hpp"
#include "evaluation/evaluation_place.hpp"
#include "evaluation/scored_text.hpp"
#include "fixture_path.hpp"
#include "hub/digest.hpp"
#include "inspection/evaluation_texts.hpp"
#include "records/evaluated_comparisons.hpp"
#include "records/evaluated_responses.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::evaluation {
namespace {

using test::errorOf;
using test::fixturePath;
using test::says;

/// Renders messages as HH-RLHF has them, behind the begin token that the tokenizer puts before a text.
constexpr const char* plainTemplate =
    "{{ bos_token }}{% for m in messages %}{{ '\\n\\nHuman: ' if m.role == 'user' else '\\n\\nAssistant: ' }}"
    "{{ m.content }}{% endfor %}";

Json messagesWith(const std::string& answer)
{
    return Json::array(
        {Json{{"role", "user"}, {"content", "Which knot?"}}, Json{{"role", "assistant"}, {"content", answer}}});
}

class MessageEvaluation : public testing::Test {
protected:
    MessageEvaluation()
    {
        compute.threads = 1;
        params.model.checkpoint = fixturePath("adapters/tiny-llama-base");
        params.model.chatTemplate = write("own.jinja", plainTemplate);
        params.dataPath = (temporary / "rows.jsonl").string();
        params.output = temporary / "out.jsonl";
    }

    std::string write(const std::string& name, const std::string& content) const
    {
        writeFileAtomically(temporary / name, content);
        return (temporary / name).string();
    }

    void writeRows(const std::vector<Json>& rows) const
    {
        std::string content;
        for (const Json& row : rows) {
            content += dumpJson(row) + "\n";
        }
        write("rows.jsonl", content);
    }

    std::vector<Json> evaluated()
    {
        evaluate(params, compute, observer, {});
        std::vector<Json> rows;
        data::JsonRowReader reader(params.output);
        for (Json row; reader.next(row);) {
            rows.push_back(row);
        }
        return rows;
    }

    class Observed : public EvaluationObserver {
    public:
        void warned(const std::string& sentence) override { warnings.push_back(sentence); }
        void noted(const std::string& sentence) override { notes.push_back(sentence); }
        std::vector<std::string> warnings;
        std::vector<std::string> notes;
    };

    const test::TemporaryFolder temporary;
    EvaluateParams params;
    ComputeOptions compute;
    Observed observer;
    const Json asMessages{{"id", 1}, {"chosen", messagesWith("A bowline.")}, {"rejected", messagesWith("Any.")}};
    const Json asTexts{{"id", 2}, {"chosen", "\n\nHuman: Which knot?\n\nAssistant: A bowline."},
        {"rejected", "\n\nHuman: Which knot?\n\nAssistant: Any."}};
};

TEST_F(MessageEvaluation, scoresTheTextsThatTheTemplateMakes)
{
    writeRows({asMessages, asTexts});
    const std::vector<Json> rows = evaluated();
    ASSERT_EQ(rows.size(), 2u);
    for (const char* column : {"reward_output_chosen", "reward_output_rejected"}) {
        EXPECT_EQ(rows[0][column], rows[1][column]) << "the begin token is there once";
    }
    EXPECT_EQ(rows[0]["chosen"], asMessages["chosen"]) << "the row is carried as it is";
    ASSERT_EQ(observer.notes.size(), 1u);
    EXPECT_TRUE(says(observer.notes[0], {"own.jinja"}));
}

/// A text that is entered in the window is what the same row of a dataset is.
TEST_F(MessageEvaluation, scoresAnEnteredTextAsTheSameRow)
{
    writeRows({asMessages});
    const Json row = evaluated().at(0);
    ScoredText text{"Which knot?", {"A bowline.", "Any."}, {params.model.checkpoint}};
    text.asMessages = true;
    text.chatTemplate = params.model.chatTemplate;
    const ScoreParams scoring = prepareScoring(ScoredText::fromJson(text.toJson(), "x"), temporary / "entered");
    ASSERT_TRUE(score(scoring, compute, observer, {}).finished);
    data::JsonRowReader reader(scoring.output);
    Json scored;
    ASSERT_TRUE(reader.next(scored));
    const Json& outputs = scored.at("reward_outputs_" + scoring.names.at(0));
    EXPECT_EQ(outputs.at(0), row["reward_output_chosen"]);
    EXPECT_EQ(outputs.at(1), row["reward_output_rejected"]);
}

TEST_F(MessageEvaluation, needsATemplate)
{
    writeRows({asMessages});
    params.model.chatTemplate.clear();
    for (const bool skips : {false, true}) {
        params.skipBadRows = skips;
        EXPECT_TRUE(says(errorOf([&] { evaluated(); }), {"rows.jsonl:1", "no chat template", "--chat_template"}));
    }
    writeRows({asTexts});
    EXPECT_EQ(evaluated().size(), 1u) << "texts need none";
    params.model.chatTemplate = (temporary / "absent.jinja").string();
    EXPECT_TRUE(says(errorOf([&] { evaluated(); }), "absent.jinja"));
}

TEST_F(MessageEvaluation, takesTheTemplateOfTheTrainedModelBeforeTheTokenizers)
{
    writeRows({asMessages});
    const Json scored = evaluated().at(0);
    std::filesystem::copy(params.model.checkpoint, temporary / "adapter");
    write("adapter/chat_template.jinja", plainTemplate);
    params.model.checkpoint = temporary / "adapter";
    params.model.modelName = fixturePath("models/tiny-llama").string();
    params.model.chatTemplate.clear();
    params.output = temporary / "other.jsonl";
    EXPECT_EQ(evaluated().at(0)["reward_output_chosen"], scored["reward_output_chosen"]);
}

TEST_F(MessageEvaluation, byAnotherTemplateIsAnotherEvaluation)
{
    writeRows({asMessages});
    evaluated();
    EXPECT_TRUE(evaluate(params, compute, observer, {}).wasThere);
    params.model.chatTemplate = write("copy.jinja", plainTemplate);
    EXPECT_TRUE(evaluate(params, compute, observer, {}).wasThere) << "the same text in another file";
    write("copy.jinja", std::string(plainTemplate) + "!");
    EXPECT_THROW(evaluate(params, compute, observer, {}), OtherEvaluation);
    EXPECT_EQ(EvaluateParams::fromJson(params.toJson(), "x").model.chatTemplate, params.model.chatTemplate);
}

/// Records of earlier versions say nothing of templates, as these read texts alone.
TEST_F(MessageEvaluation, ofAnEarlierVersionIsThereAsItWas)
{
    writeRows({asTexts});
    evaluated();
    records::EvaluationRecord record = records::recordOf(params.output).value();
    ASSERT_TRUE(record.content["model"].contains("chat_template"));
    record.content["model"].erase("chat_template");
    for (const char* name : {"chat_template", "columns"}) {
        record.params.erase(name);
    }
    writeJsonFile(records::recordFile(params.output), record.toJson());
    params.model.chatTemplate.clear();
    EXPECT_TRUE(evaluate(params, compute, observer, {}).wasThere);
}

/// Versions in between told templates by a hash of 128 bits.
TEST_F(MessageEvaluation, toldByTheFormerHashIsThereAndGoesOn)
{
    writeRows({asMessages});
    evaluated();
    records::EvaluationRecord record = records::recordOf(params.output).value();
    const std::string digest = record.content["model"]["chat_template"];
    EXPECT_EQ(digest, hub::sha256(plainTemplate));
    EXPECT_TRUE(says(observer.notes.at(0), {"SHA-256 " + digest}));
    ContentHash former;
    former.add(plainTemplate);
    record.content["model"]["chat_template"] = former.hex();
    writeJsonFile(records::recordFile(params.output), record.toJson());
    EXPECT_TRUE(evaluate(params, compute, observer, {}).wasThere);
    const std::string bytes = readFile(params.output);
    std::filesystem::remove(params.output);
    write("out.jsonl.partial", dumpJson(record.toJson()) + "\n" + bytes);
    std::int64_t before = -1;
    class GoesOn final : public EvaluationObserver {
    public:
        explicit GoesOn(std::int64_t& done) : m_done(done) { }
        void goesOn(std::int64_t done, std::int64_t) override { m_done = done; }

    private:
        std::int64_t& m_done;
    } goesOn(before);
    EXPECT_TRUE(evaluate(params, compute, goesOn, {}).finished);
    EXPECT_EQ(before, 1);
    EXPECT_EQ(readFile(params.output), bytes);
    former.add("of another");
    record.content["model"]["chat_template"] = former.hex();
    writeJsonFile(records::recordFile(params.output), record.toJson());
    EXPECT_THROW(evaluate(params, compute, observer, {}), OtherEvaluation);
}

TEST_F(MessageEvaluation, skipsRowsThatTheTemplateRefuses)
{
    params.model.chatTemplate = write("strict.jinja",
        "{% for m in messages %}{% if m.content == 'Any.' %}{{ raise_exception('not this') }}{% endif %}{{ m.content "
        "}}{% endfor %}");
    Json usable = asMessages;
    usable["rejected"] = messagesWith("None.");
    writeRows({usable, asMessages});
    EXPECT_TRUE(says(errorOf([&] { evaluated(); }), {"rows.jsonl:2", "chat template", "not this"}));
    params.skipBadRows = true;
    EXPECT_EQ(evaluated().size(), 1u);
    EXPECT_TRUE(says(observer.warnings.back(), {"1 row", "not this"}));
}

TEST_F(MessageEvaluation, byColumnsIsCarriedUnderTheirMeaning)
{
    writeRows({{{"q", asMessages["chosen"][0]}, {"good", "A bowline."}, {"bad", "Any."}}});
    params.columns = "prompt=q,chosen=good,rejected=bad";
    const Json row = evaluated().at(0);
    EXPECT_EQ(row["chosen"], "A bowline.");
    EXPECT_EQ(row["prompt"], asMessages["chosen"][0]);
    EXPECT_FALSE(row.contains("q"));
    EXPECT_EQ(observer.notes.at(0), "columns: prompt is \"q\", chosen is \"good\", rejected is \"bad\"");
    params.columns = "prompt=q,chosen=bad,rejected=good";
    EXPECT_TRUE(says(errorOf([&] { evaluated(); }), {"columns is"})) << "another evaluation";
}

TEST_F(MessageEvaluation, isReadWithItsTurns)
{
    writeRows({asMessages, asTexts});
    evaluated();
    const records::EvaluatedComparisons read = records::readEvaluatedComparisons(params.output);
    ASSERT_EQ(read.size(), 2u);
    EXPECT_NE(read.identities[0], read.identities[1]);
    EXPECT_EQ(read.lengths[0], read.lengths[1]);
    const inspection::EvaluationTexts texts(params.output);
    const inspection::ItemTexts item = texts.texts(0);
    EXPECT_EQ(item.turns, (std::vector<inspection::Turn>{{inspection::Speaker::human, "Which knot?"}}));
    EXPECT_EQ(item.responses, (std::vector<std::string>{"A bowline.", "Any."}));
    EXPECT_EQ(texts.texts(1).turns, item.turns);
}

TEST_F(MessageEvaluation, ofResponsesIsTheSame)
{
    ScoreParams scoring;
    scoring.input = temporary / "responses.jsonl";
    scoring.output = temporary / "scored.jsonl";
    scoring.checkpoints = {params.model.checkpoint};
    scoring.names = {"both"};
    scoring.model.chatTemplate = params.model.chatTemplate;
    scoring.columns = "prompt=q,responses=answers";
    const Json question = Json::array({asMessages["chosen"][0]});
    write("responses.jsonl", dumpJson(Json{{"q", question}, {"answers", {"A bowline.", "Any."}}}) + "\n");
    score(scoring, compute, observer, {});
    data::JsonRowReader reader(scoring.output);
    Json row;
    ASSERT_TRUE(reader.next(row));
    writeRows({asMessages});
    const Json pair = evaluated().at(0);
    EXPECT_EQ(row["reward_outputs_both"][0], pair["reward_output_chosen"]);
    EXPECT_EQ(row["reward_outputs_both"][1], pair["reward_output_rejected"]);
    EXPECT_EQ(records::readEvaluatedResponses(scoring.output).responseCount(0), 2u);
    EXPECT_EQ(inspection::EvaluationTexts(scoring.output).texts(0).turns.at(0).text, "Which knot?");
}

} // namespace
} // namespace dpl::evaluation
