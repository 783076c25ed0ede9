#pragma once

#include "base/hand_over.hpp"

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QThreadPool>

#include <exception>

namespace dpl::ui {

/// Calls in the GUI thread, from any other, once it is back in its event loop; not at all if `context` is gone by then.
/// By way of the application, which outlives the pool's threads: the context itself may die at any moment.
template <typename Object, typename Call> void callLater(const QPointer<Object>& context, Call call)
{
    auto callIfAlive = [context, call = std::move(call)]() mutable {
        if (context) {
            call();
        }
    };
    handOver(std::move(callIfAlive), [](auto work) {
        QMetaObject::invokeMethod(QCoreApplication::instance(), std::move(work), Qt::QueuedConnection);
    });
}

/// Computes a value away from the GUI thread and hands it, or the message of what was thrown, to `context`'s thread; to
/// nobody if `context` is gone by then. For what is read or drawn in moments; longer work is a job. Work that lowers
/// the priority of its thread (ComputeOptions::background) needs a `pool` of its own, as the thread stays so.
template <typename Compute, typename Done, typename Failed>
void inBackground(
    QObject* context, Compute compute, Done done, Failed failed, QThreadPool& pool = *QThreadPool::globalInstance())
{
    auto work = [alive = QPointer<QObject>(context), compute = std::move(compute), done = std::move(done),
                    failed = std::move(failed)] {
        try {
            auto value = compute();
            callLater(alive, [done, value = std::move(value)]() mutable { done(std::move(value)); });
        } catch (const std::exception& error) {
            callLater(alive, [failed, message = QString::fromUtf8(error.what())] { failed(message); });
        } catch (...) {
            callLater(
                alive, [failed] { failed(QCoreApplication::translate("Background", "An unknown error ended this.")); });
        }
    };
    handOver(std::move(work), [&pool](auto passed) { pool.start(std::move(passed)); });
}

} // namespace dpl::ui
