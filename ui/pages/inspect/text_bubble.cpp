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

QString asHtml(const std::string& text, std::size_t begin, std::size_t end)
{
    QString html = QString::fromUtf8(text.data() + begin, qsizetype(end - begin)).toHtmlEscaped();
    return html.replace(u'\n', QStringLiteral("<br>"));
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
    const QString ground = Theme::of(*this).selection.name();
    QString html;
    std::size_t at = 0;
    for (const auto& [begin, end] : m_marked) {
        html += asHtml(m_text, at, begin) + QStringLiteral("<span style=\"background-color:%1\">").arg(ground)
            + asHtml(m_text, begin, end) + QStringLiteral("</span>");
        at = end;
    }
    html += asHtml(m_text, at, m_text.size());
    if (QString::fromStdString(m_text).trimmed().isEmpty()) {
        html = QStringLiteral("<i>%1</i>").arg(tr("(empty)"));
    }
    m_content->setContent(html);
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
        showText();
    }
    QWidget::changeEvent(event);
}

} // namespace dpl::ui
