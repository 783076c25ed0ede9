#include "base/json.hpp"
#include "fixture_path.hpp"
#include "text/tokenizer.hpp"

#include <gtest/gtest.h>

namespace dpl::text {
namespace {

/// Made by tests/fixtures/families/make_families.py, with the ids of the library tokenizers.
TEST(FamilyTokenizers, giveTheIdsOfTheLibraryTokenizers)
{
    const auto folder = test::fixturePath("families/tokenizers");
    const Json expected = readJsonFile(folder / "expected.json");
    const auto texts = expected.at("texts").get<std::vector<std::string>>();
    for (const auto& [name, ids] : expected.at("ids").items()) {
        const auto tokenizer = loadTokenizer(folder / (name + ".json"));
        for (std::size_t i = 0; i < texts.size(); ++i) {
            EXPECT_EQ(tokenizer->encode(texts[i]), ids[i].get<TokenIds>()) << name << ": \"" << texts[i] << "\"";
        }
    }
}

} // namespace
} // namespace dpl::text
