#include "places/slurm_evidence.hpp"

#include "base/files.hpp"
#include "base/json_text.hpp"
#include "error_message.hpp"
#include "places/local_shell.hpp"
#include "places/placed_job.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

/// Answers with a part of what a shell says.
class LossyShell final : public Shell {
public:
    explicit LossyShell(std::size_t kept) : m_kept(kept) { }
    Output run(const std::string& script, const std::string& input, std::chrono::milliseconds deadline,
        const std::stop_token& stop) override
    {
        Output output = LocalShell().run(script, input, deadline, stop);
        output.out.resize(std::min(m_kept, output.out.size()));
        return output;
    }
    void send(const std::filesystem::path&, const std::string&, const std::stop_token&, const BytesTold&) override { }
    void fetch(const std::string&, const std::filesystem::path&, Fetch, const std::stop_token&) override { }
    bool sharesFiles() const override { return false; }

private:
    std::size_t m_kept;
};

TEST(SlurmEvidence, isReadFromSeveralFoldersAtOnce)
{
    const test::TemporaryFolder temporary;
    const std::filesystem::path a = temporary / "it's a";
    const std::filesystem::path b = temporary / "b";
    writeFileAtomically(a / slurmExitName, R"({"job": "17", "restarts": 2, "exit": 75, "time": "now"})");
    writeJsonFile(a / exitName, JobExit{1, runs::PlacedStage::failed, "größer\n", "now", thisProcess()}.toJson());
    writeFileAtomically(b / slurmExitName, "{\"job\":");
    writeFileAtomically(b / "run.json", "{\"state\": \"stopped\"}\n\n");
    LocalShell shell;
    const auto all = readEvidence(shell, {a.string(), b.string(), (temporary / "absent").string()});
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].script->exit, 75);
    EXPECT_EQ(all[0].script->restarts, 2);
    EXPECT_EQ(all[0].job->message, "größer\n");
    EXPECT_EQ(all[0].runState, "");
    EXPECT_FALSE(all[1].script) << "it is damaged";
    EXPECT_EQ(all[1].runState, "stopped");
    EXPECT_FALSE(all[2].script || all[2].job || !all[2].runState.empty());
    EXPECT_TRUE(readEvidence(shell, {}).empty());
}

TEST(SlurmEvidence, thatIsNotWholeIsAnError)
{
    const test::TemporaryFolder temporary;
    writeFileAtomically(temporary / "run.json", "{\"state\": \"stopped\"}\n");
    const std::size_t whole = std::string("none\nnone\nfile 21\n{\"state\": \"stopped\"}\n\n").size();
    for (std::size_t kept = 0; kept + 1 < whole; ++kept) {
        LossyShell shell(kept);
        EXPECT_TRUE(test::says(
            test::errorOf([&] { readEvidence(shell, {temporary.path().string()}); }), "did not arrive whole"))
            << kept;
    }
    LossyShell shell(whole);
    EXPECT_EQ(readEvidence(shell, {temporary.path().string()})[0].runState, "stopped");
}

} // namespace
} // namespace dpl::places
