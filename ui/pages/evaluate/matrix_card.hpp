#pragma once

#include "base/latest_request.hpp"
#include "evaluation/evaluation_matrix.hpp"
#include "jobs/job.hpp"
#include "widgets/card.hpp"

#include <QHash>

class QTableView;

namespace dpl::ui {

class EvaluationMatrixModel;
class JobQueue;

/// The chosen models times the chosen datasets: what is evaluated and how it came out, side by side, what the queue is
/// doing about it, and what is to be evaluated. Files are looked at in the background.
class MatrixCard : public Card {
    Q_OBJECT

public:
    explicit MatrixCard(const JobQueue& queue, QWidget* parent = nullptr);

    void setChoice(const evaluation::EvaluationChoice& choice, const std::filesystem::path& elsewhere);
    void refresh(); ///< looks again at the same
    void showJob(const JobStatus& status);

    /// What of a choice is not to be evaluated.
    std::set<evaluation::ChoiceCell> leftOut(const evaluation::EvaluationChoice& choice) const;

    EvaluationMatrixModel* model() const { return m_model; }
    bool isLooking() const { return m_looking.isRunning(); }

Q_SIGNALS:
    void changed(); ///< other cells are to be evaluated
    void inspectionRequested(const QString& file);

private:
    void take(evaluation::EvaluationMatrix matrix);
    std::vector<evaluation::ChoiceCell> cellsOf(const JobStatus& status);

    const JobQueue& m_queue;
    EvaluationMatrixModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    evaluation::EvaluationChoice m_choice;
    std::filesystem::path m_elsewhere;
    QHash<JobId, std::vector<evaluation::ChoiceCell>> m_cellsOfJobs; ///< in the matrix that is shown
    LatestRequest m_looking;
};

} // namespace dpl::ui
