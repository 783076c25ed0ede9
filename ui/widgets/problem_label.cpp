#include "widgets/problem_label.hpp"

namespace dpl::ui {

ProblemLabel::ProblemLabel(const QString& accessibleName, QWidget* parent) : WrappingLabel(parent)
{
    setForegroundRole(QPalette::BrightText); // the theme's colour of what is bad
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setAccessibleName(accessibleName);
    hide();
}

void ProblemLabel::setProblem(const QString& sentence)
{
    setText(sentence);
    setVisible(!sentence.isEmpty());
}

} // namespace dpl::ui
