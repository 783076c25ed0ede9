#include "data/arrow_times.hpp"
#include "data/arrow_values.hpp"
#include "error_message.hpp"

#include <array>
#include <span>

namespace dpl::data {
namespace {

using test::errorOf;
using test::says;

/// A schema with its children, as long as it lives.
struct Schema {
    explicit Schema(std::string f, std::string n = "x", std::vector<Schema> c = {})
        : format(std::move(f)), name(std::move(n)), members(std::move(c))
    {
    }

    ArrowSchema& get()
    {
        for (Schema& member : members) {
            children.push_back(&member.get());
        }
        schema = {format.c_str(), name.c_str(), nullptr, ARROW_FLAG_NULLABLE, static_cast<std::int64_t>(members.size()),
            children.data(), dictionary.empty() ? nullptr : &dictionary.front().get(), nullptr, nullptr};
        return schema;
    }

    std::string format;
    std::string name;
    std::vector<Schema> members;
    std::vector<Schema> dictionary;
    std::vector<ArrowSchema*> children;
    ArrowSchema schema{};
};

ArrowType typeOf(Schema schema)
{
    return arrowType(schema.get());
}

ArrowArray arrayOf(std::int64_t length, std::span<const void*> buffers, std::span<ArrowArray*> children = {})
{
    return {length, 0, 0, static_cast<std::int64_t>(buffers.size()), static_cast<std::int64_t>(children.size()),
        buffers.data(), children.data(), nullptr, nullptr, nullptr};
}

constexpr const char* contradicts = "contradicts itself";

TEST(ArrowTypes, areReadFromTheirFormats)
{
    using Kind = ArrowType::Kind;
    const auto kind = [](const char* format) { return typeOf(Schema(format)).kind; };
    EXPECT_EQ(kind("u"), Kind::text);
    EXPECT_EQ(kind("vu"), Kind::textView);
    EXPECT_EQ(kind("tsu:Europe/Paris"), Kind::timestamp);
    EXPECT_TRUE(typeOf(Schema("tsu:UTC")).hasZone);
    EXPECT_FALSE(typeOf(Schema("tsu:")).hasZone);
    EXPECT_EQ(kind("tDs"), Kind::signedInteger);
    EXPECT_EQ(kind("d:10,2"), Kind::decimal);
    EXPECT_EQ(typeOf(Schema("d:10,2,32")).width, 4);
    for (const char* format : {"z", "Z", "vz", "w:16", "d:40,2,256", "tiM", "+ud:0", "+r", "?"}) {
        EXPECT_EQ(kind(format), Kind::unreadable) << format;
        std::vector<std::string> found;
        listUnreadable(typeOf(Schema(format)), "x", found);
        ASSERT_EQ(found.size(), 1u) << format;
        EXPECT_TRUE(says(found.front(), "x holds "));
    }
}

TEST(ArrowTypes, thatContradictThemselvesAreRefused)
{
    for (const char* format : {"", "+l", "+m", "+w:", "+w:x", "+w:-1", "d:", "d:3", "d:10,200", "t", "tt?", "+vl"}) {
        EXPECT_TRUE(says(errorOf([&] { typeOf(Schema(format)); }), contradicts)) << format;
    }
    EXPECT_TRUE(says(errorOf([] { typeOf(Schema("+s", "", {Schema("u", "a"), Schema("i", "a")})); }), "\"a\""));
    Schema deep("u");
    for (int level = 0; level < 200; ++level) {
        deep = Schema("+l", "x", {deep});
    }
    EXPECT_TRUE(says(errorOf([&] { typeOf(deep); }), "deeper"));
}

TEST(ArrowTypes, haveNamesThatRowsCanHave)
{
    EXPECT_EQ(typeOf(Schema("+s", "", {Schema("u", "caf\xc3\xa9")})).children[0].name, "caf\xc3\xa9");
    for (const char* name : {"cut off \xe5", "\xff", "\xed\xa0\x80"}) {
        EXPECT_TRUE(says(errorOf([&] { typeOf(Schema("+s", "", {Schema("u", name)})); }), "name that is not UTF-8"));
    }
}

TEST(ArrowTypes, areReadableWhereSomethingInThemIs)
{
    const ArrowType type = typeOf(Schema("+s", "",
        {Schema("+s", "image", {Schema("z", "bytes"), Schema("u", "path")}),
            Schema("+l", "images", {Schema("+s", "item", {Schema("z", "bytes")})}),
            Schema("+l", "blobs", {Schema("z", "item")})}));
    EXPECT_TRUE(type.children[0].isReadable());
    EXPECT_FALSE(type.children[1].isReadable());
    EXPECT_FALSE(type.children[2].isReadable());
    std::vector<std::string> found;
    listUnreadable(type, "", found);
    EXPECT_EQ(found,
        (std::vector<std::string>{
            "image.bytes holds binary data", "images.bytes holds binary data", "blobs holds binary data"}));
}

TEST(ArrowValues, ofTextsAreWithinTheirData)
{
    const ArrowType type = typeOf(Schema("u"));
    std::array<std::int32_t, 4> offsets{0, 2, 2, 3};
    std::array<const void*, 3> buffers{nullptr, offsets.data(), "abc"};
    const ArrowArray array = arrayOf(3, buffers);
    requireShape(type, array);
    EXPECT_EQ(textAt(type, array, 0), "ab");
    EXPECT_EQ(textAt(type, array, 1), "");
    EXPECT_EQ(textAt(type, array, 2), "c");
    for (const auto& wrong : std::vector<std::array<std::int32_t, 4>>{{0, 4, 2, 3}, {-1, 2, 2, 3}, {0, -5, 2, 3}}) {
        offsets = wrong;
        EXPECT_TRUE(says(errorOf([&] { jsonAt(type, array, 0); }), contradicts));
    }
    buffers[1] = nullptr;
    EXPECT_TRUE(says(errorOf([&] { jsonAt(type, array, 0); }), contradicts));
    EXPECT_TRUE(says(errorOf([&] { requireShape(type, arrayOf(3, std::span(buffers).first(2))); }), contradicts));
    EXPECT_TRUE(says(errorOf([&] { requireShape(type, arrayOf(-1, buffers)); }), contradicts));
}

TEST(ArrowValues, ofViewsAreWithinTheirBuffers)
{
    struct View {
        std::int32_t size;
        char start[4];
        std::int32_t buffer;
        std::int32_t offset;
    };
    const ArrowType type = typeOf(Schema("vu"));
    const std::string data = "__longer than twelve";
    const std::int64_t size = 20;
    View view{18, {}, 0, 2};
    std::array<const void*, 4> buffers{nullptr, &view, data.data(), &size};
    const ArrowArray array = arrayOf(1, buffers);
    requireShape(type, array);
    EXPECT_EQ(textAt(type, array, 0), "longer than twelve");
    for (const View& wrong :
        std::vector<View>{{18, {}, 1, 2}, {18, {}, -1, 2}, {18, {}, 0, 3}, {18, {}, 0, -1}, {-1, {}, 0, 2}}) {
        view = wrong;
        EXPECT_TRUE(says(errorOf([&] { textAt(type, array, 0); }), contradicts));
    }
}

TEST(ArrowValues, ofListsAreWithinTheirChildren)
{
    std::array<std::int8_t, 3> numbers{1, 2, 3};
    std::array<const void*, 2> childBuffers{nullptr, numbers.data()};
    ArrowArray child = arrayOf(3, childBuffers);
    std::array<ArrowArray*, 1> children{&child};
    std::array<std::int32_t, 3> offsets{0, 1, 3};
    std::array<const void*, 2> buffers{nullptr, offsets.data()};
    const ArrowType type = typeOf(Schema("+l", "x", {Schema("c")}));
    const ArrowArray array = arrayOf(2, buffers, children);
    requireShape(type, array);
    EXPECT_EQ(jsonAt(type, array, 1).dump(), "[2,3]");
    for (const auto& wrong : std::vector<std::array<std::int32_t, 3>>{{0, 1, 4}, {0, 3, 1}, {0, -1, 1}, {0, 4, 4}}) {
        offsets = wrong;
        EXPECT_TRUE(says(errorOf([&] { jsonAt(type, array, 1); }), contradicts));
    }
    const ArrowType fixed = typeOf(Schema("+w:2", "x", {Schema("c")}));
    EXPECT_TRUE(says(errorOf([&] { requireShape(fixed, array); }), contradicts)) << "four of three";
    const ArrowType structure = typeOf(Schema("+s", "x", {Schema("c", "a")}));
    child.length = 1;
    EXPECT_TRUE(says(errorOf([&] { requireShape(structure, array); }), contradicts));
    EXPECT_TRUE(says(errorOf([&] { requireShape(type, arrayOf(2, buffers)); }), contradicts)) << "no child";
}

TEST(ArrowValues, ofOneRowAreNotMoreThanMemoryHolds)
{
    ArrowArray child{
        std::int64_t{1} << 40, std::int64_t{1} << 40, 0, 0, 0, nullptr, nullptr, nullptr, nullptr, nullptr};
    std::array<ArrowArray*, 1> children{&child};
    std::array<const void*, 1> buffers{nullptr};
    const ArrowType type = typeOf(Schema("+w:1000000000", "x", {Schema("n")}));
    const ArrowArray array = arrayOf(1, buffers, children);
    requireShape(type, array);
    EXPECT_TRUE(says(errorOf([&] { jsonAt(type, array, 0); }), "more than 4194304 values"));
}

TEST(ArrowValues, ofDictionariesAreAmongTheirs)
{
    std::array<std::int32_t, 3> offsets{0, 1, 2};
    std::array<const void*, 3> words{nullptr, offsets.data(), "ab"};
    ArrowArray dictionary = arrayOf(2, words);
    std::array<std::int8_t, 3> indices{1, 2, -1};
    std::array<const void*, 2> buffers{nullptr, indices.data()};
    ArrowArray array = arrayOf(3, buffers);
    Schema schema("c");
    schema.dictionary.push_back(Schema("u"));
    const ArrowType type = typeOf(schema);
    EXPECT_TRUE(says(errorOf([&] { requireShape(type, array); }), contradicts)) << "no dictionary";
    array.dictionary = &dictionary;
    requireShape(type, array);
    EXPECT_EQ(jsonAt(type, array, 0), "b");
    EXPECT_EQ(textAt(type, array, 0), "b");
    for (const std::int64_t row : {1, 2}) {
        EXPECT_TRUE(says(errorOf([&] { jsonAt(type, array, row); }), contradicts));
    }
}

TEST(ArrowTimes, areWrittenByIso8601)
{
    EXPECT_EQ(dateText(0), "1970-01-01");
    EXPECT_EQ(dateText(-719528), "0000-01-01");
    EXPECT_EQ(dateText(2932896), "9999-12-31");
    EXPECT_EQ(timeText(1, 1000000000), "00:00:00.000000001");
    EXPECT_EQ(timeText(86399999, 1000), "23:59:59.999");
    EXPECT_EQ(timestampText(-1, 1, false), "1969-12-31T23:59:59");
    EXPECT_EQ(timestampText(-1, 1000000, true), "1969-12-31T23:59:59.999999Z");
    for (const std::int64_t wrong : {INT64_MIN, INT64_MAX, std::int64_t{2932897}, std::int64_t{-719529}}) {
        EXPECT_TRUE(says(errorOf([&] { dateText(wrong); }), "9999"));
    }
    for (const std::int64_t wrong : {INT64_MIN, INT64_MAX}) {
        EXPECT_TRUE(says(errorOf([&] { timestampText(wrong, 1, true); }), "9999"));
        EXPECT_TRUE(says(errorOf([&] { timeText(wrong, 1000); }), "no day"));
    }
}

} // namespace
} // namespace dpl::data
