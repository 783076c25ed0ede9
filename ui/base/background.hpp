#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QThreadPool>

#include <exception>

namespace dpl::ui {

/// Computes a value away from the GUI thread and hands it, or the message of what was thrown, to `context`'s thread; to
/// nobody if `context` is gone by then. For what is read or drawn in moments; longer work is a job. Work that lowers
/// the priority of its thread (ComputeOptions::background) needs a `pool` of its own, as the thread stays so.
template <typename Compute, typename Done, typename Failed>
void inBackground(
    QObject* context, Compute compute, Done done, Failed failed, QThreadPool& pool = *QThreadPool::globalInstance())
{
    QPointer<QObject> alive(context);
    // Delivered by way of the application, which outlives the pool's threads; the context itself may die at any moment.
    const auto deliver = [alive](auto call) {
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [alive, call = std::move(call)]() mutable {
                if (alive) {
                    call();
                }
            },
            Qt::QueuedConnection);
    };
    pool.start([compute = std::move(compute), done = std::move(done), failed = std::move(failed), deliver] {
        try {
            auto value = compute();
            deliver([done, value = std::move(value)]() mutable { done(std::move(value)); });
        } catch (const std::exception& error) {
            deliver([failed, message = QString::fromUtf8(error.what())] { failed(message); });
        } catch (...) {
            deliver([failed] { failed(QCoreApplication::translate("Background", "An unknown error ended this.")); });
        }
    });
}

} // namespace dpl::ui
