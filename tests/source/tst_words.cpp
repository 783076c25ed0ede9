#include "source_lines.hpp"

#include <gtest/gtest.h>

#include <regex>

// The glossary (docs/glossary.md) has one word for one thing. These are others that people were shown.

namespace dpl::test {
namespace {

const std::filesystem::path source(DPL_SOURCE);

struct OtherWord {
    std::regex what;
    std::string instead;
};

const std::vector<OtherWord>& otherWords()
{
    static const std::vector<OtherWord> all{
        {std::regex(R"([Mm]ean (&|&&|&amp;) variance)"), "mean and variance"},
        {std::regex(R"(\b[Cc]ombined\b)"), "both"},
        {std::regex(R"(\b[Ss]tandard (reward )?models?\b)"), "base model"},
        {std::regex(R"(, risk-averse\b)"), "\u03b1-quantile"},
        {std::regex(R"(\b[Ee]qual (dpl )?commands?\b)"), "equivalent command"},
        {std::regex(R"(\b[Tt]ake (it|this|that) out\b)"), "remove"},
        {std::regex(R"(\b[Cc]ontinues? (it|(the|this|a) (queue|job|run))\b)"), "resume"},
        {std::regex(R"((^| )Hold(?! out\b)( |$)|\b[Hh]old the queue\b|\bqueue is held\b)"), "pause"},
        {std::regex(R"(\b[Gg]oes on (after|with)\b)"), "resumes"},
    };
    return all;
}

/// What stands between quotation marks in a line of C++, without what a comment says.
std::string quotedText(const std::string& line)
{
    std::string text;
    bool within = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (!within && line.compare(i, 2, "//") == 0) {
            break;
        }
        if (within && line[i] == '\\') {
            text += line.substr(i, 2);
            ++i;
        } else if (line[i] == '"') {
            within = !within;
            text += ' ';
        } else if (within) {
            text += line[i];
        }
    }
    return text;
}

std::vector<std::string> found(const std::string& layer, const Sources& sources)
{
    return faultsByLine(layer, sources, [](const std::string& line) {
        std::vector<std::string> faults;
        const std::string words = line.starts_with("#include") ? std::string() : quotedText(line);
        for (const OtherWord& other : otherWords()) {
            if (std::regex_search(words, other.what)) {
                faults.push_back("say \"" + other.instead + "\": " + words);
            }
        }
        return faults;
    });
}

TEST(Words, thatTheGlossaryReplacedAreFound)
{
    EXPECT_EQ(found("x",
                  {{"a.cpp",
                      "label = \"mean & variance\"; // mean & variance\n// \"combined\"\ntr(\"Copy the equal dpl "
                      "command\");\n"
                      "text = \"the standard model\" + name;\nstandard(model);\n"
                      "tr(\"Continue the queue\");\ntr(\"Hold\");\ntr(\"Hold out a tenth\");\n"
                      "tr(\"until you continue it\");\ntr(\"it goes on after them\");\n"}})
                  .size(),
        7u);
}

TEST(Words, areThoseOfTheGlossary)
{
    for (const char* layer : {"core", "ui", "app"}) {
        for (const std::string& place : found(layer, readSources(source / layer))) {
            ADD_FAILURE() << place;
        }
    }
}

} // namespace
} // namespace dpl::test
