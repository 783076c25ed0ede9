#include "shell/device_list.hpp"

#include "widgets/secondary_label.hpp"

#include <QGridLayout>
#include <QLabel>

namespace dpl::ui {

DeviceList::DeviceList(QWidget* parent, Find find)
    : QWidget(parent), m_rows(new QGridLayout(this)), m_looking(new SecondaryLabel(tr("Looking for devices…"), this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(12);
    m_rows->setVerticalSpacing(2);
    m_rows->setColumnStretch(1, 1);
    m_rows->addWidget(m_looking, 0, 0, 1, 2);
    m_request.start(
        this, std::move(find), [this](const std::vector<Device>& devices) { show(devices); },
        [this](const QString& problem) {
            delete m_looking;
            addLine(tr("Devices"), problem);
        });
}

void DeviceList::show(const std::vector<Device>& devices)
{
    delete m_looking;
    for (const Device& device : devices) {
        addLine(QString::fromStdString(device.name), QString::fromStdString(deviceText(device)));
    }
}

void DeviceList::addLine(const QString& name, const QString& text)
{
    const int row = m_rows->rowCount();
    m_rows->addWidget(new QLabel(name, this), row, 0, Qt::AlignTop);
    auto* description = new SecondaryLabel(text, this);
    description->setWordWrap(true);
    description->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_rows->addWidget(description, row, 1);
    m_lines.append(name + QStringLiteral(": ") + text);
}

} // namespace dpl::ui
