#include "hub/listing.hpp"

#include "error_message.hpp"

#include <gtest/gtest.h>

namespace dpl::hub {
namespace {

using test::errorOf;
using test::says;

const std::string listedCommit(40, 'a');
const std::string small(40, 'b');
const std::string large(64, 'c');

Json info()
{
    return {{"id", "ada/tiny"}, {"sha", listedCommit}, {"gated", false}, {"private", false},
        {"cardData", {{"license", "mit"}}},
        {"siblings",
            {{{"rfilename", "model.safetensors"}, {"size", 134}, {"blobId", small},
                 {"lfs", {{"sha256", large}, {"size", 5'000'000'000}, {"pointerSize", 134}}}},
                {{"rfilename", "config.json"}, {"size", 12}, {"blobId", small}}}}};
}

std::string refusal(const Json& changed)
{
    return errorOf([&] { listingOfInfo(changed.dump(), "the answer"); });
}

TEST(Listing, isReadFromTheHubsAnswer)
{
    const Listing listing = listingOfInfo(info().dump(), "the answer");
    EXPECT_EQ(listing.commit, listedCommit);
    EXPECT_EQ(listing.licence, "mit");
    EXPECT_FALSE(listing.isGated);
    ASSERT_EQ(listing.files.size(), 2u);
    EXPECT_EQ(listing.files[0].name, "config.json");
    EXPECT_FALSE(listing.files[0].isLarge());
    EXPECT_EQ(listing.files[0].size, 12);
    EXPECT_EQ(listing.files[1].blob, large);
    EXPECT_EQ(listing.files[1].size, 5'000'000'000);
    EXPECT_TRUE(listing.isTold());
}

TEST(Listing, licencesAreTheCardsOrATags)
{
    Json told = info();
    told["cardData"] = {{"license", {"mit", "other"}}, {"license_name", "llama\n2"}};
    EXPECT_EQ(listingOfInfo(told.dump(), "x").licence, "mit, other (llama 2)");
    told.erase("cardData");
    told["tags"] = {"en", "license:apache-2.0"};
    EXPECT_EQ(listingOfInfo(told.dump(), "x").licence, "apache-2.0");
    told["tags"] = {1, nullptr};
    EXPECT_EQ(listingOfInfo(told.dump(), "x").licence, "");
    told["gated"] = "manual";
    EXPECT_TRUE(listingOfInfo(told.dump(), "x").isGated);
}

TEST(Listing, sizesMayBeMissing)
{
    Json told = info();
    told["siblings"] = Json::array({Json{{"rfilename", "config.json"}}});
    const Listing listing = listingOfInfo(told.dump(), "x");
    EXPECT_FALSE(listing.isTold());
    EXPECT_EQ(listing.files[0].size, -1);
}

TEST(Listing, whatNoHubSaysIsRefused)
{
    EXPECT_TRUE(says(errorOf([] { listingOfInfo("<html>", "the answer"); }), "the answer"));
    EXPECT_NE(errorOf([] { listingOfInfo("[]", "the answer"); }), "");
    const auto with = [](const char* key, const Json& value) {
        Json changed = info();
        changed[key] = value;
        return changed;
    };
    EXPECT_TRUE(says(refusal(with("sha", "main")), {"the answer", "sha"}));
    EXPECT_NE(refusal(with("sha", "../../../../../../../../../../../../aaaa")), "");
    EXPECT_NE(refusal(with("siblings", 3)), "");
    EXPECT_NE(refusal(with("siblings", Json::array({1}))), "");
    const auto withFile = [&](const Json& file) { return refusal(with("siblings", Json::array({file}))); };
    EXPECT_TRUE(says(withFile({{"rfilename", "../../.bashrc"}}), "could lie outside"));
    EXPECT_NE(withFile({{"rfilename", "a"}, {"size", -2}}), "");
    EXPECT_NE(withFile({{"rfilename", "a"}, {"size", "big"}}), "");
    EXPECT_TRUE(says(withFile({{"rfilename", "a"}, {"blobId", "../x"}}), "hexadecimal"));
    EXPECT_NE(withFile({{"rfilename", "a"}, {"lfs", {{"sha256", "../../x"}, {"size", 1}}}}), "");
    const Json file{{"rfilename", "a"}};
    EXPECT_TRUE(says(refusal(with("siblings", Json::array({file, file}))), "twice"));
}

TEST(Listing, pagesListFilesAlone)
{
    const Json page{{{"type", "directory"}, {"path", "data"}, {"oid", small}},
        {{"type", "file"}, {"path", "data/x"}, {"size", 9}, {"oid", small}},
        {{"type", "file"}, {"path", "a"}, {"size", 134}, {"oid", small}, {"lfs", {{"oid", large}, {"size", 7}}}}};
    const auto files = filesOfTree(page.dump(), "x");
    ASSERT_EQ(files.size(), 2u);
    EXPECT_EQ(files[0].name, "a");
    EXPECT_EQ(files[0].blob, large);
    EXPECT_EQ(files[1].size, 9);
    EXPECT_NE(errorOf([] { filesOfTree("{}", "x"); }), "");
}

TEST(Listing, isKeptAsTheCacheHasIt)
{
    const Listing listing = listingOfInfo(info().dump(), "x");
    const Listing again = listingOfTreeFile(treeFile(listing), listedCommit, "x");
    ASSERT_EQ(again.files.size(), 2u);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(again.files[i].name, listing.files[i].name);
        EXPECT_EQ(again.files[i].size, listing.files[i].size);
        EXPECT_EQ(again.files[i].blob, listing.files[i].blob);
    }
    Json later = treeFile(listing);
    later["format_version"] = 2;
    EXPECT_NE(errorOf([&] { listingOfTreeFile(later, listedCommit, "x"); }), "");
}

TEST(Listing, textsOfTheHubAreShownWithoutControlCharacters)
{
    EXPECT_EQ(shownText("a\x1b[31m\nb\xff"), "a [31m b ");
    EXPECT_LT(shownText(std::string(5000, 'x')).size(), 500u);
}

} // namespace
} // namespace dpl::hub
