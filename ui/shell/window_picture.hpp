#pragma once

#include <QObject>
#include <QString>

class QWidget;

namespace dpl::ui {

/// Saves a picture of a window once it is painted, and ends the program with whether that worked: for documents, and to
/// see that a window can be shown on a machine.
class WindowPicture : public QObject {
    Q_OBJECT

public:
    WindowPicture(QWidget& window, const QString& file);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void save();

    QWidget& m_window;
    QString m_file;
};

} // namespace dpl::ui
