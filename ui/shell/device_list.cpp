#include "shell/device_list.hpp"

#include "models/device_model.hpp"

namespace dpl::ui {

DeviceList::DeviceList(const DeviceModel& devices, QWidget* parent) : SecondaryLabel(parent), m_devices(devices)
{
    setAccessibleName(tr("Devices"));
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    connect(&m_devices, &DeviceModel::looked, this, &DeviceList::refresh);
    refresh();
}

void DeviceList::refresh()
{
    m_lines.clear();
    const auto add = [this](const std::vector<Device>& devices) {
        for (const Device& device : devices) {
            m_lines << QString::fromStdString(device.name + ": " + deviceText(device));
        }
    };
    if (!m_devices.failure().isEmpty()) {
        m_lines << tr("Devices: %1").arg(m_devices.failure());
    } else if (m_devices.hasLooked()) {
        add(m_devices.devices());
        add(m_devices.missing());
    }
    setText(m_lines.isEmpty() ? tr("Looking for devices…") : m_lines.join(u'\n'));
}

} // namespace dpl::ui
