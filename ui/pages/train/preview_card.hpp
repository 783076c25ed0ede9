#pragma once

#include "training/dataset_preview.hpp"
#include "widgets/card.hpp"

#include <memory>

class QAction;
class QLabel;
class QSpinBox;
class QTextEdit;
class QToolButton;

namespace dpl::ui {

class EmptyState;
class FittingText;
class NoticeRow;

/// Pairs of a preference dataset as they are trained on: what both sides have in common, dimmed, and below it how each
/// goes on.
class PreviewCard : public Card {
    Q_OBJECT

public:
    explicit PreviewCard(QWidget* parent = nullptr);

    void setPreview(std::shared_ptr<const training::DatasetPreview> preview); ///< null: none yet
    // In place of pairs:
    void setMessage(const QString& sentence); ///< that it is being read
    void setProblem(const QString& sentence, bool canLookAgain = false); ///< why it cannot be
    void ask(const QString& button); ///< for what is missing

    int pairIndex() const;
    void showPair(int index);

Q_SIGNALS:
    void buttonClicked();
    void lookAgainRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    QTextEdit* addSide(QLayout* sides, const QString& title);

    std::shared_ptr<const training::DatasetPreview> m_preview;
    EmptyState* m_empty = nullptr;
    QWidget* m_working = nullptr;
    QLabel* m_message = nullptr;
    NoticeRow* m_problem = nullptr;
    QAction* m_lookAgain = nullptr;
    QLabel* m_facts = nullptr;
    FittingText* m_common = nullptr;
    QWidget* m_sides = nullptr;
    QTextEdit* m_chosen = nullptr;
    QTextEdit* m_rejected = nullptr;
    QSpinBox* m_number = nullptr;
    QToolButton* m_previous = nullptr;
    QToolButton* m_next = nullptr;
};

} // namespace dpl::ui
