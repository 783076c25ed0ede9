#pragma once

#include "base/compute.hpp"
#include "settings/known_settings.hpp"
#include "settings/setting.hpp"

#include <QObject>
#include <QSettings>
#include <QTimer>

#include <memory>
#include <string>

namespace dpl::ui {

/// The user's settings, kept in an INI file of a versioned form. One object, made by the application and passed by
/// reference. Files of older versions are migrated when they are opened; files of newer versions are read as far as
/// their keys are known.
class Settings : public QObject {
    Q_OBJECT

public:
    /// Opens `file`, or the user's own file in the place that the platform has for it.
    explicit Settings(const QString& file = {}, QObject* parent = nullptr);
    ~Settings() override;

    template <typename T> T value(const Setting<T>& setting) const
    {
        const QVariant stored = m_store->value(setting.key);
        return stored.isValid() ? SettingFormat<T>::read(stored).value_or(setting.fallback) : setting.fallback;
    }

    template <typename T> void setValue(const Setting<T>& setting, const T& value)
    {
        store(setting.key, SettingFormat<T>::write(value));
    }

    /// Threads that a job gets: the setting, or all cores.
    int threadCount() const;

    /// How a job computes on a device, or, without one, on the setting's.
    ComputeOptions compute(const std::string& device = {}) const;

    QString fileName() const { return m_store->fileName(); }

    /// Takes over what another window has written meanwhile. Before a value is changed that several share, such as a
    /// list.
    void refresh() { m_store->sync(); }

    /// Writes now what is normally written within a second.
    void save();

Q_SIGNALS:
    void changed(const QString& key);
    void saveFailed(const QString& message);
    void readFailed(const QString& message); ///< once, when events are handled: some of the file could not be read

private:
    void store(const QString& key, const QVariant& value);

    std::unique_ptr<QSettings> m_store;
    QTimer m_saving;
};

} // namespace dpl::ui
