#include "inspection/inspection.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/stopped.hpp"
#include "inspection/evaluation_files.hpp"
#include "records/evaluated_comparisons.hpp"
#include "records/evaluated_responses.hpp"
#include "records/evaluation_record.hpp"
#include "records/head_record.hpp"
#include "report/distinct_roles.hpp"
#include "runs/run_folder.hpp"

#include <algorithm>
#include <cmath>
#include <future>
#include <limits>
#include <map>
#include <set>

namespace dpl::inspection {

namespace {

constexpr double notScored = std::numeric_limits<double>::quiet_NaN();

} // namespace

std::string responseName(const Inspection::Item& item, std::size_t response)
{
    if (item.kind == ItemKind::comparison) {
        return response == 0 ? "chosen" : "rejected";
    }
    if (item.responses == 2 && !item.isOwnText) {
        return response == 0 ? "safe" : "jailbroken";
    }
    return "response " + std::to_string(response + 1);
}

utility::UtilityDistribution InspectedModel::distribution(std::size_t response) const
{
    if (kind == utility::UtilityKind::point) {
        return utility::PointUtility{means[response]};
    }
    if (kind == utility::UtilityKind::gaussian) {
        return utility::GaussianUtility{means[response], stdevs[response]};
    }
    const auto width = static_cast<std::size_t>(outputs);
    const auto own = std::span(parameters).subspan(response * width, width);
    if (kind == utility::UtilityKind::categorical) {
        return utility::CategoricalUtility{{own.begin(), own.end()}};
    }
    return preference::distribution(head, own);
}

/// Joins files, one after the other.
class InspectionBuilder {
public:
    explicit InspectionBuilder(Inspection& into) : m_into(into) { }

    void add(const records::EvaluatedComparisons& read, std::shared_ptr<const EvaluationTexts> texts)
    {
        const auto items = itemsOf(
            read.identities, ItemKind::comparison, [](std::size_t) { return std::size_t{2}; },
            [&](std::size_t row) {
                return read.dataSubsets[row].empty() ? std::string("no subset") : read.dataSubsets[row];
            },
            std::move(texts));
        InspectedModel& model = modelFor(modelOfComparisons(read.file), read.chosen.outputs);
        for (std::size_t row = 0; row < items.size(); ++row) {
            const std::size_t first = m_into.m_items[items[row]].firstResponse;
            take(model, first, read.chosen.of(row));
            take(model, first + 1, read.rejected.of(row));
        }
    }

    void add(const records::EvaluatedResponses& read, std::shared_ptr<const EvaluationTexts> texts)
    {
        const auto names = modelsOfResponses(read.file, [&] {
            std::vector<std::string> columns;
            for (const auto& column : read.models) {
                columns.push_back(column.name);
            }
            return columns;
        }());
        const auto items = itemsOf(
            read.identities, ItemKind::prompt, [&](std::size_t row) { return read.responseCount(row); },
            [](std::size_t) { return std::string("prompts"); }, std::move(texts));
        for (std::size_t m = 0; m < read.models.size(); ++m) {
            InspectedModel& model = modelFor(names[m], read.models[m].outputs.outputs);
            for (std::size_t row = 0; row < items.size(); ++row) {
                for (std::size_t i = 0; i < read.responseCount(row); ++i) {
                    take(model, m_into.m_items[items[row]].firstResponse + i,
                        read.models[m].outputs.of(read.firstResponse[row] + i));
                }
            }
        }
    }

    void takeNotes(const std::filesystem::path& file)
    {
        const std::filesystem::path checkpoint = records::checkpointOf(std::filesystem::absolute(file));
        std::vector<std::string> warnings;
        if (const auto record = records::recordOf(file)) {
            warnings = record->warnings;
        }
        for (const std::string& warning : warnings) {
            m_into.m_notes.push_back(file.string() + ", evaluation: " + warning);
        }
        for (const std::string& warning : runs::warningsOf(checkpoint.parent_path())) {
            m_into.m_notes.push_back(file.string() + ", training: " + warning);
        }
    }

