#pragma once

#include "base/stopped.hpp"
#include "base/torch_errors.hpp"
#include "evaluation/evaluate.hpp"
#include "evaluation/evaluation_log.hpp"
#include "evaluation/evaluation_output.hpp"
#include "evaluation/evaluation_place.hpp"
#include "ranks/together.hpp"
#include "scoring/scoring.hpp"

#include <utility>

namespace dpl::evaluation {

/// What the work of an evaluation is given.
struct EvaluationSurroundings {
    const ComputeOptions& compute;
    EvaluationObserver& observer;
    EvaluationLog& log; ///< to be told warnings and progress
    const std::stop_token& stop;
    ranks::Group& group; ///< whose ranks share the rows; the first one writes
};

/// What another rank than the first is told before it begins.
inline constexpr const char* evaluationIsThere = "is there";

/// Another rank's part: what it scores goes to the first one.
template <typename Work>
typename Work::Result followEvaluation(const typename Work::Params& params, const ComputeOptions& compute,
    const std::stop_token& stop, ranks::Group& group)
{
    typename Work::Result result;
    EvaluationObserver silent;
    EvaluationLog log({}, silent);
    if (ranks::broadcastText(group, "") == evaluationIsThere) {
        result.finished = result.wasThere = true;
        return result;
    }
    records::EvaluationRecord record = recordFor(params);
    ranks::agree(group, {{"the rows or the models", record.content}, {"the cut of rows into batches", record.cut}});
    EvaluationOutput output;
    Work(params, EvaluationSurroundings{compute, silent, log, stop, group}, result).run(output, std::move(record));
    return result;
}

/// The life of an evaluation, the same for `dpl evaluate` and `dpl score`: its place is found; one that is there is
/// taken; else its output is opened, where it may go on, and `Work` scores the rows and finishes the file with its
/// record. The logs of the runs that made the models say so.
///
/// `Work(params, surroundings, result)` has `run(output, record)`; `checkpointsOf(params)` are the models' folders, and
/// `rowsOf(params)` and `textOf(result)` say in words what is evaluated and what came of it.
template <typename Work>
typename Work::Result evaluateAsFirst(const typename Work::Params& params, const ComputeOptions& compute,
    EvaluationObserver& observer, const std::stop_token& stop, ranks::Group& group)
{
    using Result = typename Work::Result;
    Result result;
    EvaluationLog log(Work::checkpointsOf(params), observer);
    try {
        translatingTorchErrors(compute.device, scoring::memoryRemedy, [&] {
            records::EvaluationRecord record = recordFor(params);
            record.computed = {{"device", compute.device}, {"threads", threadCount(compute)}};
            const EvaluationPlace place = placeOf(params, record);
            result.file = place.file;
            observer.writes(place.file);
            if (place.whole) {
                result = Result::fromJson(place.whole->result, records::recordFile(place.file).string());
                result.file = place.file;
                result.wasThere = true;
                ranks::broadcastText(group, evaluationIsThere);
                return;
            }
            EvaluationOutput output(place.file, record);
            ranks::broadcastText(group, "");
            ranks::agree(
                group, {{"the rows or the models", record.content}, {"the cut of rows into batches", record.cut}});
            result.progress.continues = output.canContinue();
            log.began(Work::rowsOf(params), place.file, compute);
            if (!place.note.empty()) {
                log.warned(place.note);
            }
            for (const std::string& sentence : output.warnings()) {
                log.warned(sentence);
            }
            Work(params, EvaluationSurroundings{compute, observer, log, stop, group}, result)
                .run(output, std::move(record));
            log.ended(Work::textOf(result));
        });
    } catch (const Stopped&) {
        group.stop();
        log.ended("evaluation stopped after " + std::to_string(result.progress.done) + " of "
            + std::to_string(result.progress.total) + " rows");
    } catch (const std::exception& error) {
        log.failed(error.what());
        throw;
    }
    return result;
}

/// The same in one or several ranks.
template <typename Work>
typename Work::Result evaluateInPlace(const typename Work::Params& params, const ComputeOptions& compute,
    EvaluationObserver& observer, const std::stop_token& stop, ranks::Group& group)
{
    checkDevice(compute.device);
    const ComputeScope scope(compute);
    return ranks::together(group, [&]() -> typename Work::Result {
        if (group.isFirst()) {
            return evaluateAsFirst<Work>(params, compute, observer, stop, group);
        }
        try {
            return translatingTorchErrors(compute.device, scoring::memoryRemedy,
                [&] { return followEvaluation<Work>(params, compute, stop, group); });
        } catch (const Stopped&) {
            group.stop();
            return {};
        }
    });
}

} // namespace dpl::evaluation
