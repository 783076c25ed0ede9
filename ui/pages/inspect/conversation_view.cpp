#include "pages/inspect/conversation_view.hpp"

#include "inspection/dialogue.hpp"
#include "inspection/text_difference.hpp"
#include "pages/inspect/text_bubble.hpp"

#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

std::string trimmed(const std::string& text)
{
    constexpr const char* blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    return begin == std::string::npos ? std::string() : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

} // namespace

ConversationView::ConversationView(QWidget* parent) : QScrollArea(parent)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Conversation"));
    m_content = new QWidget;
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 4, 0);
    column->setSpacing(8);
    m_turns = new QVBoxLayout;
    m_turns->setSpacing(8);
    m_earlier = new QPushButton;
    m_earlier->setFlat(true);
    m_earlier->setCheckable(true);
    m_earlier->setToolTip(tr("What was said before the last question"));
    column->addWidget(m_earlier, 0, Qt::AlignLeft);
    column->addLayout(m_turns);
    auto* responses = new QHBoxLayout;
    responses->setSpacing(8);
    m_first = new TextBubble({}, TextBubble::Ground::assistant);
    m_second = new TextBubble({}, TextBubble::Ground::assistant);
    responses->addWidget(m_first, 1);
    responses->addWidget(m_second, 1);
    column->addLayout(responses);
    column->addStretch(1);
    setWidget(m_content);
    m_content->setAutoFillBackground(false); // the card shows through
    viewport()->setAutoFillBackground(false);
    connect(m_earlier, &QPushButton::toggled, this, &ConversationView::showEarlier);
    clear();
}

void ConversationView::clear()
{
    qDeleteAll(m_bubbles);
    m_bubbles.clear();
    m_first->hide();
    m_second->hide();
    m_earlier->hide();
}

/// The responses are what one came for: of what led to them, the last turn stands above them, the others on request.
void ConversationView::showEarlier()
{
    const qsizetype earlier = m_bubbles.size() - 1;
    for (qsizetype i = 0; i < earlier; ++i) {
        m_bubbles[i]->setVisible(m_earlier->isChecked());
    }
    m_earlier->setVisible(earlier > 0);
    m_earlier->setText(m_earlier->isChecked() ? tr("Hide earlier turns")
            : earlier == 1                    ? tr("Show 1 earlier turn")
                                              : tr("Show %1 earlier turns").arg(earlier));
    m_earlier->setAccessibleName(m_earlier->text());
}

void ConversationView::setItem(const inspection::ItemTexts& texts, const QString& firstName, const QString& secondName,
    std::size_t first, std::size_t second)
{
    clear();
    std::vector<inspection::Turn> turns = texts.turns;
    if (turns.empty()) {
        turns.push_back({inspection::Speaker::human, {}}); // which says that it is empty
    }
    for (const inspection::Turn& turn : turns) {
        const bool human = turn.speaker == inspection::Speaker::human;
        const QString speaker = human                        ? tr("Human")
            : turn.speaker == inspection::Speaker::assistant ? tr("Assistant")
            : turn.role == "system"                          ? tr("System")
                                                             : QString::fromStdString(turn.role);
        auto* bubble = new TextBubble(speaker, human ? TextBubble::Ground::human : TextBubble::Ground::assistant);
        bubble->setText(turn.text);
        m_turns->addWidget(bubble);
        m_bubbles << bubble;
    }
    showEarlier();
    const auto text = [&](std::size_t response) {
        return response < texts.responses.size() ? trimmed(texts.responses[response]) : std::string();
    };
    const std::string a = text(first);
    const std::string b = text(second);
    const inspection::TextDifference difference = inspection::textDifference(a, b);
    m_first->setSpeaker(firstName);
    m_first->setText(a, difference.first);
    m_second->setSpeaker(secondName);
    m_second->setText(b, difference.second);
    m_first->show();
    m_second->setVisible(texts.responses.size() > 1);
    verticalScrollBar()->setValue(0);
}

} // namespace dpl::ui
