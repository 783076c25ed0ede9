#pragma once

#include "base/theme.hpp"

#include <QAbstractButton>

namespace dpl::ui {

/// One line of the sidebar: icon, name, and at its right end a shortcut or a count.
class SidebarButton : public QAbstractButton {
    Q_OBJECT

public:
    SidebarButton(const QString& text, const QString& iconName, QWidget* parent = nullptr);

    void setNote(const QString& note, Tone tone = Tone::neutral);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_iconName;
    QString m_note;
    Tone m_noteTone = Tone::neutral;
};

} // namespace dpl::ui
