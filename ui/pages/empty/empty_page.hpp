#pragma once

#include "pages/page.hpp"

namespace dpl::ui {

/// A page that this version does not have yet. It says what it will do, and leads to the one that works.
class EmptyPage : public Page {
    Q_OBJECT

public:
    EmptyPage(const QString& title, const QString& iconName, const QString& sentence, QWidget* parent = nullptr);

    QString title() const override { return m_title; }
    QString iconName() const override { return m_iconName; }

private:
    QString m_title;
    QString m_iconName;
};

/// Train, Runs, Evaluate, Inspect and Results, in the order of the sidebar.
QList<Page*> emptyPages(QWidget* parent = nullptr);

} // namespace dpl::ui