    void finish()
    {
        for (InspectedModel& model : m_into.m_models) {
            fit(model);
            double sum = 0.0;
            double count = 0.0;
            for (const double mean : model.means) {
                if (!std::isnan(mean)) {
                    sum += mean;
                    count += 1.0;
                }
            }
            model.centre = count > 0.0 ? sum / count : 0.0;
            double squares = 0.0;
            for (const double mean : model.means) {
                if (!std::isnan(mean)) {
                    squares += (mean - model.centre) * (mean - model.centre);
                }
            }
            model.spread = squares > 0.0 ? std::sqrt(squares / count) : 1.0;
        }
        for (std::size_t i = 0; i < m_into.m_models.size(); ++i) {
            if (!m_runNames[i].empty()) {
                m_into.m_models[i].name = m_runNames[i];
            }
        }
        std::stable_sort(m_into.m_models.begin(), m_into.m_models.end(),
            [](const InspectedModel& a, const InspectedModel& b) { return a.head < b.head; });
        tellApart();
        giveRoles();
    }

private:
    /// The items of a file's rows, new ones where no other file has them; a row that is there twice is two items.
    template <typename Count, typename Subset>
    std::vector<std::size_t> itemsOf(const std::vector<records::RowIdentity>& identities, ItemKind kind,
        const Count& count, const Subset& subset, std::shared_ptr<const EvaluationTexts> texts)
    {
        if (texts->size() != identities.size()) {
            throw Error(texts->file().string() + " changed while it was being read; open it again");
        }
        const auto file = static_cast<std::uint32_t>(m_into.m_files.size());
        const bool isOwnText = isScoredText(texts->file());
        m_into.m_files.push_back(texts->file());
        m_into.m_texts.push_back(std::move(texts));
        std::vector<std::size_t> items(identities.size(), m_into.m_items.size());
        std::vector<bool> found(identities.size(), false);
        for (const auto& [known, row] : records::commonRows(m_identities, identities)) {
            const auto& item = m_into.m_items[known];
            if (item.kind == kind && item.responses == count(row)) {
                items[row] = known;
                found[row] = true;
            }
        }
        for (std::size_t row = 0; row < identities.size(); ++row) {
            if (found[row]) {
                continue;
            }
            items[row] = m_into.m_items.size();
            const std::size_t responses = count(row);
            m_into.m_items.push_back({kind, subsetIndex(subset(row)), file, static_cast<std::uint32_t>(row),
                m_into.m_responses, static_cast<std::uint32_t>(responses), isOwnText});
            m_identities.push_back(identities[row]);
            m_into.m_responses += responses;
        }
        return items;
    }

    std::uint32_t subsetIndex(const std::string& name)
    {
        const auto [at, isNew] = m_subsets.try_emplace(name, static_cast<std::uint32_t>(m_into.m_subsets.size()));
        if (isNew) {
            m_into.m_subsets.push_back(name);
        }
        return at->second;
    }

    InspectedModel& modelFor(const ModelOrigin& origin, int outputs)
    {
        for (std::size_t i = 0; i < m_into.m_models.size(); ++i) {
            InspectedModel& model = m_into.m_models[i];
            if (model.name == origin.name && model.experiment == origin.experiment && model.outputs == outputs
                && (m_runNames[i].empty() || origin.runName.empty() || m_runNames[i] == origin.runName)) {
                m_runNames[i] = m_runNames[i].empty() ? origin.runName : m_runNames[i];
                fit(model);
                return model;
            }
        }
        m_runNames.push_back(origin.runName);
        InspectedModel model;
        model.name = origin.name;
        model.experiment = origin.experiment;
        model.key = origin.key;
        model.head = records::headOf(origin.head, outputs);
        model.outputs = outputs;
        const std::vector<double> any(static_cast<std::size_t>(outputs), 0.0);
        model.kind = utility::kindOf(preference::distribution(model.head, any));
        fit(model);
        return m_into.m_models.emplace_back(std::move(model));
    }

