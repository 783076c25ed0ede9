#pragma once

#include "base/icon.hpp"
#include "base/json.hpp"
#include "records/row_choice.hpp"

#include <QAction>
#include <QList>
#include <QStringList>
#include <QWidget>

#include <functional>

namespace dpl::ui {

/// A page of the sidebar. The window forwards its shortcuts to the page on top.
class Page : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual QString title() const = 0;
    /// What settings keep the page's state under, and what others call it by: "synthetic". The same in every version.
    virtual QString id() const = 0;
    virtual QString iconName() const = 0; ///< of resources/icons: "synthetic"

    virtual void start() { } ///< Ctrl+Return
    virtual void exportFigure() { } ///< Ctrl+E
    virtual QList<QAction*>
    paletteActions() const; ///< what Ctrl+K finds of this page, disabled if it cannot be done now
    /// Shows what lies at `path`, if the page can: a run folder, an evaluation file, a folder of evaluation files. The
    /// first page that says yes comes to the top.
    virtual bool openPath(const QString& path)
    {
        Q_UNUSED(path)
        return false;
    }

    virtual bool resumeRun(
        const QString& folder) ///< goes on with a run that was stopped or interrupted, if it is of the page's kind
    {
        Q_UNUSED(folder)
        return false;
    }

    virtual bool duplicateRun(
        const QString& folder) ///< takes over the parameters of a run, ready to be changed and started
    {
        Q_UNUSED(folder)
        return false;
    }

    virtual bool duplicateRecipe(
        const Json& recipe) ///< the same, from the recipe of a job (JobRequest::recipe) whose run was never begun
    {
        Q_UNUSED(recipe)
        return false;
    }

    virtual bool trainFurther(
        const QString& folder) ///< takes over the parameters of a finished training, to start from its model
    {
        Q_UNUSED(folder)
        return false;
    }

    virtual bool evaluateModels(
        const QStringList& folders) ///< selects checkpoints, or the models of runs, to be evaluated
    {
        Q_UNUSED(folders)
        return false;
    }

    virtual bool showRows(const records::RowChoice& choice) ///< rows that a number was made of, one by one
    {
        Q_UNUSED(choice)
        return false;
    }

Q_SIGNALS:
    // Asked of the window, which passes it to the page that can.
    void placesRequested(); ///< the list of places where jobs run
    void pageRequested(const QString& id);
    void openRequested(const QString& path);
    void resumeRequested(const QString& folder);
    void duplicateRequested(const QString& folder);
    void furtherTrainingRequested(const QString& folder);
    void evaluationRequested(const QStringList& folders);
    void rowsRequested(const dpl::records::RowChoice& choice);

protected:
    /// Adds to what Ctrl+K finds; choosing it calls `slot` of `receiver`. `isPossible`, if there is one, says whether
    /// it can be done now.
    template <typename Receiver, typename Slot>
    void addPaletteAction(const QString& text, const QString& iconName, Receiver* receiver, Slot slot,
        std::function<bool()> isPossible = {})
    {
        auto* action = new QAction(icon(iconName), text, this);
        connect(action, &QAction::triggered, receiver, slot);
        m_paletteActions.append({action, std::move(isPossible)});
    }

private:
    struct PaletteAction {
        QAction* action;
        std::function<bool()> isPossible;
    };

    QList<PaletteAction> m_paletteActions;
};

inline QList<QAction*> Page::paletteActions() const
{
    QList<QAction*> actions;
    for (const PaletteAction& offered : m_paletteActions) {
        offered.action->setEnabled(!offered.isPossible || offered.isPossible());
        actions.append(offered.action);
    }
    return actions;
}

} // namespace dpl::ui
