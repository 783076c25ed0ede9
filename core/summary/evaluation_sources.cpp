#include "summary/evaluation_sources.hpp"

#include "records/evaluated_responses.hpp"
#include "records/evaluation_record.hpp"
#include "records/model_key.hpp"
#include "runs/run_folder.hpp"

#include <algorithm>
#include <map>

namespace dpl::summary {

namespace {

namespace fs = std::filesystem;

/// The folder above the one that is named as a data subset, of a checkpoint as the reference or this program names it.
fs::path sourceOf(const fs::path& checkpoint)
{
    if (!records::modelOfFolder(checkpoint)) {
        return {};
    }
    const auto isSubset = [](const fs::path& folder) {
        return std::any_of(std::begin(data::allDataSubsets), std::end(data::allDataSubsets),
            [&](data::DataSubset subset) { return folder.filename() == data::toString(subset); });
    };
    fs::path folder = checkpoint.parent_path();
    return (isSubset(folder) ? folder : folder.parent_path()).parent_path();
}

class SourceFiles final : public runs::KindOf<SourceFile> {
public:
    std::vector<fs::path> in(const runs::SeenFolder& folder) const override
    {
        std::vector<fs::path> files;
        if (folder.isLink || folder.isWithin("checkpoints") || folder.isWithin("outputs")) {
            return files;
        }
        for (const std::string& name : folder.contents->files) {
            if ((name.ends_with(".jsonl") || name.ends_with(".jsonl.gz")) && !runs::isFileOfRun(name)) {
                files.push_back(folder.path / name);
            }
        }
        return files;
    }

    std::vector<fs::path> dependencies(const fs::path& found) const override
    {
        return {found, records::recordFile(found)};
    }

protected:
    std::shared_ptr<const SourceFile> read(const fs::path& found, const fs::path&) const override
    {
        SourceFile file;
        file.file = found;
        if (found.filename().string().starts_with("eval_results_")) {
            file.source = sourceOf(records::checkpointOf(found));
        } else if (records::isResponseEvaluation(found)) {
            file.source = found.parent_path();
        }
        if (file.source.empty()) {
            return nullptr;
        }
        std::error_code ignored;
        const auto written = fs::last_write_time(found, ignored).time_since_epoch();
        file.written = std::chrono::duration_cast<std::chrono::seconds>(written).count();
        return std::make_shared<const SourceFile>(std::move(file));
    }
};

} // namespace

std::shared_ptr<const runs::KindOf<SourceFile>> sourceFiles()
{
    return std::make_shared<const SourceFiles>();
}

std::vector<EvaluationSource> sourcesOf(const runs::Entries<SourceFile>& files, const fs::path& root)
{
    std::map<fs::path, EvaluationSource> sources;
    for (const auto& file : files) {
        EvaluationSource& source = sources[file->source];
        source.folder = file->source;
        ++source.files;
        source.newest = std::max(source.newest, file->written);
    }
    std::vector<EvaluationSource> found;
    for (auto& [folder, source] : sources) {
        const fs::path within = folder.lexically_relative(root);
        source.name = within == "." || within.empty() ? root.filename().string() : within.generic_string();
        source.experiment = within == "." || within.empty() ? root : root / *within.begin();
        found.push_back(std::move(source));
    }
    std::stable_sort(found.begin(), found.end(),
        [](const EvaluationSource& a, const EvaluationSource& b) { return a.newest > b.newest; });
    return found;
}

} // namespace dpl::summary
