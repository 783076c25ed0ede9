#pragma once

#include "base/statistics.hpp"
#include "evaluation/evaluation_plan.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dpl::evaluation {

/// What is there of a model's evaluation on a dataset, as the files' records tell: nothing is hashed.
struct MatrixCell {
    enum class State {
        missing,
        partial, ///< begun, and gone on with when it is started again
        done,
        outdated, ///< the model's or the dataset's files are younger than it
    };

    State state = State::missing;
    std::filesystem::path file; ///< empty: there is none
    std::int64_t rows = 0; ///< that the file has
    std::vector<std::pair<std::string, std::int64_t>> leftOut; ///< rows that it lacks, by the reason: "too long"
    std::int64_t when = 0; ///< it was written, in seconds since 1970
    std::optional<double> accuracy; ///< by the mean; of comparisons
    Interval interval; ///< of the accuracy, 95 %
    std::vector<std::string> others; ///< evaluations of the same model on the same dataset by other params: their names

    /// Of the dataset, as far as they were asked for: those that the file has and those left out.
    std::int64_t rowsAsked() const;
    bool isOpen() const { return state != State::done; } ///< there is something to do

    friend bool operator==(const MatrixCell&, const MatrixCell&) = default;
};

/// "81.2 % (79.1–83.2)": the accuracy with its interval; empty without one.
std::string rateText(const MatrixCell& cell);

/// "497 of 500 rows", or "500 rows" where none are left out.
std::string rowsText(const MatrixCell& cell);

/// "2 too long, 1 without a finite score"; empty where none are left out.
std::string leftOutText(const MatrixCell& cell);

/// Models times datasets.
struct EvaluationMatrix {
    EvaluationChoice choice; ///< that it is of
    std::vector<std::vector<MatrixCell>> cells; ///< [checkpoints][datasets]
};

/// Looks for the files where planEvaluations puts them.
EvaluationMatrix evaluationMatrix(const EvaluationChoice& choice, const std::filesystem::path& elsewhere);

/// The cells, as pairs of checkpoint and dataset, that an evaluation fills; none if it is by other params.
std::vector<ChoiceCell> cellsOf(const EvaluationMatrix& matrix, const EvaluateParams& params);
std::vector<ChoiceCell> cellsOf(const EvaluationMatrix& matrix, const ScoreParams& params);

} // namespace dpl::evaluation
