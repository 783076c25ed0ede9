#pragma once

#include "base/error.hpp"
#include "base/json.hpp"
#include "data/columns.hpp"
#include "data/data_subset.hpp"
#include "data/dataset_folder.hpp"
#include "data/dialogue.hpp"
#include "data/holdout.hpp"
#include "data/json_rows.hpp"
#include "data/row_reader.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::data {

/// One row of a preference dataset: two dialogues of which annotators preferred the first. Holds the row's JSON object,
/// every column of it, to be carried through to the evaluation file: as it is, but that what `columns` names, and a
/// prompt that is found under another name, is called by what it means.
class Comparison {
public:
    /// Columns "chosen" and "rejected" are both texts, or both messages (areMessages); "prompt", or what columnOfPrompt
    /// finds, is either if it is there, and is joined with them once: texts, as promptBefore says, messages, as joined
    /// and withPrompt do, with a "system" as withSystem does. Anything else is as it likes. Throws RowError beginning
    /// with `where`.
    Comparison(Json row, const std::string& where, std::size_t file, std::int64_t line, const Columns& columns = {});

    /// The whole dialogue.
    Dialogue chosen() const { return dialogue("chosen"); }
    Dialogue rejected() const { return dialogue("rejected"); }

    /// Whether they are messages.
    bool hasMessages() const { return m_kind != Kind::texts; }

    /// Where the comparison comes from: "helpful", "harmless", something else, or nothing. Part of the row.
    const std::string& dataSubset() const;
    void setDataSubset(const std::string& name);

    /// What its annotator was told to judge by: the column "objective"; "" if the row has no such string.
    const std::string& objective() const;

    const Json& row() const { return m_row; }
    std::size_t file() const { return m_file; } ///< index into PreferenceDataset::files
    std::int64_t line() const { return m_line; } ///< the row's number in its file (RowReader::number)

private:
    /// What makes up the dialogues.
    enum class Kind {
        texts,
        messages,
        answers, ///< texts that end the messages of the prompt
    };

    void takePrompt(const std::string& where, bool isFixed);
    Dialogue dialogue(const char* side) const;
    Json messagesOfSide(const char* side, const std::string& where) const;

    Json m_row;
    std::size_t m_file;
    std::int64_t m_line;
    Kind m_kind = Kind::texts;
    bool m_hasPromptBefore = false; ///< of texts
};

/// Which rows of a dataset.
struct PreferenceDatasetParams {
    std::filesystem::path path; ///< data_path
    DataSubset subset = DataSubset::both; ///< data_subset
    Split split = Split::train;

    /// train_dataset_size or eval_dataset_size; 0: all. As in the reference the first `size` / m rows of each of the m
    /// parts that make the subset (two for both in HH-RLHF).
    std::int64_t size = 0;

    /// hidden_context_ratio h in [0, 1/2]: mixes the two objectives, so that r^2 can be drawn against the amount of
    /// hidden context. The main objective is the subset's (helpful, where the subset is both); of n rows, round(h n)
    /// are of the other one: with h = 0 nothing is hidden, with h = 1/2 the objective of a comparison is a coin's toss.
    /// n is `size`, or, so that it does not depend on h, the most rows that every h could have: min(main, 2 other).
    /// Rows are drawn without replacement and in random order; a larger h only exchanges rows, it draws no new ones of
    /// those that stay.
    std::optional<double> hiddenContextRatio;
    std::uint64_t seed = 0; ///< of that draw alone

    /// Divides a dataset that has one split alone into training and test rows.
    Holdout holdout;

    /// overwrite_data_subset: as the reference does for every path but its default, take a file's rows whatever their
    /// objective and write the subset's name over the data_subset that they have. Its summary then finds no helpful
    /// rows.
    bool overwriteDataSubset = false;

    Columns columns; ///< what they mean, where they are not called so

    /// skip_bad_rows: leave out and list rows that cannot be used, rather than fail at the first.
    bool skipBadRows = false;

    /// Throws Error naming the parameter.
    void validate() const;
};

/// A file whose rows were read.
struct ReadFile {
    std::filesystem::path path;
    RowNumbers numbers = RowNumbers::lines;
    std::size_t part = 0; ///< of the dataset, to which it belongs
};

/// "file:12" or "file, row 12"
std::string placeOf(const std::vector<ReadFile>& files, const Comparison& row);

/// Rows of a dataset, in the order in which the reference reads them (harmless before helpful).
struct PreferenceDataset {
    std::vector<Comparison> rows;
    std::vector<ReadFile> files;
    SkippedRows skipped;
    std::vector<std::string> leftOut; ///< columns of the files that no row has, in sentences

    std::string placeOf(const Comparison& row) const { return data::placeOf(files, row); }
};

/// What is said of a dataset that has no row.
Error noRows(const PreferenceDatasetParams& params, const SkippedRows& skipped);

/// A row's data_subset is its own, else its folder's (HH-RLHF), else the name of the params' subset. A file that holds
/// rows of several objectives gives those of the subset: by "objective", where rows have it, else by data_subset.
/// Throws Error for a file that is missing or cannot be read, RowError ("file:line: ...") for the first row that cannot
/// be used, Error if there are fewer rows than asked for, or none, and Stopped if a stop is requested.
PreferenceDataset loadPreferences(const PreferenceDatasetParams& params, const std::stop_token& stop = {});

} // namespace dpl::data
