// Random small programs, with all that the language has, against jinja2 in transformers' environment.

#include "peer.hpp"

namespace {

using namespace dpl;
using namespace dpl::templates;

TEST(RandomPrograms, renderAsInTransformers)
{
    if (test::python().empty()) {
        GTEST_SKIP() << "set DPL_PYTHON to an interpreter with transformers to have random programs compared with it";
    }
    Json variables;
    int texts = 0;
    int failures = 0;
    const std::string script = DPL_SOURCE "/tests/core/templates/random_programs.py";
    for (const Json& program : test::linesOfScript(script, "20261130 4000")) {
        if (program.contains("variables")) {
            variables = program.at("variables");
            continue;
        }
        const auto source = program.at("template").get<std::string>();
        try {
            const std::string text = Template(source, "program").render(variables, test::atFixedNow());
            ASSERT_TRUE(program.contains("text")) << source << "\nrenders as\n"
                                                  << text << "\ninstead of " << program.at("error");
            EXPECT_EQ(text, program.at("text").get<std::string>()) << source;
            ++texts;
        } catch (const TemplateError& error) {
            EXPECT_TRUE(program.contains("error")) << source << "\n" << error.what();
            ++failures;
        }
    }
    EXPECT_GT(texts, 1500);
    EXPECT_GT(failures, 300);
    RecordProperty("programs", texts + failures);
}

} // namespace
