#include "shell/window_calls.hpp"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QtNetwork/QLocalSocket>

namespace dpl::ui {

namespace {

constexpr int patienceMilliseconds = 500;

/// Of the socket, which is the user's own: the same for every path to the file.
QString nameFor(const std::filesystem::path& file)
{
    const QFileInfo folder(QString::fromStdString(file.parent_path().string()));
    const QString path = folder.canonicalFilePath() + u'/' + QString::fromStdString(file.filename().string());
    const QByteArray hash = QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("dpl-workbench-") + QString::fromLatin1(hash.toHex().first(24));
}

} // namespace

WindowCalls::WindowCalls(const std::filesystem::path& queueFile, QObject* parent)
    : QObject(parent), m_name(nameFor(queueFile))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* caller = m_server.nextPendingConnection()) {
            connect(caller, &QLocalSocket::disconnected, caller, &QObject::deleteLater);
            caller->disconnectFromServer();
        }
        Q_EMIT called();
    });
}

void WindowCalls::listen()
{
    QLocalServer::removeServer(m_name); // of a window that crashed
    m_server.listen(m_name);
}

bool WindowCalls::call() const
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    return socket.waitForConnected(patienceMilliseconds);
}

} // namespace dpl::ui
