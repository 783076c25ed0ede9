#pragma once

#include "pages/synthetic/environment_draft.hpp"

#include <QObject>
#include <QUndoStack>

#include <optional>

namespace dpl::ui {

/// The draft that an editor's parts share, and its undo stack. Every change goes through here and is told to all.
class EnvironmentDocument : public QObject {
    Q_OBJECT

public:
    explicit EnvironmentDocument(EnvironmentDraft draft, QObject* parent = nullptr);

    const EnvironmentDraft& draft() const { return m_draft; }
    const QString& name() const { return m_draft.name; }
    const std::vector<synthetic::HiddenContext>& contexts() const { return m_draft.contexts; }
    int contextCount() const { return int(m_draft.contexts.size()); }
    QUndoStack& undoStack() { return m_undoStack; }

    /// Makes a change that can be undone as `what`. Changes in a row with the same series, if it has one, are undone
    /// together: letters of a name, steps of a point.
    void change(EnvironmentDraft draft, const QString& what, const QString& series = {});
    void change(std::vector<synthetic::HiddenContext> contexts, const QString& what, const QString& series = {});

    /// Shows a change that is still going on, as when a point is dragged, until it is kept or cancelled.
    void preview(std::vector<synthetic::HiddenContext> contexts);
    void keepPreview(const QString& what);
    void cancelPreview();
    bool isPreviewing() const { return m_beforePreview.has_value(); }

    void undo(); ///< cancels a preview, if one is on
    void redo();

Q_SIGNALS:
    void changed();
    /// Undo or redo changed this context.
    void revealed(int context);

private:
    class Change;

    void set(const EnvironmentDraft& draft);
    void reveal(const EnvironmentDraft& before);

    EnvironmentDraft m_draft;
    std::optional<EnvironmentDraft> m_beforePreview;
    QUndoStack m_undoStack;
};

} // namespace dpl::ui
