#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dpl::test {

/// The order of the rooms of core or of ui: rows of rooms, where a room uses only rooms in rows above its own.
class RoomOrder {
public:
    /// Reads the fenced block ```rooms-<layer> of a document: a row a line, its rooms between the start of the line and
    /// the first "|". Throws Error if the block is missing or names a room twice.
    static RoomOrder parse(const std::string& document, const std::string& layer);

    /// The row of a room, from 0; -1 if the order does not name it.
    int rowOf(const std::string& room) const;

    const std::vector<std::vector<std::string>>& rows() const { return m_rows; }

private:
    std::vector<std::vector<std::string>> m_rows;
};

/// The sources of a layer by their paths below it: "training/train.cpp".
using Sources = std::map<std::string, std::string>;

/// Every .cpp and .hpp below a folder.
Sources readSources(const std::filesystem::path& layer);

/// A sentence for each include of a room that stands in the same row or below, for each of another folder of the same
/// room (pages/train and pages/runs), and for each room that the order does not name. `lower` are layers that any room
/// may use (core's sources for ui): an include that names no file of the layer itself or of those is an error, too.
std::vector<std::string> violations(
    const RoomOrder& order, const std::string& layer, const Sources& sources, const std::vector<Sources>& lower = {});

} // namespace dpl::test
