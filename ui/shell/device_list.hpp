#pragma once

#include "base/devices.hpp"
#include "base/latest_request.hpp"

#include <QWidget>

#include <functional>

class QGridLayout;

namespace dpl::ui {

/// The devices that work can be done on, as `dpl devices` lists them, with the reason for those that cannot be used.
/// They are asked for in the background: a driver takes its time.
class DeviceList : public QWidget {
    Q_OBJECT

public:
    using Find = std::function<std::vector<Device>()>;

    explicit DeviceList(QWidget* parent = nullptr, Find find = findDevices);

    /// A line for each: "cuda:0: NVIDIA H200, ...".
    QStringList lines() const { return m_lines; }

private:
    void show(const std::vector<Device>& devices);
    void addLine(const QString& name, const QString& text);

    QGridLayout* m_rows = nullptr;
    QWidget* m_looking = nullptr;
    QStringList m_lines;
    LatestRequest m_request;
};

} // namespace dpl::ui
