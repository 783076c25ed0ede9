#pragma once

#include "inspection/evaluation_texts.hpp"
#include "records/model_key.hpp"
#include "report/series_style.hpp"
#include "utility/utility_distribution.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::inspection {

enum class ItemKind : std::uint8_t {
    comparison, ///< responses: chosen, rejected
    prompt, ///< responses as the file has them: safe, jailbroken in the data of the paper
};

/// What a reward model said of the responses that it evaluated.
struct InspectedModel {
    std::string name; ///< its run's, "both · base · seed 0", or what its file or folder is called
    std::string experiment; ///< folder of its experiment, which distinguishes models of equal name
    preference::RewardHead head = preference::RewardHead::base;
    std::optional<records::ModelKey> key; ///< where it is one of the paper's nine
    report::SeriesRole role = report::SeriesRole::base; ///< its own: no other model of the inspection has it
    int outputs = 0;
    utility::UtilityKind kind = utility::UtilityKind::point; ///< of its distributions
    std::vector<double> means; ///< [all responses]; NaN where it did not evaluate one
    std::vector<double> stdevs;
    std::vector<double> parameters; ///< [all responses][outputs]: probabilities of categoricals, outputs of others

    bool has(std::size_t response) const { return means[response] == means[response]; }
    utility::UtilityDistribution distribution(std::size_t response) const; ///< of one that it has

    /// Of the means of all its responses: what standardised utilities are relative to.
    double centre = 0.0;
    double spread = 1.0; ///< population standard deviation; 1 if nothing varies
};

/// Comparisons and prompts with responses of evaluation files opened together, joined by what they say: an item that
/// several models evaluated is there once. Does not change.
class Inspection {
public:
    struct Item {
        ItemKind kind = ItemKind::comparison;
        std::uint32_t subset = 0; ///< index into subsets()
        std::uint32_t file = 0; ///< where its texts are
        std::uint32_t row = 0;
        std::size_t firstResponse = 0; ///< index among all responses
        std::uint32_t responses = 2;
        bool isOwnText = false; ///< a prompt that somebody typed to have it scored, with their responses
    };

    /// A file that was to be opened and could not be read.
    struct UnreadFile {
        std::filesystem::path file;
        std::string reason; ///< names the file
    };

    /// Reads the files. A model is the same in two files if it has the same name, experiment and head; of two
    /// evaluations of one item by the same model the first counts. A file that is damaged costs that file alone
    /// (unread). Throws Error as readEvaluatedComparisons and readEvaluatedResponses do if none can be read, and
    /// Stopped.
    static std::shared_ptr<const Inspection> open(
        const std::vector<std::filesystem::path>& files, const std::stop_token& stop = {});

    std::size_t size() const { return m_items.size(); }
    std::size_t responseCount() const { return m_responses; }
    const Item& item(std::size_t index) const { return m_items[index]; }
    std::size_t count(ItemKind kind) const;
    const std::vector<std::string>& subsets() const
    {
        return m_subsets;
    } ///< data_subset as rows have it; "prompts" for those of response sets
    /// In the order of the heads, then as the files have them.
    const std::vector<InspectedModel>& models() const { return m_models; }
    const std::vector<std::filesystem::path>& files() const { return m_files; } ///< that were read
    const std::vector<UnreadFile>& unread() const { return m_unread; }

    /// What the evaluations warned of, by their records, and the trainings of their models, by their runs:
    /// "{file}, evaluation: 36 of 187 rows are left out: ...".
    const std::vector<std::string>& notes() const { return m_notes; }

    /// The models that evaluated the last item of a file, in their order; none if the file is not open.
    std::vector<std::size_t> modelsOfLastItem(const std::filesystem::path& file) const;

    /// Read from the file's text now. Throws Error.
    ItemTexts texts(std::size_t item) const;

    /// The row as it stands in its file.
    std::string_view row(std::size_t item) const;

    /// Up to `most` models to begin with: of the paper's nine those trained on both, one of
    /// each head; then models that are none of the nine. One trained on a single subset is taken where there are not
    /// two others.
    /// Where all items are somebody's own texts, the first ones: they were chosen to score them.
    std::vector<std::size_t> preferredModels(std::size_t most = 3) const;

    /// How many models evaluated an item.
    std::size_t modelsOf(std::size_t item) const;

private:
    friend class InspectionBuilder;

    std::vector<Item> m_items;
    std::size_t m_responses = 0;
    std::vector<std::string> m_subsets;
    std::vector<InspectedModel> m_models;
    std::vector<std::filesystem::path> m_files;
    std::vector<UnreadFile> m_unread;
    std::vector<std::string> m_notes;
    std::vector<std::shared_ptr<const EvaluationTexts>> m_texts;
};

/// Of a response's place: "chosen", "rejected" of a comparison; "safe", "jailbroken" of two responses of a response
/// set; else "response 3".
std::string responseName(const Inspection::Item& item, std::size_t response);

} // namespace dpl::inspection
