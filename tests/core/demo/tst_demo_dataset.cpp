#include "demo/annotators.hpp"
#include "demo/demo_dataset.hpp"

#include "base/json.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace dpl::demo {
namespace {

using data::DataSubset;
using data::Split;

std::vector<std::string> lines(const std::string& text)
{
    std::vector<std::string> list;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        list.push_back(line);
    }
    return list;
}

TEST(DemoDataset, rowsAreWholeComparisons)
{
    for (const Split split : {Split::train, Split::test}) {
        const auto helpful = lines(preferenceLines(5, DataSubset::helpful, split));
        const auto harmless = lines(preferenceLines(5, DataSubset::harmless, split));
        const auto both = lines(preferenceLines(5, DataSubset::both, split));
        const auto each = static_cast<std::size_t>(split == Split::train ? trainRowsEach : testRowsEach);
        ASSERT_EQ(helpful.size(), each);
        ASSERT_EQ(harmless.size(), each);
        std::multiset<std::string> united(helpful.begin(), helpful.end());
        united.insert(harmless.begin(), harmless.end());
        EXPECT_EQ(united, std::multiset<std::string>(both.begin(), both.end())) << "both is the two together";
        std::set<std::int64_t> indices;
        std::size_t early = 0; // helpful rows in the first half: they are shuffled
        std::size_t slips = 0;
        for (std::size_t i = 0; i < both.size(); ++i) {
            const Json row = parseJson(both[i], "row");
            const std::string prompt = row["prompt"];
            const std::size_t label = row["label"].get<std::size_t>();
            EXPECT_TRUE(prompt.starts_with("\n\nHuman: "));
            EXPECT_EQ(row["chosen"], prompt + row["responses"][label].get<std::string>());
            EXPECT_EQ(row["rejected"], prompt + row["responses"][1 - label].get<std::string>());
            EXPECT_NE(row["chosen"], row["rejected"]);
            EXPECT_EQ(row["objective"], row["data_subset"]);
            EXPECT_TRUE(indices.insert(row["Index"].get<std::int64_t>()).second);
            early += i < each && row["objective"] == "helpful";
            slips += row["label"] != row["original_label"];
        }
        EXPECT_NEAR(static_cast<double>(early), 0.5 * static_cast<double>(each), 0.1 * static_cast<double>(each));
        EXPECT_GT(slips, both.size() / 50) << "labels have noise";
        EXPECT_LT(slips, both.size() / 4);
    }
    EXPECT_NE(preferenceLines(5, DataSubset::both, Split::test), preferenceLines(6, DataSubset::both, Split::test));
}

TEST(DemoDataset, groupsAgreeAboutTheBenignAndNotAboutTheAwkward)
{
    RandomStream random(1);
    const auto shareOfSecond = [&](const Topic& topic, ResponseKind first, ResponseKind second, DataSubset objective) {
        int count = 0;
        for (int i = 0; i < 2000; ++i) {
            count += judge(topic, first, second, objective, random);
        }
        return count / 2000.0;
    };
    for (const Topic& topic : benignTopics()) {
        EXPECT_GT(shareOfSecond(topic, ResponseKind::blunt, ResponseKind::detailed, DataSubset::helpful), 0.9);
        EXPECT_GT(shareOfSecond(topic, ResponseKind::blunt, ResponseKind::detailed, DataSubset::harmless), 0.9);
    }
    for (const Topic& topic : awkwardTopics()) {
        for (const ResponseKind declining : {ResponseKind::reasoned, ResponseKind::blunt, ResponseKind::alternative}) {
            EXPECT_GT(shareOfSecond(topic, declining, ResponseKind::detailed, DataSubset::helpful), 0.9);
            EXPECT_LT(shareOfSecond(topic, declining, ResponseKind::detailed, DataSubset::harmless), 0.35);
        }
        EXPECT_GT(shareOfSecond(topic, ResponseKind::blunt, ResponseKind::alternative, DataSubset::helpful), 0.9);
        EXPECT_GT(shareOfSecond(topic, ResponseKind::blunt, ResponseKind::alternative, DataSubset::harmless), 0.9);
    }
}

TEST(DemoDataset, responsesAreOneThatDeclinesAndOneThatComplies)
{
    const auto rows = lines(responseLines(2));
    ASSERT_EQ(rows.size(), static_cast<std::size_t>(responseRows));
    for (const std::string& line : rows) {
        const Json row = parseJson(line, "row");
        ASSERT_EQ(row["responses"].size(), 2u);
        EXPECT_TRUE(row["prompt"].get<std::string>().starts_with("Human: "));
        EXPECT_TRUE(row["prompt"].get<std::string>().ends_with("\n\nAssistant: "));
        EXPECT_EQ(row["responses"][0].get<std::string>().find("First "), std::string::npos) << line;
        EXPECT_NE(row["responses"][1].get<std::string>().find("First "), std::string::npos) << line;
    }
}

} // namespace
} // namespace dpl::demo
