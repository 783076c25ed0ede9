#include "widgets/field_note.hpp"

#include "figures/figure_style.hpp"

namespace dpl::ui {

FieldNote::FieldNote(const QString& accessibleName, QWidget* parent) : ElidedLabel(parent)
{
    setAccessibleName(accessibleName);
    setFont(scaledFont(font(), 0.85));
}

// As high without a text as with one, so that no row moves.
QSize FieldNote::sizeHint() const
{
    return {ElidedLabel::sizeHint().width(), fontMetrics().height()};
}

QSize FieldNote::minimumSizeHint() const
{
    return {ElidedLabel::minimumSizeHint().width(), fontMetrics().height()};
}

void FieldNote::setNote(const QString& note)
{
    m_note = note;
    refresh();
}

void FieldNote::setProblem(const QString& sentence)
{
    m_problem = sentence;
    refresh();
}

void FieldNote::refresh()
{
    // The theme's colour of what is bad, or its secondary one.
    setForegroundRole(m_problem.isEmpty() ? QPalette::PlaceholderText : QPalette::BrightText);
    setText(m_problem.isEmpty() ? m_note : m_problem);
}

} // namespace dpl::ui
