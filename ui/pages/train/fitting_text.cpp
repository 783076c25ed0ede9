#include "pages/train/fitting_text.hpp"

#include <QAbstractTextDocumentLayout>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

FittingText::FittingText(int lines, QWidget* parent) : QTextEdit(parent), m_lines(lines)
{
    setReadOnly(true);
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    document()->setDocumentMargin(margin);
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this, [this] {
        setMaximumHeight(wholeHeight());
        updateGeometry();
    });
}

QSize FittingText::sizeHint() const
{
    const int asked = m_lines * QFontMetrics(document()->defaultFont()).lineSpacing() + 2 * (margin + frameWidth());
    return {0, std::min(asked, wholeHeight())};
}

int FittingText::wholeHeight() const
{
    return int(std::ceil(document()->size().height())) + 2 * frameWidth();
}

} // namespace dpl::ui
