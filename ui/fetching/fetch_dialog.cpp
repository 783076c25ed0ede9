#include "fetching/fetch_dialog.hpp"

#include "base/dialog_size.hpp"
#include "base/error.hpp"
#include "base/format.hpp"
#include "fetching/fetched_files_model.hpp"
#include "jobs/fetch_job.hpp"
#include "jobs/job_queue.hpp"
#include "widgets/fact_table.hpp"
#include "widgets/notice.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/reading_table.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QTableView>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

QString bytesText(qint64 bytes)
{
    return QString::fromStdString(formatBytes(bytes));
}

} // namespace

FetchDialog::FetchDialog(JobQueue& queue, hub::RepositoryKind kind, const QString& name, QWidget* parent)
    : QDialog(parent), m_queue(queue)
{
    setWindowTitle(tr("Fetch from the Hugging Face hub"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(12);
    column->addWidget(makeQuestion());
    m_problem = new Notice(Tone::bad);
    m_problem->setText({});
    column->addWidget(m_problem);
    m_facts = new FactTable;
    column->addWidget(m_facts);
    m_files = new FetchedFilesModel(this);
    m_table = readingTable(m_files, tr("Files"));
    m_table->horizontalHeader()->setSectionResizeMode(FetchedFilesModel::name, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(FetchedFilesModel::size, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(FetchedFilesModel::use, QHeaderView::ResizeToContents);
    m_table->setTextElideMode(Qt::ElideMiddle);
    column->addWidget(m_table, 1);
    m_note = new SecondaryLabel;
    m_note->setWordWrap(true);

    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setAccessibleName(tr("Cancel"));
    cancel->setToolTip(tr("Fetch nothing (Esc)"));
    cancel->setAutoDefault(false);
    m_start = new PrimaryButton(tr("Start"));
    m_start->setAccessibleName(tr("Start fetching"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(12);
    buttons->addWidget(m_note, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_start);
    column->addLayout(buttons);
    setMinimumSize(620, 420);
    resizeWithinParent(*this, {760, 560});

    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &FetchDialog::accept);
    connect(m_ask, &QPushButton::clicked, this, &FetchDialog::ask);
    connect(m_name, &QLineEdit::textChanged, this, &FetchDialog::forget);
    connect(m_kind, &SegmentedControl::currentChanged, this, &FetchDialog::forget);
    connect(m_files, &FetchedFilesModel::checkedChanged, this, &FetchDialog::updateButtons);
    m_kind->setCurrentIndex(kind == hub::RepositoryKind::model ? 0 : 1);
    m_name->setText(name);
    m_name->setFocus();
    forget();
    if (!name.isEmpty()) {
        ask();
    }
}

QWidget* FetchDialog::makeQuestion()
{
    auto* question = new QWidget;
    m_kind = new SegmentedControl({tr("Model"), tr("Dataset")});
    m_kind->setAccessibleName(tr("What to fetch"));
    m_name = new QLineEdit;
    m_name->setPlaceholderText(tr("ORG/NAME"));
    m_name->setAccessibleName(tr("Name on the hub"));
    m_name->setToolTip(tr("ORG/NAME, or ORG/NAME@REVISION: a branch, tag or commit"));
    m_ask = new QPushButton(tr("List files"));
    m_ask->setAccessibleName(tr("List the files"));
    m_ask->setToolTip(tr("Ask the hub what is there; nothing is fetched yet (Return)"));
    auto* row = new QHBoxLayout(question);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_kind);
    row->addWidget(m_name, 1);
    row->addWidget(m_ask);
    return question;
}

hub::RepositoryKind FetchDialog::chosenKind() const
{
    return m_kind->currentIndex() == 1 ? hub::RepositoryKind::dataset : hub::RepositoryKind::model;
}

/// What is listed is of another name now.
void FetchDialog::forget()
{
    m_asking.cancel();
    m_listed.reset();
    m_problem->setText({});
    m_facts->clear();
    m_files->setPlan({});
}

void FetchDialog::ask()
{
    forget();
    hub::FetchParams params;
    hub::HubSettings settings;
    try {
        params.repository = hub::requireRepository(m_name->text().trimmed().toStdString(), chosenKind());
        settings = hub::hubSettings();
    } catch (const Error& error) {
        m_problem->setText(QString::fromUtf8(error.what()));
        updateButtons();
        Q_EMIT answered();
        return;
    }
    m_asking.start(
        this,
        [params, settings](const std::stop_token& stop) {
            Observer nobody;
            return hub::planFetch(params, settings, nobody, stop);
        },
        [this, repository = params.repository](hub::FetchPlan plan) {
            m_listed = repository;
            m_problem->setText(QString::fromStdString(plan.problem));
            m_files->setPlan(std::move(plan));
            showFacts();
            Q_EMIT answered();
        },
        [this](const QString& message) {
            m_problem->setText(message);
            updateButtons();
            Q_EMIT answered();
        });
    updateButtons();
}

void FetchDialog::showFacts()
{
    const hub::FetchPlan& plan = m_files->plan();
    const QString licence = QString::fromStdString(plan.licence);
    m_facts->addRow(tr("Licence"),
        plan.isByCache          ? tr("not known: listed by the cache")
            : licence.isEmpty() ? tr("none named on its page")
                                : licence);
    if (plan.isGated) {
        m_facts->addRow(tr("Terms"), tr("its owner asks to accept terms on its page"));
    }
    m_facts->addRow(tr("Commit"), QString::fromStdString(plan.commit));
}

void FetchDialog::updateButtons()
{
    const qint64 missing = m_files->checkedBytes() - m_files->bytesThere();
    const bool isReady = m_listed && m_files->checkedCount() > 0;
    m_start->setEnabled(isReady);
    m_start->setToolTip(isReady ? tr("Queue a job that fetches the checked files")
            : m_listed          ? tr("Check the files to fetch first")
                                : tr("List the files first"));
    m_start->setDefault(isReady);
    m_ask->setDefault(!isReady);
    m_ask->setEnabled(!m_asking.isRunning());
    m_note->setText(m_asking.isRunning() ? tr("Asking the hub…")
            : !m_listed                  ? QString()
            : missing == 0 && isReady    ? tr("%1 of %2 files, %3: all in the cache")
                                            .arg(m_files->checkedCount())
                                            .arg(m_files->rowCount())
                                            .arg(bytesText(m_files->checkedBytes()))
                                      : tr("%1 of %2 files, %3 to fetch")
                                            .arg(m_files->checkedCount())
                                            .arg(m_files->rowCount())
                                            .arg(bytesText(missing)));
}

void FetchDialog::accept()
{
    if (!m_listed || m_files->checkedCount() == 0) {
        return;
    }
    const JobRequest request = fetchJob({*m_listed, m_files->choice()});
    const JobId active = m_queue.activeLike(request);
    const JobId job = active != 0 ? active : m_queue.enqueue(request);
    QDialog::accept();
    Q_EMIT queued(job);
}

} // namespace dpl::ui
