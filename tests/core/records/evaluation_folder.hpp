#pragma once

#include "base/files.hpp"
#include "records/model_key.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <string>

namespace dpl::records {

/// A folder of evaluation files in the reference's layout, to be filled by a test.
class EvaluationFolder : public testing::Test {
protected:
    static std::filesystem::path place(const ModelKey& model, const std::string& suffix = "tiny__0_3e-06_cosine_1")
    {
        return std::filesystem::path(data::toString(model.trainSet))
            / (preference::toString(model.head) + "_" + suffix + "_peft_last_checkpoint") / "eval_results_both.jsonl";
    }

    std::filesystem::path write(const std::filesystem::path& file, const std::string& content) const
    {
        writeFileAtomically(root / file, content);
        return root / file;
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path root = temporary / "data";
};

} // namespace dpl::records
