#pragma once

#include <QObject>
#include <QStringList>
#include <QTimer>

namespace dpl::ui {

class DeviceModel;
class JobQueue;

/// How much memory of the devices is in use that jobs run on, looked at every few seconds while some do. The CPU's is
/// the process's own.
class DeviceUse : public QObject {
    Q_OBJECT

public:
    DeviceUse(const JobQueue& queue, DeviceModel& devices, QObject* parent = nullptr);

Q_SIGNALS:
    void changed(const QString& text); ///< "cuda:0 3.1 GiB of 139.8 GiB"; empty: no job runs on one

private:
    void follow();
    void look();
    void tell();

    const JobQueue& m_queue;
    DeviceModel& m_devices;
    QStringList m_names; ///< of devices that jobs run on
    QTimer m_timer;
};

} // namespace dpl::ui
