#include "models/device_model.hpp"

#include "base/difference_first.hpp"
#include "base/format.hpp"

#include <algorithm>

namespace dpl::ui {

namespace {

/// What is known of the CPU without looking.
Device unseenCpu()
{
    Device cpu;
    cpu.name = "cpu";
    return cpu;
}

QString asText(const std::string& value)
{
    return QString::fromStdString(value);
}

} // namespace

DeviceModel::DeviceModel(Find find, QObject* parent)
    : QAbstractListModel(parent), m_find(std::move(find)), m_devices{unseenCpu()}
{
}

void DeviceModel::look()
{
    m_lookingAgain.cancel();
    m_looking.start(
        this, [find = m_find] { return find({}); }, [this](const std::vector<Device>& found) { take(found); },
        [this](const QString& problem) {
            m_failure = problem;
            Q_EMIT looked();
        });
}

void DeviceModel::lookAt(const std::vector<std::string>& names)
{
    if (m_looking.isRunning() || m_lookingAgain.isRunning()) {
        return;
    }
    m_lookingAgain.start(
        this, [find = m_find, names] { return find(names); },
        [this](const std::vector<Device>& found) { takeMemory(found); },
        [](const QString&) { /* what is known stays */ });
}

void DeviceModel::take(const std::vector<Device>& found)
{
    beginResetModel();
    m_devices.clear();
    m_missing.clear();
    for (const Device& device : found) {
        (device.isThere ? m_devices : m_missing).push_back(device);
    }
    if (m_devices.empty()) {
        m_devices.push_back(unseenCpu());
    }
    m_failure.clear();
    m_hasLooked = true;
    endResetModel();
    Q_EMIT looked();
}

void DeviceModel::takeMemory(const std::vector<Device>& found)
{
    for (const Device& device : found) {
        const auto known = std::find_if(
            m_devices.begin(), m_devices.end(), [&device](const Device& one) { return one.name == device.name; });
        if (known != m_devices.end()) {
            *known = device;
            const QModelIndex changed = index(int(known - m_devices.begin()));
            Q_EMIT dataChanged(changed, changed);
        }
    }
    Q_EMIT looked();
}

const Device* DeviceModel::device(const std::string& name) const
{
    const auto found =
        std::find_if(m_devices.begin(), m_devices.end(), [&name](const Device& device) { return device.name == name; });
    return found == m_devices.end() ? nullptr : &*found;
}

QString DeviceModel::problemOf(const std::string& name) const
{
    if (!m_hasLooked) {
        return {};
    }
    std::vector<Device> all = m_devices;
    all.insert(all.end(), m_missing.begin(), m_missing.end());
    QString problem = asText(deviceProblem(name, all));
    if (!problem.isEmpty()) {
        problem[0] = problem[0].toUpper();
        problem += u'.';
    }
    return problem;
}

int DeviceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_devices.size());
}

QVariant DeviceModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !checkIndex(index)) { // a combo box asks for none
        return {};
    }
    const Device& device = m_devices[std::size_t(index.row())];
    switch (role) {
    case NameRole: return asText(device.name);
    case DescriptionRole:
    case Qt::AccessibleTextRole: {
        const QString room = device.problem.empty() ? freeMemoryText(device) : tr("cannot be used");
        QStringList parts{asText(device.model), room};
        parts.removeAll(QString());
        QStringList line{asText(device.name), parts.join(QStringLiteral(", "))};
        line.removeAll(QString());
        return line.join(partsBetween);
    }
    case Qt::ToolTipRole: return asText(deviceText(device));
    default: return {};
    }
}

Qt::ItemFlags DeviceModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractListModel::flags(index);
    const bool fails = index.isValid() && !m_devices.at(std::size_t(index.row())).problem.empty();
    return fails ? flags & ~(Qt::ItemIsEnabled | Qt::ItemIsSelectable) : flags;
}

QString freeMemoryText(const Device& device)
{
    return device.freeBytes && device.totalBytes > 0
        ? DeviceModel::tr("%1 of %2 free")
              .arg(asText(formatBytes(*device.freeBytes)), asText(formatBytes(device.totalBytes)))
        : QString();
}

} // namespace dpl::ui
