#include "shell/device_use.hpp"

#include "base/difference_first.hpp"
#include "jobs/job_queue.hpp"
#include "models/device_model.hpp"
#include "shell/process_memory.hpp"

namespace dpl::ui {

namespace {

constexpr int deviceMilliseconds = 2000;

} // namespace

DeviceUse::DeviceUse(const JobQueue& queue, DeviceModel& devices, QObject* parent)
    : QObject(parent), m_queue(queue), m_devices(devices)
{
    m_timer.setInterval(deviceMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &DeviceUse::look);
    connect(&m_queue, &JobQueue::workChanged, this, &DeviceUse::follow);
    connect(&m_devices, &DeviceModel::looked, this, &DeviceUse::tell);
}

void DeviceUse::follow()
{
    QStringList names;
    for (const JobId id : m_queue.activeJobs()) {
        const JobStatus& job = m_queue.status(id);
        if (job.state == JobState::running && job.device != QStringLiteral("cpu"))
            names << job.device;
    }
    if (names == m_names)
        return;
    m_names = names;
    if (m_names.isEmpty()) {
        m_timer.stop();
    } else {
        m_timer.start();
        look();
    }
    tell();
}

void DeviceUse::look()
{
    std::vector<std::string> names;
    for (const QString& name : std::as_const(m_names))
        names.push_back(name.toStdString());
    m_devices.lookAt(names);
}

void DeviceUse::tell()
{
    QStringList parts;
    for (const QString& name : std::as_const(m_names)) {
        const Device* device = m_devices.device(name.toStdString());
        const auto used = device ? device->usedBytes() : std::nullopt;
        parts << (used ? tr("%1 %2 of %3").arg(name, memoryText(*used), memoryText(device->totalBytes)) : name);
    }
    Q_EMIT changed(parts.join(partsBetween));
}

} // namespace dpl::ui
