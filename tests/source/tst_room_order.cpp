#include "room_order.hpp"

#include "base/files.hpp"
#include "error_message.hpp"

#include <gtest/gtest.h>

namespace dpl::test {
namespace {

const std::filesystem::path source(DPL_SOURCE);

std::string joined(const std::vector<std::string>& sentences)
{
    std::string text;
    for (const std::string& sentence : sentences) {
        text += sentence + "\n";
    }
    return text;
}

constexpr const char* document = "# A house\n"
                                 "```rooms-core\n"
                                 "base          | what all others use\n"
                                 "text  data    | two that don't know each other\n"
                                 "training      |\n"
                                 "```\n";

TEST(RoomOrder, isReadFromTheDocument)
{
    const RoomOrder order = RoomOrder::parse(document, "core");
    ASSERT_EQ(order.rows().size(), 3u);
    EXPECT_EQ(order.rowOf("base"), 0);
    EXPECT_EQ(order.rowOf("data"), 1);
    EXPECT_EQ(order.rowOf("training"), 2);
    EXPECT_EQ(order.rowOf("two"), -1);
    EXPECT_EQ(errorOf([] { RoomOrder::parse(document, "ui"); }), "ARCHITECTURE.md has no block ```rooms-ui");
    EXPECT_EQ(errorOf([] { RoomOrder::parse("```rooms-ui\na b\nc a\n```\n", "ui"); }),
        "ARCHITECTURE.md: the room a of ui appears twice");
}

TEST(RoomOrder, findsAPlantedInclude)
{
    const RoomOrder order = RoomOrder::parse(document, "core");
    Sources sources{{"base/json.hpp", ""}, {"text/ids.hpp", "#include <vector>\n#include \"base/json.hpp\"\n"},
        {"data/rows.hpp", ""}, {"training/train.hpp", "#include \"text/ids.hpp\"\n#include \"training/train.hpp\"\n"}};
    EXPECT_EQ(joined(violations(order, "core", sources)), "");

    sources["text/ids.hpp"] += "#include \"training/train.hpp\"\n#include \"data/rows.hpp\"\n";
    sources["attic/old.hpp"] = "";
    sources["base/json.hpp"] = "#include \"base/gone.hpp\"\n";
    EXPECT_EQ(joined(violations(order, "core", sources)),
        "core/attic/old.hpp: ARCHITECTURE.md does not say where the room attic stands\n"
        "core/base/json.hpp:1: base/gone.hpp is not a file of core or of a layer below it\n"
        "core/text/ids.hpp:3: text includes training/train.hpp, but training stands below in ARCHITECTURE.md\n"
        "core/text/ids.hpp:4: text includes data/rows.hpp, but data stands in the same row in ARCHITECTURE.md\n");
}

TEST(RoomOrder, keepsFoldersOfARoomApart)
{
    const RoomOrder order = RoomOrder::parse("```rooms-ui\npages\nshell\n```\n", "ui");
    const Sources sources{{"pages/page.hpp", ""}, {"pages/runs/runs_page.hpp", "#include \"pages/page.hpp\"\n"},
        {"pages/train/train_page.hpp", "#include \"pages/runs/runs_page.hpp\"\n"},
        {"shell/window.cpp", "#include \"pages/runs/runs_page.hpp\"\n"}};
    EXPECT_EQ(joined(violations(order, "ui", sources)),
        "ui/pages/train/train_page.hpp:1: pages/train includes pages/runs/runs_page.hpp, another folder of the same "
        "room\n");
}

TEST(RoomOrder, holdsInCore)
{
    const RoomOrder order = RoomOrder::parse(readFile(source / "ARCHITECTURE.md"), "core");
    const Sources core = readSources(source / "core");
    EXPECT_GT(core.size(), 300u);
    EXPECT_EQ(joined(violations(order, "core", core)), "");
}

TEST(RoomOrder, holdsInUi)
{
    const RoomOrder order = RoomOrder::parse(readFile(source / "ARCHITECTURE.md"), "ui");
    const Sources ui = readSources(source / "ui");
    EXPECT_GT(ui.size(), 300u);
    EXPECT_EQ(joined(violations(order, "ui", ui, {readSources(source / "core")})), "");
}

} // namespace
} // namespace dpl::test
