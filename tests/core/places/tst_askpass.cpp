#include "places/askpass.hpp"

#include "environment_variable.hpp"
#include "patience.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <iostream>
#include <map>
#include <sstream>
#include <thread>

namespace dpl::places {
namespace {

using namespace std::chrono_literals;

/// Answers from a list; what is not in it is refused.
class ListAsker final : public Asker {
public:
    std::optional<std::string> ask(const Question& question, const std::stop_token& stop) override
    {
        asked.push_back(question);
        isAsking = true;
        if (waits) {
            while (!stop.stop_requested()) {
                std::this_thread::sleep_for(5ms);
            }
            wasStopped = true;
            return std::nullopt;
        }
        const auto found = answers.find(question.text);
        return found == answers.end() ? std::nullopt : std::optional(found->second);
    }

    std::map<std::string, std::string> answers;
    std::vector<Question> asked;
    std::atomic<bool> isAsking = false;
    bool waits = false;
    std::atomic<bool> wasStopped = false;
};

class AskPass : public testing::Test {
protected:
    /// What an askpass prints and ends with.
    std::pair<std::string, int> answer(const AskServer& server, const std::string& question) const
    {
        const test::EnvironmentVariable socket(
            "DPL_ASKPASS_SOCKET", server.asking("program").environment.at("DPL_ASKPASS_SOCKET"));
        EXPECT_TRUE(isAskpass());
        const char* arguments[] = {"dpl", question.c_str()};
        std::ostringstream printed;
        std::streambuf* const before = std::cout.rdbuf(printed.rdbuf());
        const int status = runAskpass(2, arguments);
        std::cout.rdbuf(before);
        return {printed.str(), status};
    }

    const test::TemporaryFolder temporary;
    const test::EnvironmentVariable runtime{"XDG_RUNTIME_DIR", temporary.path().string()};
    const test::EnvironmentVariable hint{"SSH_ASKPASS_PROMPT"};
    ListAsker asker;
};

TEST_F(AskPass, handsQuestionsOnAndPrintsTheAnswer)
{
    const AskServer server(asker);
    const std::string question = "Enter passphrase for key '/home/ada/.ssh/id': ";
    asker.answers[question] = "open \"sesame\" \\ \xc3\xa4";
    EXPECT_EQ(answer(server, question), std::pair(std::string("open \"sesame\" \\ \xc3\xa4\n"), 0));
    EXPECT_EQ(answer(server, question).second, 0);
    EXPECT_EQ(asker.asked,
        (std::vector<Question>{
            {Question::Kind::secret, question, 1}, {Question::Kind::secret, question, 2}})); // it was not accepted
    EXPECT_FALSE(server.wasRefused());
}

TEST_F(AskPass, onceRefusedAsksNothingMore)
{
    const AskServer server(asker);
    asker.answers["second"] = "yes";
    EXPECT_EQ(answer(server, "first"), std::pair(std::string(), 1));
    EXPECT_TRUE(server.wasRefused());
    EXPECT_EQ(answer(server, "second"), std::pair(std::string(), 1));
    EXPECT_EQ(asker.asked.size(), 1U);
}

TEST_F(AskPass, saysNoWhereNobodyIsThereToAsk)
{
    const test::EnvironmentVariable socket("DPL_ASKPASS_SOCKET", (temporary / "nobody").string());
    const char* arguments[] = {"dpl", "Password: "};
    testing::internal::CaptureStderr();
    EXPECT_EQ(runAskpass(2, arguments), 1);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("does not answer"), std::string::npos);
}

TEST_F(AskPass, endsWithTheServerWhileItAsks)
{
    asker.waits = true;
    std::future<std::pair<std::string, int>> waiting;
    {
        const AskServer server(asker);
        waiting = std::async(std::launch::async, [&] { return answer(server, "Touch your key"); });
        while (!asker.isAsking) {
            std::this_thread::sleep_for(5ms);
        }
        std::this_thread::sleep_for(50ms);
    }
    EXPECT_TRUE(asker.wasStopped);
    EXPECT_EQ(waiting.get().second, 1);
}

TEST(Question, isToldByItsWordsAndSshsHint)
{
    EXPECT_EQ(questionOf("ada@cluster's password: ", "").kind, Question::Kind::secret);
    EXPECT_EQ(questionOf("Are you sure you want to continue connecting (yes/no/[fingerprint])? ", "").kind,
        Question::Kind::hostKey);
    EXPECT_EQ(questionOf("Please type 'yes', 'no' or the fingerprint: ", "").kind, Question::Kind::hostKey);
    EXPECT_EQ(questionOf("Allow use of key id?", "confirm").kind, Question::Kind::confirm);
    EXPECT_EQ(questionOf("Confirm user presence for key ED25519-SK", "none").kind, Question::Kind::notice);
}

} // namespace
} // namespace dpl::places
