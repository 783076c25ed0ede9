#pragma once

#include <QObject>
#include <QStringList>

#include <utility>
#include <vector>

namespace dpl::ui {

/// Moves runs to the desktop's trash, and those moved last back.
class RunsTrash : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void move(const QStringList& folders);
    void putBack();
    bool canPutBack() const { return !m_moved.empty(); }

Q_SIGNALS:
    void changed(const QString& message); ///< what was moved, or could not be; empty: all was put back

private:
    using Moves = std::vector<std::pair<QString, QString>>; ///< where from, and where in the trash

    Moves m_moved;
};

} // namespace dpl::ui
