#include "job_table.hpp"

#include "report/table.hpp"
#include "report/table_writers.hpp"

namespace dpl::cli {

std::vector<std::filesystem::path> jobRoots(const std::vector<std::string>& roots)
{
    std::vector<std::filesystem::path> all(roots.begin(), roots.end());
    if (all.empty()) {
        all.emplace_back("results");
    }
    all.push_back(places::mirrorsFolder());
    return all;
}

std::string kindText(const places::PlacedJob& job)
{
    return job.recipe.is_object() && job.recipe.contains("kind") && job.recipe["kind"].is_string()
        ? job.recipe["kind"].get<std::string>()
        : std::string();
}

Json jobJson(const places::PlacedJob& job)
{
    Json json{{"id", job.id()}, {"place", job.place.name}, {"kind", kindText(job)}, {"submitted", job.submitted},
        {"folder", job.folder.string()}, {"folder_there", job.there}, {"text", runs::placedText(job.state)}};
    json.update(runs::toJson(job.state));
    return json;
}

std::string jobTable(const places::JobList& jobs)
{
    report::Table table;
    table.name = "jobs";
    for (const char* title : {"Job", "Place", "Kind", "State", "Submitted", "Folder"}) {
        table.columns.push_back({title, "", "", false});
    }
    for (const places::PlacedJob& job : jobs.jobs) {
        table.rows.push_back(
            {job.id(), job.place.name, kindText(job), runs::placedText(job.state), job.submitted, job.folder.string()});
    }
    for (const places::UnreadableJob& job : jobs.unreadable) {
        table.rows.push_back(
            {std::string("?"), std::string(), std::string(), job.error, std::string(), job.folder.string()});
    }
    return report::toText(table);
}

} // namespace dpl::cli
