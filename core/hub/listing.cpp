#include "hub/listing.hpp"

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "hub/repository.hpp"

#include <algorithm>

namespace dpl::hub {

namespace {

constexpr std::int64_t treeFormat = 1;
constexpr std::size_t longestShown = 400;

bool isBlob(const std::string& blob)
{
    return (blob.size() == 40 || blob.size() == 64) && blob.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::int64_t sizeIn(const JsonObject& json, const char* key = "size")
{
    const std::int64_t size = json.integer(key, -1);
    if (size < -1) {
        throw Error(json.at(key) + ": a size below zero");
    }
    return size;
}

std::string blobIn(const JsonObject& json, const std::string& key)
{
    std::string blob = json.string(key, "");
    if (!blob.empty() && !isBlob(blob)) {
        throw Error(json.at(key) + ": expected 40 or 64 hexadecimal digits");
    }
    return blob;
}

/// Of an entry with "size", and "lfs" {`digest`, "size"} if it is a large file.
RemoteFile fileIn(
    const JsonObject& json, const std::string& nameKey, const std::string& blobKey, const std::string& digestKey)
{
    RemoteFile file{json.string(nameKey), sizeIn(json), blobIn(json, blobKey)};
    requireSafeFileName(file.name);
    if (json.has("lfs")) {
        const JsonObject large = json.object("lfs");
        file.blob = blobIn(large, digestKey);
        file.size = sizeIn(large);
    }
    return file;
}

void sortByName(std::vector<RemoteFile>& files, const std::string& source)
{
    std::sort(files.begin(), files.end(), [](const RemoteFile& a, const RemoteFile& b) { return a.name < b.name; });
    const auto twice = std::adjacent_find(
        files.begin(), files.end(), [](const RemoteFile& a, const RemoteFile& b) { return a.name == b.name; });
    if (twice != files.end()) {
        throw Error(source + ": " + twice->name + " is listed twice");
    }
}

std::string licenceIn(const JsonObject& info)
{
    if (info.has("cardData")) {
        const JsonObject card = info.object("cardData");
        if (card.has("license")) {
            const Json& licence = card.value("license");
            std::string text;
            for (const Json& one : licence.is_array() ? licence : Json::array({licence})) {
                if (one.is_string()) {
                    text += (text.empty() ? "" : ", ") + one.get<std::string>();
                }
            }
            if (card.has("license_name") && card.value("license_name").is_string()) {
                text += " (" + card.string("license_name") + ")";
            }
            return shownText(text);
        }
    }
    if (info.has("tags") && info.value("tags").is_array()) {
        const std::string mark = "license:";
        for (const Json& tag : info.value("tags")) {
            if (tag.is_string() && tag.get<std::string>().starts_with(mark)) {
                return shownText(tag.get<std::string>().substr(mark.size()));
            }
        }
    }
    return {};
}

} // namespace

bool Listing::isTold() const
{
    return std::all_of(files.begin(), files.end(), [](const RemoteFile& file) { return file.isTold(); });
}

Listing listingOfInfo(const std::string& answer, const std::string& source)
{
    const Json parsed = parseJson(answer, source);
    const JsonObject info(parsed, source);
    Listing listing;
    listing.commit = info.string("sha");
    if (!isCommit(listing.commit)) {
        throw Error(info.at("sha") + ": expected a commit, 40 hexadecimal digits");
    }
    listing.licence = licenceIn(info);
    if (info.has("gated")) {
        const Json& gated = info.value("gated");
        listing.isGated = gated.is_string() || (gated.is_boolean() && gated.get<bool>());
    }
    const Json& entries = info.array("siblings");
    for (std::size_t i = 0; i < entries.size(); ++i) {
        listing.files.push_back(
            fileIn({entries[i], info.at("siblings") + "[" + std::to_string(i) + "]"}, "rfilename", "blobId", "sha256"));
    }
    sortByName(listing.files, source);
    return listing;
}

std::vector<RemoteFile> filesOfTree(const std::string& answer, const std::string& source)
{
    const Json entries = parseJson(answer, source);
    if (!entries.is_array()) {
        throw Error(source + ": expected a list of files");
    }
    std::vector<RemoteFile> files;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const JsonObject entry(entries[i], source + "[" + std::to_string(i) + "]");
        if (entry.string("type", "file") == "file") {
            files.push_back(fileIn(entry, "path", "oid", "oid"));
        }
    }
    sortByName(files, source);
    return files;
}

Json treeFile(const Listing& listing)
{
    Json files = Json::object();
    for (const RemoteFile& file : listing.files) {
        Json& entry = files[file.name];
        entry = {{"size", file.size}, {"blob_id", file.blob}};
        if (file.isLarge()) {
            entry["lfs_sha256"] = file.blob;
            entry["lfs_size"] = file.size;
        }
    }
    return {{"format_version", treeFormat}, {"files", std::move(files)}};
}

Listing listingOfTreeFile(const Json& json, const std::string& commit, const std::string& source)
{
    const JsonObject tree(json, source);
    if (tree.integer("format_version") != treeFormat) {
        throw Error(source + ": of another version");
    }
    Listing listing;
    listing.commit = commit;
    const JsonObject files = tree.object("files");
    for (const auto& [name, entry] : tree.value("files").items()) {
        const JsonObject about(entry, files.at(name));
        requireSafeFileName(name);
        const bool isLarge = about.has("lfs_sha256");
        listing.files.push_back({name, sizeIn(about, isLarge && about.has("lfs_size") ? "lfs_size" : "size"),
            blobIn(about, isLarge ? "lfs_sha256" : "blob_id")});
    }
    sortByName(listing.files, source);
    return listing;
}

std::string shownText(const std::string& text)
{
    std::string shown;
    for (std::size_t at = 0; at < text.size() && shown.size() < longestShown;) {
        const std::string_view rest = std::string_view(text).substr(at);
        const Utf8Sequence sequence = utf8SequenceAt(rest);
        const bool isControl = static_cast<unsigned char>(rest.front()) < 0x20 || rest.front() == 0x7f;
        if (sequence.isWhole && !isControl) {
            shown += rest.substr(0, sequence.length);
        } else {
            shown += ' ';
        }
        at += sequence.length;
    }
    return shown;
}

} // namespace dpl::hub
