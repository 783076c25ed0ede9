#include "pages/inspect/conversation_card.hpp"

#include "pages/inspect/conversation_view.hpp"

#include <QComboBox>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace dpl::ui {

ConversationCard::ConversationCard(QWidget* parent) : Card(tr("Conversation"), parent)
{
    m_view = new ConversationView;
    m_first = new QComboBox;
    m_first->setAccessibleName(tr("Response on the left"));
    m_second = new QComboBox;
    m_second->setAccessibleName(tr("Response on the right"));
    for (QComboBox* choice : {m_first, m_second}) {
        addBesideTitle(choice);
        choice->hide();
        connect(choice, &QComboBox::activated, this, [this] {
            showTexts();
            Q_EMIT responsesChosen();
        });
    }
    body()->addWidget(m_view, 1);
}

std::size_t ConversationCard::first() const
{
    return std::size_t(std::max(0, m_first->currentIndex()));
}

std::size_t ConversationCard::second() const
{
    return std::size_t(std::max(0, m_second->currentIndex()));
}

void ConversationCard::setItem(const inspection::Inspection& inspection, std::size_t index)
{
    const auto& item = inspection.item(index);
    for (QComboBox* choice : {m_first, m_second}) {
        const QSignalBlocker blocker(choice);
        choice->clear();
        for (std::size_t i = 0; i < item.responses; ++i) {
            choice->addItem(QString::fromStdString(inspection::responseName(item, i)));
        }
        choice->setCurrentIndex(choice == m_second && item.responses > 1 ? 1 : 0);
        choice->setVisible(item.responses > 2);
    }
    setNote(tr("· %1, row %L2 of %3")
                .arg(QString::fromStdString(inspection.subsets()[item.subset]))
                .arg(item.row + 1)
                .arg(QString::fromStdString(inspection.files()[item.file].filename().string())));
    m_texts = inspection.texts(index);
    showTexts();
}

void ConversationCard::showFirst(std::size_t response)
{
    if (int(response) >= m_first->count() || response == first()) {
        return;
    }
    if (response == second()) {
        m_second->setCurrentIndex(int(first()));
    }
    m_first->setCurrentIndex(int(response));
    showTexts();
    Q_EMIT responsesChosen();
}

void ConversationCard::showTexts()
{
    m_view->setItem(m_texts, m_first->currentText(), m_second->currentText(), first(), second());
}

void ConversationCard::clear()
{
    setNote({});
    m_view->clear();
}

} // namespace dpl::ui
