#pragma once

#include <QObject>
#include <QStringList>

namespace dpl::ui {

/// Files and folders that are dropped anywhere on a widget, the fields in it included.
class PathDrop : public QObject {
    Q_OBJECT

public:
    explicit PathDrop(QWidget& area); ///< which owns it

Q_SIGNALS:
    void dropped(const QStringList& paths);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void watchFields();

    QWidget& m_area;
};

} // namespace dpl::ui
