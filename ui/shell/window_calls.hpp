#pragma once

#include <QObject>
#include <QtNetwork/QLocalServer>

#include <filesystem>

namespace dpl::ui {

/// The way of a window that is opened on the same queue to the first one, on the same machine: it may be asked to come
/// to the front.
class WindowCalls : public QObject {
    Q_OBJECT

public:
    explicit WindowCalls(const std::filesystem::path& queueFile, QObject* parent = nullptr);

    void listen(); ///< the first window; what is not heard is told to whoever calls
    bool call() const; ///< another one: whether the first was reached

Q_SIGNALS:
    void called(); ///< come to the front

private:
    QString m_name;
    QLocalServer m_server;
};

} // namespace dpl::ui
