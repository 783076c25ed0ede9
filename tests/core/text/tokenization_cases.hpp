#pragma once

#include "fixture_files.hpp"
#include "text/tokenizer.hpp"

#include <cstdlib>

namespace dpl::test {

/// One text of a tokenizer's expected.json.
struct TokenizationCase {
    std::string text;
    text::TokenIds ids;
    Json entry;
};

inline std::vector<TokenizationCase> tokenizationCases(const std::filesystem::path& expected)
{
    std::vector<TokenizationCase> cases;
    const Json json = readJsonFile(expected);
    for (const Json& entry : json["texts"]) {
        cases.push_back({entry["text"].get<std::string>(), entry["ids"].get<text::TokenIds>(), entry});
    }
    return cases;
}

inline std::filesystem::path tokenization(const std::string& name)
{
    return std::filesystem::path(DPL_FIXTURES) / "tokenization" / name;
}

/// A fixture that may not be carried in the repository, or an empty path where it is not at hand.
inline std::filesystem::path moreTokenization(const std::string& name)
{
    const char* folder = std::getenv("DPL_MORE_FIXTURES");
    const std::filesystem::path path =
        folder ? std::filesystem::path(folder) / "tokenization" / name : std::filesystem::path();
    return folder && std::filesystem::exists(path) ? path : std::filesystem::path();
}

/// Every case's ids, and, if `isLossless`, its text back.
inline void expectCases(const text::Tokenizer& tokenizer, const std::filesystem::path& expected, bool isLossless)
{
    const auto cases = tokenizationCases(expected);
    ASSERT_GT(cases.size(), 100u);
    const std::size_t around = tokenizer.encode("").size();
    for (const TokenizationCase& one : cases) {
        const text::TokenIds ids = tokenizer.encode(one.text);
        EXPECT_EQ(ids, one.ids) << expected << ": " << Json(one.text).dump();
        if (isLossless) {
            EXPECT_EQ(tokenizer.decode(std::span(ids).subspan(around)), one.text) << expected;
        }
    }
}

} // namespace dpl::test