    void fit(InspectedModel& model) const
    {
        model.means.resize(m_into.m_responses, notScored);
        model.stdevs.resize(m_into.m_responses, notScored);
        if (model.kind == utility::UtilityKind::categorical || model.kind == utility::UtilityKind::other) {
            model.parameters.resize(m_into.m_responses * static_cast<std::size_t>(model.outputs), notScored);
        }
    }

    static void take(InspectedModel& model, std::size_t response, std::span<const double> outputs)
    {
        if (model.has(response)) {
            return;
        }
        const auto distribution = preference::distribution(model.head, outputs);
        model.means[response] = utility::mean(distribution);
        model.stdevs[response] = utility::stdev(distribution);
        const auto own = model.parameters.begin() + static_cast<std::ptrdiff_t>(response * outputs.size());
        if (const auto* categorical = std::get_if<utility::CategoricalUtility>(&distribution)) {
            std::copy(categorical->probabilities.begin(), categorical->probabilities.end(), own);
        } else if (model.kind == utility::UtilityKind::other) {
            std::copy(outputs.begin(), outputs.end(), own);
        }
    }

    /// Models of equal name get their experiment, with as many folders above it as tell them apart, or else a number
    /// behind it.
    void tellApart()
    {
        std::map<std::string, std::vector<InspectedModel*>> equal;
        for (InspectedModel& model : m_into.m_models) {
            equal[model.name].push_back(&model);
        }
        for (const auto& [name, models] : equal) {
            if (models.size() < 2) {
                continue;
            }
            constexpr int mostFolders = 4;
            int folders = 1;
            while (folders < mostFolders && !tellsApart(models, folders)) {
                ++folders;
            }
            std::map<std::string, int> given;
            for (InspectedModel* model : models) {
                const std::string place = lastFolders(model->experiment, folders);
                const std::string named = name + (place.empty() ? "" : " (" + place + ")");
                const int before = given[named]++;
                model->name = before == 0 ? named : named + " #" + std::to_string(before + 1);
            }
        }
    }

    static bool tellsApart(const std::vector<InspectedModel*>& models, int folders)
    {
        std::set<std::string> places;
        return std::all_of(models.begin(), models.end(),
            [&](const InspectedModel* model) { return places.insert(lastFolders(model->experiment, folders)).second; });
    }

    /// The last parts of a path: "demo/seed-0".
    static std::string lastFolders(const std::filesystem::path& path, int count)
    {
        std::filesystem::path last;
        std::filesystem::path rest = path;
        for (int i = 0; i < count && rest.has_filename(); ++i, rest = rest.parent_path()) {
            last = last.empty() ? rest.filename() : rest.filename() / last;
        }
        return last.generic_string();
    }

    /// The paper's nine have theirs; of the others, and of several that would have the same, each gets its own.
    void giveRoles()
    {
        std::vector<InspectedModel*> models;
        for (InspectedModel& model : m_into.m_models) {
            models.push_back(&model);
        }
        std::stable_partition(
            models.begin(), models.end(), [](const InspectedModel* model) { return model->key.has_value(); });
        std::vector<report::SeriesRole> own;
        for (const InspectedModel* model : models) {
            own.push_back(model->key ? records::roleOf(*model->key) : model->head->role());
        }
        const std::vector<report::SeriesRole> roles = report::distinctRoles(own);
        for (std::size_t i = 0; i < models.size(); ++i) {
            models[i]->role = roles[i];
        }
    }

