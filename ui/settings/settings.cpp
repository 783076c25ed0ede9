#include "settings/settings.hpp"

#include "settings/migration.hpp"
#include "settings/settings_file.hpp"

#include <QDir>
#include <QStandardPaths>
#include <QThread>

#include <algorithm>

namespace dpl::ui {

namespace {

QString ownFile()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation))
        .filePath(QStringLiteral("dpl-workbench/settings.ini"));
}

} // namespace

Settings::Settings(const QString& file, QObject* parent) : QObject(parent)
{
    SettingsFile opened = openSettingsFile(file.isEmpty() ? ownFile() : file);
    m_store = std::move(opened.store);
    if (!opened.problem.isEmpty())
        QTimer::singleShot(0, this, [this, problem = opened.problem] { Q_EMIT readFailed(problem); });
    migrateSettings(*m_store);
    m_saving.setSingleShot(true);
    m_saving.setInterval(1000);
    connect(&m_saving, &QTimer::timeout, this, &Settings::save);
}

Settings::~Settings()
{
    m_store->sync();
}

int Settings::threadCount() const
{
    const int chosen = value(known::threads());
    return chosen > 0 ? chosen : std::max(1, QThread::idealThreadCount());
}

ComputeOptions Settings::compute(const std::string& device) const
{
    return {threadCount(), true, device.empty() ? value(known::device()).toStdString() : device};
}

void Settings::save()
{
    m_saving.stop();
    m_store->sync();
    if (m_store->status() == QSettings::AccessError)
        Q_EMIT saveFailed(
            tr("The settings could not be written to %1: make its folder writable.").arg(m_store->fileName()));
}

void Settings::store(const QString& key, const QVariant& value)
{
    if (m_store->contains(key) && m_store->value(key) == value)
        return;
    m_store->setValue(key, value);
    m_saving.start();
    Q_EMIT changed(key);
}

} // namespace dpl::ui
