#pragma once

#include "widgets/secondary_label.hpp"

namespace dpl::ui {

class DeviceModel;

/// The devices that work can be done on, as `dpl devices` lists them, with the reason for those that cannot be used.
class DeviceList : public SecondaryLabel {
    Q_OBJECT

public:
    explicit DeviceList(const DeviceModel& devices, QWidget* parent = nullptr);

    /// A line for each: "cuda:0: NVIDIA H200, ...".
    QStringList lines() const { return m_lines; }

private:
    void refresh();

    const DeviceModel& m_devices;
    QStringList m_lines;
};

} // namespace dpl::ui
