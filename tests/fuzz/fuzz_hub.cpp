// What a hub answers: whatever it says, it is refused with an Error, or no file that it names could lie outside the
// cache, and no size misleads.

#include "finding.hpp"
#include "hub/headers.hpp"
#include "hub/http.hpp"
#include "hub/listing.hpp"
#include "hub/used_files.hpp"

#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <sstream>
#include <string>

namespace {

using namespace dpl;
using namespace dpl::hub;

void check(const Listing& listing)
{
    const std::filesystem::path folder = "/cache/snapshots/x";
    for (const RemoteFile& file : listing.files) {
        const auto place = (folder / file.name).lexically_normal();
        test::require(place.string().starts_with("/cache/snapshots/x/"), "a file lies outside its folder");
        test::require(file.blob.find_first_not_of("0123456789abcdef") == std::string::npos, "a blob is no digest");
        test::require(file.size >= -1, "a size is below zero");
    }
    for (const RepositoryKind kind : {RepositoryKind::model, RepositoryKind::dataset}) {
        for (const bool all : {false, true}) {
            const UsedFiles used = usedFiles(listing, {kind, "a/b"}, {{}, all});
            test::require(used.files.size() == listing.files.size(), "files are lost");
            test::require(used.usedBytes() >= 0, "sizes overflow");
        }
    }
    test::require(shownText(listing.licence).find('\x1b') == std::string::npos, "a control character is shown");
}

template <typename Parse> void attempt(const Parse& parse)
{
    try {
        parse();
    } catch (const Error&) {
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    attempt([&] { check(listingOfInfo(text, "fuzzed")); });
    attempt([&] { check({std::string(40, 'a'), {}, false, filesOfTree(text, "fuzzed")}); });
    attempt([&] {
        const Listing listing = listingOfTreeFile(parseJson(text, "fuzzed"), std::string(40, 'a'), "fuzzed");
        check(listing);
        if (listing.isTold()) {
            test::require(
                listingOfTreeFile(treeFile(listing), listing.commit, "again").files.size() == listing.files.size(),
                "a listing is kept otherwise than it is read");
        }
    });
    Headers headers;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        headers.add(line);
    }
    const auto seconds = secondsToWait(headers);
    test::require(!seconds || (*seconds >= 0 && *seconds <= 3600), "a wait is longer than an hour");
    const auto first = firstByte(headers);
    test::require(!first || *first >= 0, "a byte is before the first");
    const std::string next = resolvedUrl("https://huggingface.co/a", nextPage(headers).value_or(text.substr(0, 200)));
    test::require(
        next.empty() || next.starts_with("https://") || next.starts_with("http://"), "a redirect leads elsewhere");
    etagIn(text);
    shownText(text);
    return 0;
}
