#pragma once

#include "models/shared_card.hpp"

#include <QScrollArea>

class QBoxLayout;
class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace dpl::ui {

class Card;
class FactTable;
class Notice;
class StatusPill;

/// Shows the card of one backbone: what it is, what is stored, the memory that it needs, notes, and what is wrong with
/// a broken one.
class BackboneCardView : public QScrollArea {
    Q_OBJECT

public:
    explicit BackboneCardView(QWidget* parent = nullptr);

    void setCard(const SharedCard& card);
    const SharedCard& card() const { return m_card; }

    FactTable* shape() const { return m_shape; }
    FactTable* weights() const { return m_weights; }
    FactTable* memory() const { return m_memory; }
    FactTable* tokenizer() const { return m_tokenizer; }
    Notice* error() const { return m_error; }
    QStringList notes() const;

public Q_SLOTS:
    void copyPath();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeHeading();
    void arrange();
    void showShape();
    void showWeights();
    void showMemory();
    void showTokenizer();
    void showNotes();

    SharedCard m_card;
    QLabel* m_name = nullptr;
    StatusPill* m_state = nullptr;
    QLineEdit* m_path = nullptr;
    Notice* m_error = nullptr;
    FactTable* m_shape = nullptr;
    FactTable* m_weights = nullptr;
    FactTable* m_memory = nullptr;
    FactTable* m_tokenizer = nullptr;
    QBoxLayout* m_sides = nullptr; ///< the model, and beside or below it weights and tokenizer
    Card* m_shapeCard = nullptr;
    Card* m_weightsCard = nullptr;
    Card* m_memoryCard = nullptr;
    QVBoxLayout* m_notes = nullptr;
};

} // namespace dpl::ui
