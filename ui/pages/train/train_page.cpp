#include "pages/train/train_page.hpp"

#include "jobs/job_queue.hpp"
#include "settings/settings.hpp"
#include "widgets/page_header.hpp"

#include <QVBoxLayout>

namespace dpl::ui {

TrainPage::TrainPage(Settings& settings, JobQueue& queue, QWidget* parent) : Page(parent), m_settings(settings), m_queue(queue)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(new PageHeader(title()));
    column->addStretch(1);
}

} // namespace dpl::ui
