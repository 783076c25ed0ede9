#pragma once

#include "widgets/card.hpp"

class QToolButton;

namespace dpl::ui {

/// A part of a form: its frequent rows, and those that are rarely changed, which a button shows.
class FormSection : public Card {
    Q_OBJECT

public:
    explicit FormSection(const QString& title, QWidget* parent = nullptr);

    QVBoxLayout* rows() const { return m_rows; }
    QVBoxLayout* moreRows() const { return m_moreRows; }

    void reveal(const QWidget& row); ///< shows the rare rows if it is one of them

private:
    QVBoxLayout* m_rows = nullptr;
    QWidget* m_more = nullptr;
    QVBoxLayout* m_moreRows = nullptr;
    QToolButton* m_moreButton = nullptr;
};

} // namespace dpl::ui
