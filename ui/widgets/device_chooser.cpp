#include "widgets/device_chooser.hpp"

#include "models/device_model.hpp"
#include "settings/settings.hpp"
#include "widgets/combo_delegate.hpp"
#include "widgets/wrong_mark.hpp"

#include <QAbstractItemView>
#include <QLabel>
#include <QScrollBar>

namespace dpl::ui {

namespace {

constexpr const char* key = "device";

/// Says in the list what a device is; the closed box has room for its name.
class DeviceDelegate final : public ComboDelegate {
public:
    using ComboDelegate::ComboDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        ComboDelegate::initStyleOption(option, index);
        option->text = index.data(DeviceModel::DescriptionRole).toString();
    }
};

} // namespace

DeviceChooser::DeviceChooser(const Settings& settings, DeviceModel& devices, QWidget* parent)
    : QComboBox(parent), m_settings(settings), m_devices(devices)
{
    setAccessibleName(tr("Device"));
    setObjectName(QStringLiteral("device"));
    setItemDelegate(new DeviceDelegate(this));
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setModel(&m_devices);
    connect(this, &QComboBox::activated, this, [this](int row) { choose(itemText(row).toStdString()); });
    connect(&m_devices, &DeviceModel::looked, this, &DeviceChooser::refresh);
    connect(&m_settings, &Settings::changed, this, [this](const QString& setting) {
        if (setting == known::device().key) {
            choose(m_chosen);
        }
    });
    refresh();
}

std::string DeviceChooser::device() const
{
    return m_chosen.empty() ? m_settings.value(known::device()).toStdString() : m_chosen;
}

void DeviceChooser::choose(const std::string& device)
{
    m_chosen = device == m_settings.value(known::device()).toStdString() ? std::string() : device;
    refresh();
}

QString DeviceChooser::takeOver(const std::string& device)
{
    const std::string listed = listedDeviceName(device.empty() ? "cpu" : device);
    if (!m_devices.problemOf(listed).isEmpty()) {
        return tr("It was on %1, which cannot be used here, and resumes on %2.")
            .arg(QString::fromStdString(device), QString::fromStdString(this->device()));
    }
    choose(listed);
    return {};
}

QString DeviceChooser::problem() const
{
    return m_devices.problemOf(device());
}

void DeviceChooser::setLabel(QWidget* label)
{
    m_label = label;
    if (auto* text = qobject_cast<QLabel*>(label)) {
        text->setBuddy(this);
    }
    refresh();
}

bool DeviceChooser::isOffered() const
{
    return m_devices.offersChoice() || device() != "cpu";
}

void DeviceChooser::refresh()
{
    const QString name = QString::fromStdString(device());
    setPlaceholderText(name); // of one that is not there
    setCurrentIndex(findText(name, Qt::MatchExactly));
    const Device* shown = m_devices.device(device());
    const QString what = problem().isEmpty() && shown ? QString::fromStdString(deviceText(*shown)) : problem();
    setToolTip(tr("The device to compute on%1\n\nDefault: the one in Settings.  Flag: --device")
                   .arg(what.isEmpty() ? QStringLiteral(".") : QStringLiteral(": %1").arg(what)));
    markWrong(*this, !problem().isEmpty());
    setVisible(isOffered());
    if (m_label) {
        m_label->setVisible(isOffered());
    }
    Shown now{device(), problem(), isOffered()};
    if (now != m_shown) {
        m_shown = std::move(now);
        Q_EMIT changed();
    }
}

void DeviceChooser::store(Json& json) const
{
    if (!m_chosen.empty()) {
        json[key] = m_chosen;
    }
}

void DeviceChooser::restore(const JsonObject& json)
{
    choose(json.string(key, ""));
}

void DeviceChooser::showPopup()
{
    std::vector<std::string> names;
    for (const Device& device : m_devices.devices()) {
        names.push_back(device.name);
    }
    m_devices.lookAt(names); // how much of their memory is free now
    view()->setMinimumWidth(view()->sizeHintForColumn(0) + view()->verticalScrollBar()->sizeHint().width());
    QComboBox::showPopup();
}

} // namespace dpl::ui
