#pragma once

#include "inspection/inspection.hpp"

#include <QScrollArea>

class QPushButton;
class QVBoxLayout;

namespace dpl::ui {

class TextBubble;

/// A prompt as a chat, and two responses to it side by side with their differences marked.
class ConversationView : public QScrollArea {
    Q_OBJECT

public:
    explicit ConversationView(QWidget* parent = nullptr);

    void setItem(const inspection::ItemTexts& texts, const QString& firstName, const QString& secondName,
        std::size_t first, std::size_t second);
    void clear();

    TextBubble* first() const { return m_first; }
    TextBubble* second() const { return m_second; }

private:
    void showEarlier();

    QWidget* m_content = nullptr;
    QPushButton* m_earlier = nullptr; ///< checked: all turns of the prompt are shown
    QVBoxLayout* m_turns = nullptr;
    QList<TextBubble*> m_bubbles;
    TextBubble* m_first = nullptr;
    TextBubble* m_second = nullptr;
};

} // namespace dpl::ui
