#include "widgets/wrapped_text.hpp"

#include <cmath>

namespace dpl::ui {

WrappedText::WrappedText(QWidget* parent) : QTextEdit(parent)
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setMinimumWidth(1);
    document()->setDocumentMargin(0.0);
    // No style sheet: a widget that has one keeps the palette it had first, and with it the text of an earlier theme.
    viewport()->setAutoFillBackground(false);
}

void WrappedText::setContent(const QString& text)
{
    if (text != toPlainText()) { // a document is long in the making
        setPlainText(text);
        fitHeight();
    }
}

void WrappedText::resizeEvent(QResizeEvent* event)
{
    QTextEdit::resizeEvent(event);
    fitHeight();
}

void WrappedText::fitHeight()
{
    document()->setTextWidth(viewport()->width());
    const int height = std::max(1, int(std::ceil(document()->size().height())));
    if (height != this->height()) {
        setFixedHeight(height);
    }
}

} // namespace dpl::ui
