#include "shell/window_picture.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QEvent>
#include <QPixmap>
#include <QTimer>
#include <QWidget>

#include <cstdio>

namespace dpl::ui {

WindowPicture::WindowPicture(QWidget& window, const QString& file) : QObject(&window), m_window(window), m_file(file)
{
    window.installEventFilter(this);
}

bool WindowPicture::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Paint) {
        watched->removeEventFilter(this);
        QTimer::singleShot(0, this, &WindowPicture::save); // what is within it is painted after it
    }
    return QObject::eventFilter(watched, event);
}

void WindowPicture::save()
{
    const bool saved = m_window.grab().save(m_file);
    if (!saved) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(tr("%1 cannot be written.").arg(QDir::toNativeSeparators(m_file))));
    }
    QCoreApplication::exit(saved ? 0 : 1);
}

} // namespace dpl::ui
