#include "inspection/stars.hpp"

#include "records/row_identity.hpp"

#include <cstdio>

namespace dpl::inspection {

namespace {

std::string hashOf(const ItemTexts& texts)
{
    std::string said = texts.prompt;
    for (const std::string& response : texts.responses) {
        said += '\0';
        said += response;
    }
    const records::RowIdentity identity = records::rowIdentity(said);
    char text[33];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(identity.high),
        static_cast<unsigned long long>(identity.low));
    return text;
}

} // namespace

Stars::Stars(const Json& stored)
{
    if (!stored.is_object()) {
        return;
    }
    for (const auto& [file, rows] : stored.items()) {
        if (!rows.is_object()) {
            continue;
        }
        for (const auto& [row, hash] : rows.items()) {
            if (hash.is_string()) {
                m_stars[file][row] = hash;
            }
        }
    }
}

std::vector<bool> Stars::in(const Inspection& inspection) const
{
    std::vector<const Json*> files;
    for (const std::filesystem::path& file : inspection.files()) {
        const auto found = m_stars.find(file.string());
        files.push_back(found == m_stars.end() ? nullptr : &*found);
    }
    std::vector<bool> starred(inspection.size(), false);
    for (std::size_t i = 0; i < inspection.size(); ++i) {
        const auto& item = inspection.item(i);
        const Json* rows = files[item.file];
        if (rows == nullptr) {
            continue;
        }
        const auto row = rows->find(std::to_string(item.row));
        starred[i] = row != rows->end() && *row == hashOf(inspection.texts(i));
    }
    return starred;
}

void Stars::set(const Inspection& inspection, std::size_t index, bool starred)
{
    const auto& item = inspection.item(index);
    const std::string file = inspection.files()[item.file].string();
    const std::string row = std::to_string(item.row);
    if (starred) {
        m_stars[file][row] = hashOf(inspection.texts(index));
    } else if (const auto found = m_stars.find(file); found != m_stars.end()) {
        found->erase(row);
        if (found->empty()) {
            m_stars.erase(file);
        }
    }
}

} // namespace dpl::inspection
