#pragma once

#include "base/json.hpp"

#include <QComboBox>
#include <QPointer>

#include <string>

namespace dpl::ui {

class DeviceModel;
class Settings;

/// Which device work is done on: the settings' one, unless another is chosen here. Where there is only the CPU, nobody
/// is asked: it is hidden, unless a device is chosen that is not there any more, of which problem() tells.
class DeviceChooser : public QComboBox {
    Q_OBJECT

public:
    DeviceChooser(const Settings& settings, DeviceModel& devices, QWidget* parent);

    std::string device() const; ///< "cpu", "cuda:0"
    void choose(const std::string& device);

    /// The device that a run was on, if work can be done on it here; else nothing changes, and what is returned says
    /// so, of a run that goes on.
    QString takeOver(const std::string& device);

    /// Why the device cannot be used, in a sentence; empty: it can, or that is not known yet.
    QString problem() const;

    /// Shows and hides a label with this, and makes it its buddy.
    void setLabel(QWidget* label);

    void store(Json& json) const; ///< what was chosen here
    void restore(const JsonObject& json);

    void showPopup() override;

Q_SIGNALS:
    void changed(); ///< the device, whether it can be used, or whether there are any to choose from

private:
    struct Shown {
        std::string device;
        QString problem;
        bool isOffered = false;

        friend bool operator==(const Shown&, const Shown&) = default;
    };

    void refresh();
    bool isOffered() const;

    const Settings& m_settings;
    DeviceModel& m_devices;
    std::string m_chosen; ///< empty: the settings' one
    Shown m_shown;
    QPointer<QWidget> m_label;
};

} // namespace dpl::ui