    Inspection& m_into;
    std::vector<records::RowIdentity> m_identities;
    std::map<std::string, std::uint32_t> m_subsets;
    std::vector<std::string> m_runNames; ///< of the models, in their order until they are sorted
};

std::shared_ptr<const Inspection> Inspection::open(
    const std::vector<std::filesystem::path>& files, const std::stop_token& stop)
{
    auto result = std::make_shared<Inspection>();
    InspectionBuilder builder(*result);
    for (const std::filesystem::path& file : files) {
        throwIfStopped(stop);
        try {
            // The texts are indexed while the outputs are read.
            auto texts =
                std::async(std::launch::async, [file] { return std::make_shared<const EvaluationTexts>(file); });
            if (records::isResponseEvaluation(file)) {
                const auto read = records::readEvaluatedResponses(file);
                builder.add(read, texts.get());
            } else {
                const auto read = records::readEvaluatedComparisons(file);
                builder.add(read, texts.get());
            }
            builder.takeNotes(file);
        } catch (const Error& error) {
            result->m_unread.push_back({file, error.what()});
        }
    }
    if (result->m_files.empty() && !files.empty()) {
        const std::size_t others = files.size() - 1;
        throw Error(result->m_unread.front().reason
            + (others == 0        ? ""
                    : others == 1 ? "; nor can the other file be read"
                                  : "; nor can the " + std::to_string(others) + " other files be read"));
    }
    builder.finish();
    return result;
}

std::size_t Inspection::modelsOf(std::size_t item) const
{
    const std::size_t response = m_items[item].firstResponse;
    return static_cast<std::size_t>(std::count_if(
        m_models.begin(), m_models.end(), [response](const InspectedModel& model) { return model.has(response); }));
}

std::size_t Inspection::count(ItemKind kind) const
{
    return static_cast<std::size_t>(
        std::count_if(m_items.begin(), m_items.end(), [&](const Item& item) { return item.kind == kind; }));
}

ItemTexts Inspection::texts(std::size_t item) const
{
    return m_texts[m_items[item].file]->texts(m_items[item].row);
}

std::string_view Inspection::row(std::size_t item) const
{
    return m_texts[m_items[item].file]->row(m_items[item].row);
}

std::vector<std::size_t> Inspection::modelsOfLastItem(const std::filesystem::path& file) const
{
    std::vector<std::size_t> models;
    const auto last =
        std::find_if(m_items.rbegin(), m_items.rend(), [&](const Item& item) { return m_files[item.file] == file; });
    for (std::size_t model = 0; last != m_items.rend() && model < m_models.size(); ++model) {
        if (m_models[model].has(last->firstResponse)) {
            models.push_back(model);
        }
    }
    return models;
}

std::vector<std::size_t> Inspection::preferredModels(std::size_t most) const
{
    std::vector<std::size_t> chosen;
    const auto take = [&](std::size_t model) {
        if (chosen.size() < most && std::find(chosen.begin(), chosen.end(), model) == chosen.end()) {
            chosen.push_back(model);
        }
    };
    if (std::all_of(m_items.begin(), m_items.end(), [](const Item& item) { return item.isOwnText; })) {
        for (std::size_t i = 0; i < m_models.size(); ++i) {
            take(i);
        }
    }
    for (const preference::RewardHead head : preference::allRewardHeads()) {
        for (std::size_t i = 0; i < m_models.size(); ++i) {
            if (m_models[i].key && m_models[i].key->trainSet == data::DataSubset::both && m_models[i].head == head) {
                take(i);
                break;
            }
        }
    }
    // Then models that are none of the nine; those trained on one subset only where there is nothing else.
    for (std::size_t i = 0; i < m_models.size(); ++i) {
        if (!m_models[i].key) {
            take(i);
        }
    }
    for (std::size_t i = 0; i < m_models.size() && chosen.size() < 2; ++i) {
        take(i);
    }
    std::sort(chosen.begin(), chosen.end(),
        [&](std::size_t a, std::size_t b) { return std::pair(m_models[a].head, a) < std::pair(m_models[b].head, b); });
    return chosen;
}

} // namespace dpl::inspection
