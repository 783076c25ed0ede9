#include "widgets/path_drop.hpp"

#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QTextEdit>
#include <QUrl>

namespace dpl::ui {

namespace {

QStringList pathsOf(const QMimeData& data)
{
    QStringList paths;
    for (const QUrl& url : data.urls()) {
        if (const QString path = url.toLocalFile(); !path.isEmpty()) {
            paths << path;
        }
    }
    return paths;
}

} // namespace

PathDrop::PathDrop(QWidget& area) : QObject(&area), m_area(area)
{
    area.setAcceptDrops(true);
    area.installEventFilter(this);
}

/// Which take a file for a text otherwise.
void PathDrop::watchFields()
{
    for (QLineEdit* field : m_area.findChildren<QLineEdit*>()) {
        field->installEventFilter(this);
    }
    for (QTextEdit* field : m_area.findChildren<QTextEdit*>()) {
        field->viewport()->installEventFilter(this);
    }
}

bool PathDrop::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Show && watched == &m_area) {
        watchFields();
    }
    const bool isDrag = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove;
    if (!isDrag && event->type() != QEvent::Drop) {
        return false;
    }
    auto* drop = static_cast<QDropEvent*>(event);
    const QStringList paths = pathsOf(*drop->mimeData());
    if (paths.isEmpty()) {
        return false;
    }
    if (watched != &m_area) {
        drop->ignore(); // it goes on to the area
        return true;
    }
    drop->acceptProposedAction();
    if (event->type() == QEvent::Drop) {
        Q_EMIT dropped(paths);
    }
    return true;
}

} // namespace dpl::ui
