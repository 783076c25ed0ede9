#include "base/protobuf_writer.hpp"

#include <gtest/gtest.h>

namespace dpl {
namespace {

using namespace std::string_literals;

TEST(ProtobufWriter, writesTheBytesOfTheFormat)
{
    ProtobufWriter writer;
    writer.number(1, 150);
    EXPECT_EQ(writer.message(), "\x08\x96\x01"s) << "the example of the format's description";
    writer.bytes(2, "testing");
    EXPECT_EQ(writer.message(), "\x08\x96\x01\x12\x07testing"s);
}

TEST(ProtobufWriter, writesEveryKindOfNumber)
{
    ProtobufWriter writer;
    writer.real(3, 1.0f);
    writer.real(4, -2.0);
    writer.number(16, 0);
    writer.number(1, ~std::uint64_t{0});
    EXPECT_EQ(writer.message(),
        "\x1d\x00\x00\x80\x3f"
        "\x21\x00\x00\x00\x00\x00\x00\x00\xc0"
        "\x80\x01\x00"
        "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s);
}

} // namespace
} // namespace dpl
