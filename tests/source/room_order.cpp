#include "room_order.hpp"

#include "base/error.hpp"
#include "base/files.hpp"

#include <algorithm>
#include <sstream>

namespace dpl::test {

namespace {

std::string roomOf(const std::string& path)
{
    return path.substr(0, path.find('/'));
}

/// "pages/train" of "pages/train/train_page.hpp"; empty for a file directly in its room.
std::string folderOf(const std::string& path)
{
    const std::size_t last = path.rfind('/');
    return last == path.find('/') ? std::string() : path.substr(0, last);
}

/// The name between the quotes of an #include "..."; empty if the line is none.
std::string includedBy(const std::string& line)
{
    const std::string begin = "#include \"";
    if (!line.starts_with(begin)) {
        return {};
    }
    const std::size_t end = line.find('"', begin.size());
    return end == std::string::npos ? std::string() : line.substr(begin.size(), end - begin.size());
}

} // namespace

RoomOrder RoomOrder::parse(const std::string& document, const std::string& layer)
{
    const std::string fence = "```rooms-" + layer + "\n";
    const std::size_t begin = document.find(fence);
    if (begin == std::string::npos) {
        throw Error("ARCHITECTURE.md has no block ```rooms-" + layer);
    }
    RoomOrder order;
    std::istringstream lines(
        document.substr(begin + fence.size(), document.find("```", begin + 3) - begin - fence.size()));
    for (std::string line; std::getline(lines, line);) {
        std::vector<std::string> row;
        std::istringstream names(line.substr(0, line.find('|')));
        for (std::string name; names >> name;) {
            if (order.rowOf(name) >= 0 || std::count(row.begin(), row.end(), name) > 0) {
                throw Error("ARCHITECTURE.md: the room " + name + " of " + layer + " appears twice");
            }
            row.push_back(name);
        }
        if (!row.empty()) {
            order.m_rows.push_back(row);
        }
    }
    return order;
}

int RoomOrder::rowOf(const std::string& room) const
{
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (std::count(m_rows[row].begin(), m_rows[row].end(), room) > 0) {
            return static_cast<int>(row);
        }
    }
    return -1;
}

Sources readSources(const std::filesystem::path& layer)
{
    Sources sources;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(layer)) {
        const std::string extension = entry.path().extension().string();
        if (entry.is_regular_file() && (extension == ".cpp" || extension == ".hpp")) {
            sources.emplace(entry.path().lexically_relative(layer).generic_string(), readFile(entry.path()));
        }
    }
    return sources;
}

std::vector<std::string> violations(
    const RoomOrder& order, const std::string& layer, const Sources& sources, const std::vector<Sources>& lower)
{
    std::vector<std::string> found;
    for (const auto& [path, text] : sources) {
        const std::string room = roomOf(path);
        const int row = order.rowOf(room);
        if (row < 0) {
            found.push_back(layer + "/" + path + ": ARCHITECTURE.md does not say where the room " + room + " stands");
            continue;
        }
        std::istringstream lines(text);
        int number = 0;
        for (std::string line; std::getline(lines, line);) {
            ++number;
            const std::string included = includedBy(line);
            if (included.empty() || included.ends_with(".moc")) {
                continue;
            }
            const std::string place = layer + "/" + path + ":" + std::to_string(number);
            if (sources.contains(included)) {
                const std::string other = roomOf(included);
                const int otherRow = order.rowOf(other);
                if (other != room && otherRow >= row) {
                    found.push_back(place + ": " + room + " includes " + included + ", but " + other + " stands "
                        + (otherRow == row ? "in the same row" : "below") + " in ARCHITECTURE.md");
                } else if (other == room && !folderOf(path).empty() && !folderOf(included).empty()
                    && folderOf(path) != folderOf(included)) {
                    found.push_back(
                        place + ": " + folderOf(path) + " includes " + included + ", another folder of the same room");
                }
            } else if (std::none_of(lower.begin(), lower.end(),
                           [&](const Sources& layerBelow) { return layerBelow.contains(included); })) {
                found.push_back(place + ": " + included + " is not a file of " + layer + " or of a layer below it");
            }
        }
    }
    return found;
}

} // namespace dpl::test
