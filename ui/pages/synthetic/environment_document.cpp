#include "pages/synthetic/environment_document.hpp"

#include <algorithm>
#include <utility>

namespace dpl::ui {

/// Drafts are small: a change keeps the whole of both.
class EnvironmentDocument::Change : public QUndoCommand {
public:
    Change(EnvironmentDocument& document, EnvironmentDraft before, EnvironmentDraft after, const QString& what,
        QString series)
        : QUndoCommand(what), m_document(document), m_before(std::move(before)), m_after(std::move(after)),
          m_series(std::move(series))
    {
    }

    void undo() override { m_document.set(m_before); }
    void redo() override { m_document.set(m_after); }
    int id() const override { return m_series.isEmpty() ? -1 : 1; }

    bool mergeWith(const QUndoCommand* command) override
    {
        const auto* next = static_cast<const Change*>(command);
        if (next->m_series != m_series)
            return false;
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    EnvironmentDocument& m_document;
    EnvironmentDraft m_before;
    EnvironmentDraft m_after;
    QString m_series;
};

EnvironmentDocument::EnvironmentDocument(EnvironmentDraft draft, QObject* parent)
    : QObject(parent), m_draft(std::move(draft))
{
}

void EnvironmentDocument::change(EnvironmentDraft draft, const QString& what, const QString& series)
{
    cancelPreview();
    if (draft != m_draft)
        m_undoStack.push(new Change(*this, m_draft, std::move(draft), what, series));
}

void EnvironmentDocument::change(
    std::vector<synthetic::HiddenContext> contexts, const QString& what, const QString& series)
{
    change(EnvironmentDraft{m_draft.name, std::move(contexts)}, what, series);
}

void EnvironmentDocument::preview(std::vector<synthetic::HiddenContext> contexts)
{
    if (!m_beforePreview)
        m_beforePreview = m_draft;
    set({m_draft.name, std::move(contexts)});
}

void EnvironmentDocument::keepPreview(const QString& what)
{
    if (!m_beforePreview)
        return;
    EnvironmentDraft before = *std::exchange(m_beforePreview, std::nullopt);
    if (before != m_draft)
        m_undoStack.push(new Change(*this, std::move(before), m_draft, what, {}));
}

void EnvironmentDocument::cancelPreview()
{
    if (m_beforePreview)
        set(*std::exchange(m_beforePreview, std::nullopt));
}

void EnvironmentDocument::undo()
{
    if (m_beforePreview) {
        cancelPreview();
        return;
    }
    const EnvironmentDraft before = m_draft;
    m_undoStack.undo();
    reveal(before);
}

void EnvironmentDocument::redo()
{
    cancelPreview();
    const EnvironmentDraft before = m_draft;
    m_undoStack.redo();
    reveal(before);
}

void EnvironmentDocument::set(const EnvironmentDraft& draft)
{
    if (draft == m_draft)
        return;
    m_draft = draft;
    Q_EMIT changed();
}

void EnvironmentDocument::reveal(const EnvironmentDraft& before)
{
    const auto& old = before.contexts;
    const auto& now = m_draft.contexts;
    if (old == now || now.empty())
        return;
    const auto shared = std::ptrdiff_t(std::min(old.size(), now.size()));
    const auto first = std::mismatch(old.begin(), old.begin() + shared, now.begin()).second - now.begin();
    Q_EMIT revealed(int(std::min(first, std::ptrdiff_t(now.size()) - 1)));
}

} // namespace dpl::ui
