#include "summary/summarized_rows.hpp"

#include <algorithm>

namespace dpl::summary {

SummarizedRows summarizedRows(const Summary& summary)
{
    SummarizedRows most;
    for (const ModelSummary& model : summary.models) {
        if (model.jailbreak) {
            most.prompts = std::max(most.prompts, model.jailbreak->jailbreaks.mean.total);
        }
        if (model.comparisons) {
            most.comparisons = std::max(most.comparisons, model.comparisons->rows);
        }
    }
    return most;
}

} // namespace dpl::summary
