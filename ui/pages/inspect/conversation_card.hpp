#pragma once

#include "inspection/inspection.hpp"
#include "widgets/card.hpp"

class QComboBox;

namespace dpl::ui {

class ConversationView;

/// The conversation of an item, and which two of its responses stand side by side where there are more.
class ConversationCard : public Card {
    Q_OBJECT

public:
    explicit ConversationCard(QWidget* parent = nullptr);

    void setItem(
        const inspection::Inspection& inspection, std::size_t item); ///< throws Error if its texts cannot be read
    void clear();
    void showFirst(std::size_t response); ///< at the left; the one at the right changes if it was the same

    std::size_t first() const; ///< of the item's responses, the one at the left
    std::size_t second() const;

    ConversationView* view() const { return m_view; }

Q_SIGNALS:
    void responsesChosen();

private:
    void showTexts();

    inspection::ItemTexts m_texts;
    QComboBox* m_first = nullptr;
    QComboBox* m_second = nullptr;
    ConversationView* m_view = nullptr;
};

} // namespace dpl::ui
