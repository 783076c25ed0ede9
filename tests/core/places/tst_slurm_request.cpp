#include "places/slurm_request.hpp"

#include "error_message.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

TEST(SlurmRequest, saysWhatIsNotAsByDefault)
{
    EXPECT_EQ(SlurmRequest().toJson(), Json::object());
    const Json json{{"partition", "gpu"}, {"time", "1:00:00"}, {"nodes", 2}, {"gpus", 4}, {"memory", "64G"},
        {"directives", {"--exclusive"}}};
    EXPECT_EQ(SlurmRequest::fromJson(json, "x").toJson(), json);
    EXPECT_EQ(SlurmRequest::fromJson(json, "x").gpus, 4);
    EXPECT_TRUE(
        test::says(test::errorOf([] { SlurmRequest::fromJson({{"nodes", -1}}, "job"); }), {"job: nodes", "from 0"}));
}

} // namespace
} // namespace dpl::places
