// Runs core's tests, or with "--in FOLDER" those of one folder of tests/core.

#include "base/compute.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <string>

namespace {

/// A filter of GoogleTest's for the test suites whose sources lie in the folder; empty if there are none.
std::string suitesIn(const std::string& folder)
{
    const std::string place = "/core/" + folder + "/";
    std::string filter;
    const testing::UnitTest& all = *testing::UnitTest::GetInstance();
    for (int i = 0; i < all.total_test_suite_count(); ++i) {
        const testing::TestSuite& suite = *all.GetTestSuite(i);
        const char* file = suite.total_test_count() > 0 ? suite.GetTestInfo(0)->file() : "";
        if (std::string(file).find(place) != std::string::npos) {
            filter += (filter.empty() ? "" : ":") + std::string(suite.name()) + ".*";
        }
    }
    return filter;
}

} // namespace

int main(int argc, char** argv)
{
    testing::InitGoogleTest(&argc, argv);
    // Tests that compute outside of a scope: LibTorch reckons with no more threads than OpenMP gives afterwards, too.
    dpl::ComputeScope({});
    if (argc == 3 && std::string(argv[1]) == "--in") {
        const std::string filter = suitesIn(argv[2]);
        if (filter.empty()) {
            std::cerr << "There is no test in tests/core/" << argv[2] << ".\n";
            return 2;
        }
        std::string& asked = testing::GTEST_FLAG(filter);
        if (asked == "*") {
            asked = filter;
        } else if (asked.starts_with('-')) { // all of the folder but these
            asked = filter + asked;
        }
    } else if (argc != 1) {
        std::cerr << "Usage: tst_core [--in FOLDER] [options of GoogleTest]\n";
        return 2;
    }
    return RUN_ALL_TESTS();
}
