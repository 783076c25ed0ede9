#pragma once

#include "base/theme.hpp"

#include <QWidget>

class QAction;
class QHBoxLayout;

namespace dpl::ui {

class Notice;

/// A notice with buttons beside it for what can be done about it; it is there as long as it says something.
class NoticeRow : public QWidget {
    Q_OBJECT

public:
    explicit NoticeRow(Tone tone, QWidget* parent = nullptr);

    void setText(const QString& text); ///< hides the row if empty
    QString text() const;
    void addButton(QAction* action); ///< shown while the action is visible and enabled

private:
    Notice* m_notice;
    QHBoxLayout* m_row;
};

} // namespace dpl::ui
