#include "shell/status_line.hpp"

#include "base/theme.hpp"
#include "jobs/job_text.hpp"
#include "shell/process_memory.hpp"
#include "widgets/elided_label.hpp"
#include "widgets/secondary_label.hpp"

#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>

#include <cmath>

namespace dpl::ui {

namespace {

constexpr int memoryMilliseconds = 2000;
constexpr int progressSteps = 1000;
constexpr int passingMilliseconds = 12'000; // time to read it and to look where it points

} // namespace

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent), m_device(new SecondaryLabel(this)), m_memory(new SecondaryLabel(this)),
      m_deviceMemory(new SecondaryLabel(this)), m_job(new ElidedLabel(this)), m_progress(new QProgressBar(this)),
      m_timeLeft(new SecondaryLabel(this)), m_failures(new QPushButton(this)), m_notice(new ElidedLabel(this)),
      m_noticeButton(new QPushButton(this))
{
    setAccessibleName(tr("Status"));
    m_device->setAccessibleName(tr("Device"));
    m_device->setToolTip(tr("What jobs run on, and the threads that each uses (Settings, Ctrl+,)"));
    m_memory->setAccessibleName(tr("Memory"));
    m_memory->setToolTip(tr("Memory that the program uses now"));
    m_deviceMemory->setAccessibleName(tr("Memory of devices"));
    m_deviceMemory->setToolTip(tr("Memory in use, by all programs, of the devices that jobs run on"));
    m_job->setAccessibleName(tr("Running job"));
    m_progress->setAccessibleName(tr("Progress of the running job"));
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(96, 4);
    m_timeLeft->setAccessibleName(tr("Time left"));
    m_timeLeft->setToolTip(tr("Estimated from the speed so far"));
    m_failures->setFlat(true);
    colourFailures();
    m_failures->setFixedHeight(std::max(24, fontMetrics().height() + 6));
    m_failures->setToolTip(tr("Show what failed in Jobs (Ctrl+J)"));
    connect(m_failures, &QPushButton::clicked, this, &StatusLine::failuresClicked);
    m_notice->setForegroundRole(QPalette::WindowText);
    m_noticeButton->setFixedHeight(m_failures->height());
    connect(m_noticeButton, &QPushButton::clicked, this, &StatusLine::noticeButtonClicked);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 1, 16, 0);
    layout->setSpacing(12);
    layout->addWidget(m_device);
    layout->addSpacing(12);
    layout->addWidget(m_memory);
    layout->addWidget(m_deviceMemory);
    layout->addSpacing(12);
    layout->addWidget(m_job);
    layout->addWidget(m_progress);
    layout->addWidget(m_timeLeft);
    layout->addWidget(m_failures);
    layout->addStretch(1);
    layout->addWidget(m_notice);
    layout->addWidget(m_noticeButton);
    setFixedHeight(std::max(32, fontMetrics().height() + 12));

    setDeviceMemory({});
    setRunning({}, 0, 0);
    setFailures(0);
    setNotice({});
    refreshMemory();
    m_passing.setSingleShot(true);
    m_passing.setInterval(passingMilliseconds);
    connect(&m_passing, &QTimer::timeout, this, [this] { setNotice({}); });
    m_memoryTimer.setInterval(memoryMilliseconds);
    connect(&m_memoryTimer, &QTimer::timeout, this, &StatusLine::refreshMemory);
    m_memoryTimer.start();
}

void StatusLine::setDevice(const QString& text)
{
    m_device->setText(text);
}

void StatusLine::setDeviceMemory(const QString& text)
{
    m_deviceMemory->setText(text);
    m_deviceMemory->setVisible(!text.isEmpty());
}

void StatusLine::setRunning(const QList<const JobStatus*>& running, int queued, int paused)
{
    const JobStatus* status = running.value(0);
    m_progress->setVisible(status != nullptr);
    m_timeLeft->setVisible(status && !timeLeftText(*status).isEmpty());
    if (!status) {
        m_job->setText(tr("idle"));
        return;
    }
    QStringList parts{status->title, status->message.isEmpty() ? progressText(status->progress) : status->message};
    if (running.size() > 1)
        parts.append(tr("%1 more running").arg(running.size() - 1));
    if (queued > 0)
        parts.append(tr("%1 queued").arg(queued));
    if (paused > 0)
        parts.append(tr("%1 paused").arg(paused));
    parts.removeAll(QString());
    m_job->setText(parts.join(QStringLiteral(" · ")));
    m_timeLeft->setText(timeLeftText(*status));
    if (const auto share = jobShare(*status)) {
        m_progress->setRange(0, progressSteps);
        m_progress->setValue(int(std::lround(*share * progressSteps)));
    } else {
        m_progress->setRange(0, 0);
    }
}

void StatusLine::setFailures(int count)
{
    m_failures->setVisible(count > 0);
    m_failures->setText(tr("%1 failed").arg(count));
    m_failures->setAccessibleName(m_failures->text());
}

void StatusLine::setPassingNotice(const QString& text)
{
    setNotice(text);
    m_passing.start();
}

void StatusLine::setNotice(const QString& text, const QString& button)
{
    m_passing.stop();
    m_notice->setText(text);
    m_notice->setVisible(!text.isEmpty());
    m_noticeButton->setText(button);
    m_noticeButton->setAccessibleName(button);
    m_noticeButton->setVisible(!button.isEmpty());
}

void StatusLine::refreshMemory()
{
    const auto bytes = residentMemory();
    m_memory->setVisible(bytes.has_value());
    if (bytes)
        m_memory->setText(tr("Memory %1").arg(memoryText(*bytes)));
}

void StatusLine::colourFailures()
{
    QPalette red = palette();
    red.setColor(QPalette::ButtonText, Theme::of(*this).bad);
    m_failures->setPalette(red);
}

void StatusLine::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colourFailures();
}

void StatusLine::paintEvent(QPaintEvent*)
{
    const Theme theme = Theme::of(*this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.sidebar);
    painter.fillRect(QRect(0, 0, width(), 1), theme.border);
}

} // namespace dpl::ui
