#include "jobs/evaluation_job.hpp"
#include "jobs/fetch_job.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/score_text_job.hpp"
#include "jobs/sweep_job.hpp"
#include "jobs/synthetic_job.hpp"
#include "jobs/training_job.hpp"

namespace dpl::ui {

JobKinds shippedJobKinds()
{
    return JobKinds({
        evaluationKind(),
        fetchKind(),
        scoreTextKind(),
        scoringKind(),
        sweepKind(),
        syntheticKind(),
        trainingKind(),
    });
}

} // namespace dpl::ui
