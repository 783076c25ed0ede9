#pragma once

#include "base/devices.hpp"
#include "base/latest_request.hpp"

#include <QAbstractListModel>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dpl::ui {

/// The devices that there are, the CPU first; one that cannot be used has the reason in its tooltip, and cannot be
/// chosen. They are looked for in the background, as a driver takes its time; until then there is the CPU alone.
class DeviceModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        NameRole = Qt::DisplayRole, ///< "cuda:0"
        DescriptionRole = Qt::UserRole, ///< "cuda:0 · NVIDIA H200, 138 GiB of 140 GiB free", in one line
    };

    using Find = std::function<std::vector<Device>(const std::vector<std::string>& names)>;

    explicit DeviceModel(Find find = findDevices, QObject* parent = nullptr);

    /// Looks for all devices, and how much of their memory is free.
    void look();
    /// Looks again at devices that are there, and opens no other.
    void lookAt(const std::vector<std::string>& names);

    /// Whether there is more than the CPU, of which something may be wrong.
    bool offersChoice() const { return m_devices.size() > 1; }

    /// Those that there are.
    const std::vector<Device>& devices() const { return m_devices; }
    /// What was found of other kinds, of which there are none; a reason each.
    const std::vector<Device>& missing() const { return m_missing; }
    bool hasLooked() const { return m_hasLooked; }
    const QString& failure() const { return m_failure; } ///< why it could not be looked; empty: it could

    /// Null if it is not there, as far as is known.
    const Device* device(const std::string& name) const;

    /// Why work cannot be done on a device; empty: it can, or that is not known yet.
    QString problemOf(const std::string& name) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void looked(); ///< and found what devices() and missing() say, or could not

private:
    void take(const std::vector<Device>& found);
    void takeMemory(const std::vector<Device>& found);

    Find m_find;
    std::vector<Device> m_devices;
    std::vector<Device> m_missing;
    QString m_failure;
    bool m_hasLooked = false;
    LatestRequest m_looking;
    LatestRequest m_lookingAgain;
};

/// "138 GiB of 140 GiB free" of a device; empty where it does not say.
QString freeMemoryText(const Device& device);

} // namespace dpl::ui
