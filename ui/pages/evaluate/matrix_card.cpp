#include "pages/evaluate/matrix_card.hpp"

#include "jobs/evaluation_job.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "models/evaluation_matrix_model.hpp"
#include "widgets/reading_table.hpp"
#include "widgets/series_swatch.hpp"

#include <QHeaderView>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int matrixRowHeight = 44; // two lines
constexpr int widestMatrixColumn = 260;

} // namespace

MatrixCard::MatrixCard(const JobQueue& queue, QWidget* parent)
    : Card(tr("Evaluations"), parent), m_queue(queue), m_model(new EvaluationMatrixModel(this))
{
    m_table = readingTable(m_model, tr("Evaluations of the selected models on the selected datasets"), matrixRowHeight);
    m_table->setItemDelegateForColumn(0, new SeriesDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_table->horizontalHeader()->setMaximumSectionSize(widestMatrixColumn);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setToolTip(tr("Check what is to be evaluated; open an evaluation by a double click"));
    m_table->setMinimumHeight(2 * matrixRowHeight);
    body()->addWidget(m_table, 1);
    connect(m_model, &EvaluationMatrixModel::wantedChanged, this, &MatrixCard::changed);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const QString file = m_model->fileOf(index); !file.isEmpty()) {
            Q_EMIT inspectionRequested(file);
        }
    });
    hide();
}

void MatrixCard::setChoice(const evaluation::EvaluationChoice& choice, const std::filesystem::path& elsewhere)
{
    m_choice = choice;
    m_elsewhere = elsewhere;
    setVisible(!choice.checkpoints.empty() && !choice.datasets.empty());
    refresh();
}

void MatrixCard::refresh()
{
    m_looking.start(
        this, [choice = m_choice, elsewhere = m_elsewhere] { return evaluation::evaluationMatrix(choice, elsewhere); },
        [this](evaluation::EvaluationMatrix matrix) { take(std::move(matrix)); },
        [this](const QString& message) { setNote(tr("· %1").arg(message)); });
}

void MatrixCard::take(evaluation::EvaluationMatrix matrix)
{
    setNote({});
    m_cellsOfJobs.clear();
    m_model->setMatrix(std::move(matrix));
    for (const JobId id : m_queue.activeJobs()) {
        showJob(m_queue.status(id));
    }
}

std::vector<evaluation::ChoiceCell> MatrixCard::cellsOf(const JobStatus& status)
{
    const auto known = m_cellsOfJobs.constFind(status.id);
    if (known != m_cellsOfJobs.constEnd()) {
        return *known;
    }
    std::vector<evaluation::ChoiceCell> cells;
    try {
        const JsonObject recipe(m_queue.recipe(status.id), "job");
        const Json& params = recipe.value("params");
        cells = status.kind == evaluationKind()
            ? evaluation::cellsOf(m_model->matrix(), evaluation::EvaluateParams::fromJson(params, "job"))
            : evaluation::cellsOf(m_model->matrix(), evaluation::ScoreParams::fromJson(params, "job"));
    } catch (const std::exception&) {
        // A job of another version fails by itself.
    }
    m_cellsOfJobs.insert(status.id, cells);
    return cells;
}

void MatrixCard::showJob(const JobStatus& status)
{
    if (!(status.kind == evaluationKind() || status.kind == scoringKind())) {
        return;
    }
    const std::vector<evaluation::ChoiceCell> cells = cellsOf(status);
    if (!cells.empty()) {
        m_model->setActivity(cells, status.isActive() ? stateWithShare(status) : QString());
    }
}

std::set<evaluation::ChoiceCell> MatrixCard::leftOut(const evaluation::EvaluationChoice& choice) const
{
    return m_model->leftOut(choice);
}

} // namespace dpl::ui
