#include "runs/migration.hpp"

namespace dpl::runs {

namespace {

void leaveOutNumbersOfTheUntrained(const RunRecord& record, Json& numbers)
{
    constexpr int since = 2;
    if (record.version >= since || record.kind != "training" || !numbers.is_object() || !record.params.is_object()) {
        return;
    }
    const bool first = record.params.value("eval_first_step", Json()) == Json(true);
    const bool later = record.params.value("eval_steps", Json(1000)) != Json(0);
    if (first && !later) {
        for (const char* name : {"eval_loss", "eval_accuracy", "eval_comparisons"}) {
            if (numbers.contains(name)) {
                numbers[name] = nullptr;
            }
        }
    }
}

} // namespace

void migrateSummary(RunRecord& record)
{
    leaveOutNumbersOfTheUntrained(record, record.summary);
}

void migrateResult(const RunRecord& record, Json& result)
{
    leaveOutNumbersOfTheUntrained(record, result);
}

} // namespace dpl::runs
