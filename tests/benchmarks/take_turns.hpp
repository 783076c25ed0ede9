#pragma once

#include <QEventLoop>
#include <QTimer>

namespace dpl::bench {

/// The event loop for so long, asleep where nothing happens, as an application's is. QCoreApplication::processEvents
/// with a time does not sleep: called again and again it takes a core from what is measured.
inline void takeTurns(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace dpl::bench
