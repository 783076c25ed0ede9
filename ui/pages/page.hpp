#pragma once

#include <QAction>
#include <QList>
#include <QWidget>

namespace dpl::ui {

/// A page of the sidebar. The window forwards its shortcuts to the page on top.
class Page : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual QString title() const = 0;
    virtual QString iconName() const = 0; ///< of resources/icons: "synthetic"

    virtual void start() {} ///< Ctrl+Return
    virtual void exportFigure() {} ///< Ctrl+E
    virtual QList<QAction*> paletteActions() const { return {}; } ///< what Ctrl+K finds of this page
    virtual bool openRun(const QString& folder) ///< shows a run from disk, if it is of the page's kind
    {
        Q_UNUSED(folder)
        return false;
    }

    virtual bool resumeRun(const QString& folder) ///< goes on with a run that was stopped or interrupted, likewise
    {
        Q_UNUSED(folder)
        return false;
    }

Q_SIGNALS:
    /// Asks the window to show another page, by its iconName().
    void pageRequested(const QString& iconName);
};

} // namespace dpl::ui
