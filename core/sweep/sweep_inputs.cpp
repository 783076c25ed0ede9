#include "sweep/sweep_inputs.hpp"

#include "backbone/backbone_locations.hpp"
#include "backbone/weight_source.hpp"
#include "base/error.hpp"
#include "base/json_text.hpp"
#include "data/dataset_folder.hpp"
#include "data/preference_dataset.hpp"
#include "data/response_set.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace dpl::sweep {

namespace {

using training::TrainingParams;

/// What was looked at, each thing once, and what is wrong.
class Inputs {
public:
    /// `of`: what is read by the same parameters is looked at once.
    template <typename Look> void look(const std::string& what, const Json& of, const Look& look)
    {
        if (!m_seen.insert(what + dumpJson(of)).second) {
            return;
        }
        try {
            look();
        } catch (const Error& error) {
            const std::string problem = what + error.what();
            if (std::find(m_problems.begin(), m_problems.end(), problem) == m_problems.end()) {
                m_problems.push_back(problem);
            }
        }
    }

    void refuse() const
    {
        if (m_problems.empty()) {
            return;
        }
        std::string text = "nothing was trained: ";
        for (std::size_t i = 0; i < m_problems.size(); ++i) {
            text += (i == 0 ? "" : "; ") + m_problems[i];
        }
        throw Error(text);
    }

private:
    std::set<std::string> m_seen;
    std::vector<std::string> m_problems;
};

Json valuesOf(const TrainingParams& params, std::initializer_list<const char*> names)
{
    const Json all = params.toJson();
    Json values;
    for (const char* name : names) {
        values[name] = all[name];
    }
    return values;
}

/// The rows that a sweep evaluates its models on.
void readTestRows(const TrainingParams& params, const std::stop_token& stop)
{
    data::PreferenceDatasetParams which;
    which.path = params.dataPath;
    which.subset = data::DataSubset::both;
    which.split = data::Split::test;
    which.overwriteDataSubset = params.overwriteDataSubset;
    which.skipBadRows = params.skipBadRows;
    which.holdout = params.holdout;
    which.columns = data::Columns(params.columns, data::comparisonRoles());
    data::loadPreferences(which, stop);
}

} // namespace

void checkInputs(const SweepParams& params, const std::vector<PlannedRun>& plan,
    const std::vector<RunStanding>& standings, const std::stop_token& stop)
{
    Inputs inputs;
    for (std::size_t i = 0; i < plan.size(); ++i) {
        const TrainingParams& run = plan[i].params;
        if (standings[i] != RunStanding::finished) {
            inputs.look("", valuesOf(run, {"model_name"}),
                [&] { backbone::readConfig(backbone::locateBackbone(run.modelName)); });
            if (!run.tokenizerName.empty()) {
                inputs.look(
                    "", valuesOf(run, {"tokenizer_name"}), [&] { backbone::locateBackbone(run.tokenizerName); });
            }
            inputs.look("", valuesOf(run, {"data_path", "data_subset", "holdout_share", "holdout_seed"}), [&] {
                data::datasetFiles(
                    run.dataPath, data::dataSubsetFromString(run.dataSubset), data::Split::train, run.holdout);
            });
        }
        if (params.evaluate) {
            inputs.look("the trained models cannot be evaluated: ",
                valuesOf(run,
                    {"data_path", "holdout_share", "holdout_seed", "overwrite_data_subset", "skip_bad_rows",
                        "columns"}),
                [&] { readTestRows(run, stop); });
        }
    }
    if (!params.responses.empty()) {
        inputs.look(
            "the response set cannot be scored: ", params.responses, [&] { data::loadResponses(params.responses); });
    }
    inputs.refuse();
}

} // namespace dpl::sweep
