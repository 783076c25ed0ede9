#include "shell/application.hpp"

#include <QLoggingCategory>

#include <exception>
#include <new>

namespace dpl::ui {

bool Application::notify(QObject* receiver, QEvent* event)
{
    try {
        return QApplication::notify(receiver, event);
    } catch (const std::bad_alloc&) {
        tell("there is not enough memory");
    } catch (const std::exception& error) {
        tell(error.what());
    } catch (...) {
        tell("something unknown");
    }
    return false;
}

void Application::tell(const char* what) noexcept
{
    try {
        qCritical("An unexpected error: %s", what);
        Q_EMIT failed(
            tr("Something went wrong here: %1. The window and its jobs continue.").arg(QString::fromUtf8(what)));
    } catch (...) {
        // There is nobody left to tell.
    }
}

} // namespace dpl::ui
