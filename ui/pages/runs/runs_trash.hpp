#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <utility>
#include <vector>

namespace dpl::ui {

/// Moves the folders of runs to the desktop's trash, and those moved last out of it again; both in the background.
class RunsTrash : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void move(const QStringList& folders);
    void putBack();
    bool canPutBack() const { return !m_moved.empty(); }

Q_SIGNALS:
    void done(const QString& message); ///< what was moved, or could not be; empty if all is back

private:
    std::vector<std::pair<QString, QString>> m_moved; ///< where from, and where in the trash
};

} // namespace dpl::ui
