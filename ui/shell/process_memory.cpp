#include "shell/process_memory.hpp"

#include <QCoreApplication>
#include <QFile>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace dpl::ui {

std::optional<qint64> residentMemory()
{
#ifdef Q_OS_LINUX
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QList<QByteArray> pages = file.readAll().split(' ');
    if (pages.size() < 2)
        return std::nullopt;
    return pages.at(1).toLongLong() * sysconf(_SC_PAGESIZE);
#else
    return std::nullopt;
#endif
}

QString memoryText(qint64 bytes)
{
    const double mebibytes = double(bytes) / (1 << 20);
    if (mebibytes < 1000)
        return QCoreApplication::translate("ProcessMemory", "%1 MiB").arg(mebibytes, 0, 'f', 0);
    return QCoreApplication::translate("ProcessMemory", "%1 GiB").arg(mebibytes / 1024, 0, 'f', 1);
}

} // namespace dpl::ui
