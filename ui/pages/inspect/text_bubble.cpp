#include "pages/inspect/text_bubble.hpp"

#include "base/demi_bold.hpp"
#include "base/theme.hpp"
#include "widgets/wrapped_text.hpp"

#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

/// As a document counts: a line has one character at its end.
QString asShown(const std::string& text, std::size_t bytes)
{
    return QString::fromUtf8(text.data(), qsizetype(bytes)).remove(u'\r');
}

QTextEdit::ExtraSelection coloured(QTextDocument* document, qsizetype begin, qsizetype end, const QColor& colour)
{
    QTextEdit::ExtraSelection part;
    part.cursor = QTextCursor(document);
    part.cursor.setPosition(int(begin));
    part.cursor.setPosition(int(end), QTextCursor::KeepAnchor);
    part.format.setForeground(colour);
    return part;
}

} // namespace

TextBubble::TextBubble(const QString& speaker, Ground ground, QWidget* parent)
    : QWidget(parent), m_ground(ground), m_speaker(new QLabel(speaker)), m_content(new WrappedText)
{
    m_speaker->setFont(demiBold(m_speaker->font()));
    m_content->setAccessibleName(speaker);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(4);
    column->addWidget(m_speaker);
    column->addWidget(m_content);
    column->addStretch(1);
}

void TextBubble::setSpeaker(const QString& speaker)
{
    m_speaker->setText(speaker);
    m_content->setAccessibleName(speaker);
}

void TextBubble::setText(const std::string& text, const std::vector<inspection::TextRange>& marked)
{
    m_text = text;
    m_marked = marked;
    showText();
}

void TextBubble::showText()
{
    const bool isBlank = plainText().trimmed().isEmpty();
    m_content->setContent(isBlank ? tr("(empty)") : asShown(m_text, m_text.size()));
    colourText();
}

/// The colours lie over the text and are none of its own, so they can follow the theme.
void TextBubble::colourText()
{
    const Theme theme = Theme::of(*this);
    QTextDocument* document = m_content->document();
    QList<QTextEdit::ExtraSelection> parts;
    if (plainText().trimmed().isEmpty()) {
        parts << coloured(document, 0, document->characterCount() - 1, theme.secondaryText);
    } else {
        for (const auto& [begin, end] : m_marked) {
            parts << coloured(document, asShown(m_text, begin).size(), asShown(m_text, end).size(), theme.text);
            parts.last().format.setBackground(theme.selection);
        }
    }
    m_content->setExtraSelections(parts);
}

void TextBubble::paintEvent(QPaintEvent*)
{
    const Theme theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.border);
    painter.setBrush(m_ground == Ground::human ? theme.sidebar : theme.card);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

void TextBubble::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && m_content) {
        colourText();
    }
    QWidget::changeEvent(event);
}

} // namespace dpl::ui
