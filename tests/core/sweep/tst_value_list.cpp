#include "sweep/value_list.hpp"

#include "error_message.hpp"
#include "sweep/sweep_params.hpp"

namespace dpl::sweep {
namespace {

using test::errorOf;

std::vector<double> decimals(const std::string& text)
{
    std::vector<double> values;
    for (const Json& value : readValues(text, NumberKind::decimal)) {
        EXPECT_TRUE(value.is_number_float());
        values.push_back(value.get<double>());
    }
    return values;
}

std::vector<std::uint64_t> wholes(const std::string& text)
{
    std::vector<std::uint64_t> values;
    for (const Json& value : readValues(text, NumberKind::whole)) {
        EXPECT_TRUE(value.is_number_integer());
        values.push_back(value.get<std::uint64_t>());
    }
    return values;
}

std::vector<Json> wholeValues(const std::string& text)
{
    return readValues(text, NumberKind::whole);
}

using Wholes = std::vector<std::uint64_t>;
using Decimals = std::vector<double>;

TEST(ValueList, readsValuesAndRangesOfWholeNumbers)
{
    EXPECT_EQ(wholes("7"), Wholes{7});
    EXPECT_EQ(wholes(" 0 1;2  4 "), (Wholes{0, 1, 2, 4}));
    EXPECT_EQ(wholes("0; 0"), Wholes{0}) << "the same run twice is one";
    EXPECT_EQ(wholes("0-4"), (Wholes{0, 1, 2, 3, 4}));
    EXPECT_EQ(wholes("8..10"), (Wholes{8, 9, 10}));
    EXPECT_EQ(wholes("8\u201310"), (Wholes{8, 9, 10})) << "an en dash";
    EXPECT_EQ(wholes("0-2; 10-11; 7"), (Wholes{0, 1, 2, 10, 11, 7}));
    EXPECT_EQ(wholes("8..64 log"), (Wholes{8, 16, 32, 64})) << "powers of two";
    EXPECT_EQ(wholes("1..1000 log"), (Wholes{1, 10, 100, 1000}));
    EXPECT_EQ(wholes("0..100 step 25"), (Wholes{0, 25, 50, 75, 100}));
    EXPECT_EQ(wholes("0..10 3; 4"), (Wholes{0, 5, 10, 4}));
    EXPECT_EQ(wholes("18446744073709551615"), Wholes{~std::uint64_t{0}}) << "with all digits";
    EXPECT_EQ(wholes("0-4,7"), (Wholes{0, 1, 2, 3, 4, 7}));
    EXPECT_EQ(wholes("0,1"), (Wholes{0, 1}));
    EXPECT_EQ(wholes("2, 4,8-10 , 100"), (Wholes{2, 4, 8, 9, 10, 100}));
    EXPECT_EQ(wholes("100, 200"), (Wholes{100, 200})) << "with blanks there is no doubt";
    EXPECT_EQ(wholes("0..8 step 4,9"), (Wholes{0, 4, 8, 9}));
    EXPECT_EQ(wholes("1..4 7"), (Wholes{1, 2, 3, 4})) << "of seven evenly spread each once";
}

TEST(ValueList, readsValuesAndRangesOfDecimals)
{
    EXPECT_EQ(decimals("3e-6"), Decimals{3e-6});
    EXPECT_EQ(decimals("0 0.25; .5"), (Decimals{0.0, 0.25, 0.5}));
    EXPECT_EQ(decimals("1e-6..1e-4 log"), (Decimals{1e-6, 1e-5, 1e-4})) << "exactly";
    EXPECT_EQ(decimals("1e-6..1e-4 log 5"), (Decimals{1e-6, 3.162e-6, 1e-5, 3.162e-5, 1e-4}));
    EXPECT_EQ(decimals("1e-6..3e-4 log").size(), 5u);
    EXPECT_EQ(decimals("0..0.5"), (Decimals{0.0, 0.125, 0.25, 0.375, 0.5}));
    EXPECT_EQ(decimals("0..0.5 3"), (Decimals{0.0, 0.25, 0.5}));
    EXPECT_EQ(decimals("0..0.3 step 0.1"), (Decimals{0.0, 0.1, 0.2, 0.3}));
    EXPECT_EQ(decimals("\u22121..1 3"), (Decimals{-1.0, 0.0, 1.0})) << "a true minus sign";
}

TEST(ValueList, saysInWordsWhatIsWrong)
{
    const auto refusal = [](const std::string& text, NumberKind kind) {
        return errorOf([&] { readValues(text, kind); });
    };
    const auto whole = [&](const std::string& text) { return refusal(text, NumberKind::whole); };
    const auto decimal = [&](const std::string& text) { return refusal(text, NumberKind::decimal); };
    EXPECT_EQ(whole(""), "Write a number.");
    EXPECT_EQ(whole("0 x"), "\u201cx\u201d is not a whole number in digits alone.");
    EXPECT_EQ(whole("1.5"), "\u201c1.5\u201d is not a whole number in digits alone.");
    EXPECT_EQ(whole("-5"), "\u201c-5\u201d is not a whole number in digits alone.");
    EXPECT_EQ(whole("9-0"), "The range 9-0 must go from a smaller number to a larger one.");
    EXPECT_EQ(whole("0..1 2 3"), "Write a semicolon between the range 0..1 and \u201c3\u201d.");
    EXPECT_EQ(whole("0-99999"), "A range may have at most 10,000 values.");
    EXPECT_EQ(whole("0..5 step"), "Write the size of the steps behind \u201cstep\u201d.");
    EXPECT_EQ(whole("1,000"), "\u201c1,000\u201d may be one number or several: write 1000, or 1 000.");
    EXPECT_EQ(whole("0-1,000"), "\u201c0-1,000\u201d may be one number or several: write 0-1000, or 0-1 000.");
    EXPECT_EQ(whole("0-4,x"), "\u201cx\u201d is not a whole number in digits alone.");
    EXPECT_EQ(decimal("0,001"), "Write 0.001 with a point, not with a comma.");
    EXPECT_EQ(decimal("0,1 2"), "Use points in decimals, and blanks between them.");
    EXPECT_EQ(decimal("fast"), "\u201cfast\u201d is not a number.");
    EXPECT_EQ(decimal("nan"), "\u201cnan\u201d is not a number.");
    EXPECT_EQ(decimal("1-5"), "Write 1..5 for a range of decimals.");
    EXPECT_EQ(decimal("0..1 log"), "The range 0..1 log must begin above 0.");
    EXPECT_EQ(decimal("0..1 step 0"), "The steps must be above 0.");
    EXPECT_TRUE(decimal("0..1 lin").starts_with("\u201clin\u201d cannot follow a range: write how many values"));
    EXPECT_TRUE(decimal("0..1 1").starts_with("\u201c1\u201d cannot follow a range"));
}

TEST(ValueList, knowsWhichParametersAreNumbers)
{
    EXPECT_EQ(numberKind("seed"), NumberKind::whole);
    EXPECT_EQ(numberKind("lora_r"), NumberKind::whole);
    EXPECT_EQ(numberKind("learning_rate"), NumberKind::decimal);
    EXPECT_EQ(numberKind("hidden_context_ratio"), NumberKind::decimal);
    EXPECT_EQ(numberKind("num_atoms"), NumberKind::whole) << "a head's option";
    EXPECT_EQ(numberKind("optim"), std::nullopt);
    EXPECT_EQ(numberKind("bf16"), std::nullopt);
    EXPECT_EQ(numberKind("nothing"), std::nullopt);
}

TEST(ValueList, isShownShort)
{
    EXPECT_EQ(shortList(readValues("0-9", NumberKind::whole)), "0, 1, 2, \u2026, 9");
    EXPECT_EQ(shortList(readValues("0-4", NumberKind::whole)), "0, 1, 2, 3, 4");
    EXPECT_EQ(shortList(readValues("1e-6 1 16", NumberKind::decimal)), "1e-06, 1, 16");
}

TEST(ValueList, isWrittenAsItIsRead)
{
    EXPECT_EQ(textOf(wholeValues("0 1")), "0 1");
    EXPECT_EQ(textOf(wholeValues("0-9; 20; 30 40")), "0-9; 20; 30; 40");
    EXPECT_EQ(textOf(readValues("1e-6 16", NumberKind::decimal)), "1e-06 16");
    for (const char* text : {"7", "3 5 4", "0-9", "0-2; 8; 11..13", "18446744073709551614 18446744073709551615"}) {
        EXPECT_EQ(wholeValues(textOf(wholeValues(text))), wholeValues(text)) << text;
    }
}

TEST(ValueList, isReadInSweepFilesToo)
{
    const auto read = [](const std::string& text) { return SweepParams::fromJson(parseJson(text, "s"), "s"); };
    const SweepParams sweep = read(R"({"base": {"model_name": "m", "data_path": "d"}, "seed": "0-2",
        "learning_rate": "1e-6..1e-4 log", "data_subset": ["both"]})");
    EXPECT_EQ(sweep.plan().size(), 9u);
    EXPECT_EQ(sweep.plan()[4].params.learningRate, 1e-5);
    EXPECT_EQ(sweep.toJson().at("seed"), Json({0, 1, 2})) << "written as the values that they are";
    EXPECT_EQ(errorOf([&] { read(R"({"base": {"model_name": "m", "data_path": "d"}, "seed": "9-0"})"); }),
        "s: seed: The range 9-0 must go from a smaller number to a larger one.");
    EXPECT_NE(errorOf([&] { read(R"({"base": {"model_name": "m", "data_path": "d"}, "optim": "adamw_hf"})"); }), "");
}

} // namespace
} // namespace dpl::sweep
