#pragma once

#include "base/error.hpp"
#include "evaluation/evaluate.hpp"
#include "records/evaluation_record.hpp"

#include <filesystem>
#include <optional>
#include <string>

/// Where evaluations are written, so that none overwrites another. What a file holds is told by its record, and not by
/// its name.
namespace dpl::evaluation {

/// What an evaluation with these params is made of: reads the files whose content counts. Throws Error naming one that
/// is missing.
records::EvaluationRecord recordFor(const EvaluateParams& params);
records::EvaluationRecord recordFor(const ScoreParams& params);

/// Whether params are of the whole test split of HH-RLHF's or the relabelled layout at the default max_length: what
/// the paper's tables are made from.
bool isStandard(const EvaluateParams& params);

/// What an evaluation is, as a folder is named: "preferences-test-30-rows-1024-tokens".
std::string nameOf(const EvaluateParams& params);

/// A file holds something else than the evaluation that is asked for. The message names the file and what differs.
class OtherEvaluation final : public Error {
public:
    OtherEvaluation(const std::filesystem::path& file, const std::string& what);
};

struct EvaluationPlace {
    std::filesystem::path file;
    std::optional<records::EvaluationRecord> whole; ///< the evaluation is there already, and this is its record
    std::string note; ///< what happened to a file that was there, in a sentence; empty: nothing
};

/// Where an evaluation goes. With an output: there. Without: eval_results_{subset}.jsonl in the checkpoint's folder for
/// a standard one, {checkpoint}/evaluations/{nameOf}/eval_results_{subset}.jsonl for another, and for a standard one
/// where the checkpoint's file is another evaluation. One that is there, whole or begun, is found by its record. A file
/// of a model that was in the checkpoint's folder before it was trained again is put below evaluations. Throws
/// OtherEvaluation where params.ifOther says so.
EvaluationPlace placeOf(const EvaluateParams& params, const records::EvaluationRecord& record);
EvaluationPlace placeOf(const ScoreParams& params, const records::EvaluationRecord& record);

/// Whether two records are of the same evaluation: of the same content by the same params, wherever the files lie.
bool isSame(const records::EvaluationRecord& a, const records::EvaluationRecord& b);

} // namespace dpl::evaluation
