#include "pages/train/fitting_text.hpp"

#include <QAbstractTextDocumentLayout>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

FittingText::FittingText(int leastLines, int mostLines, QWidget* parent) : QTextEdit(parent), m_leastLines(leastLines), m_mostLines(mostLines)
{
    setReadOnly(true);
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    document()->setDocumentMargin(margin);
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this, [this] { updateGeometry(); });
}

QSize FittingText::sizeHint() const
{
    return {QTextEdit::sizeHint().width(), heightOf(m_mostLines)};
}

QSize FittingText::minimumSizeHint() const
{
    return {0, heightOf(m_leastLines)};
}

int FittingText::heightOf(int mostLines) const
{
    const int most = mostLines * QFontMetrics(document()->defaultFont()).lineSpacing() + 2 * margin;
    return std::min(int(std::ceil(document()->size().height())), most) + 2 * frameWidth();
}

} // namespace dpl::ui
